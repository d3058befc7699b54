"""The central repository: images are pushed once and pulled by every account."""

from troposphere import Output, Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.registry.inputs import inputs
from generator.templates.registry.repository import registry_repository

DESCRIPTION = (
    "Central image repository of a payment service: tags that do not move, a scan of "
    "every push, and pull access for the accounts that run it"
)


def registry(_: Buildspecs) -> Template:
    """Make the template."""
    given = inputs()
    made = registry_repository(inputs=given)
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings={},
        concerns=(made,),
        outputs=(
            Output(
                "EcrRepositoryName",
                Description="The repository: the pipeline's parameter of this name",
                Value=made.repository.ref(),
            ),
            Output(
                "RepositoryArn",
                Description="Its ARN, which execution roles in other accounts name",
                Value=made.repository.get_att("Arn"),
            ),
            Output(
                "RepositoryUri",
                Description="What an image's address begins with",
                Value=made.repository.get_att("RepositoryUri"),
            ),
        ),
        breaking_changes={
            "RepositoryName": "it makes another, empty repository, while services go "
            "on pulling from this one: push the images that run to the new one first",
        },
    )
