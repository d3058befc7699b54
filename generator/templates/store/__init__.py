"""The artifacts of a promotion in another region: one for each region with targets.

It is made in the pipeline's account. What a deployment there takes the pipeline
copies into this bucket, and the target's role reads it (CodePipeline User Guide, "Add
a cross-Region action in CodePipeline").
"""

from troposphere import Output, Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.pipeline.artifacts import artifact_store
from generator.templates.promotion.access import bucket_statements
from generator.templates.store import live_changes
from generator.templates.store.inputs import inputs
from generator.templates.store.key import key
from generator.templates.store.rules import rules

DESCRIPTION = (
    "Where a promotion pipeline leaves what it deploys in another region: a bucket and "
    "its key there, which let in the targets' roles and the pipeline's alone"
)


def store(_: Buildspecs) -> Template:
    """Make the template."""
    given = inputs()
    made = key(inputs=given)
    kept = artifact_store(
        inputs=given,
        key_arn=made.encryption_key.get_att("Arn"),
        readers=lambda bucket: bucket_statements(bucket, given.readers),
    )
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings={},
        concerns=(made, kept),
        # The promotion's parameters OtherRegion... are called like them.
        outputs=(
            Output(
                "artifactBucketName",
                Description="Bucket of the artifacts here: "
                "OtherRegionArtifactBucketName of the promotion, ArtifactBucketName "
                "of each target here",
                Value=kept.artifact_bucket.ref(),
            ),
            Output(
                "artifactKeyArn",
                Description="Key of the artifacts here: OtherRegionArtifactKeyArn of "
                "the promotion",
                Value=made.encryption_key.get_att("Arn"),
            ),
        ),
        rules=rules(given),
        breaking_changes=live_changes.BREAKING,
        of_other_accounts=[each.deploy_role_arn.title for each in given.readers],
    )
