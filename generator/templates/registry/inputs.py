"""Every parameter and switch of the registry template."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref, Tags

from generator.templates import patterns, tagging
from generator.templates.switch import Switch
from generator.templates.tagging import resource_tags

ACCOUNT_IDS = patterns.Pattern(
    r"^\d{12}(,\d{12}){0,19}$", "up to 20 account ids with commas between"
)
# Amazon ECR API reference, ImageTagMutabilityExclusionFilter, as a filter of ours has
# one wildcard at most.
TAG_FILTER = patterns.Pattern(
    r"^[0-9A-Za-z._-]{1,127}\*?$", "a tag, or the beginning of tags and a *"
)


@dataclass(frozen=True)
class Naming:
    """What the repository is called and how it is tagged."""

    environment_suffix: Parameter
    repository_name: Parameter
    project: Parameter
    cost_center: Parameter
    names_project: Switch
    label: str = "Names and tags"

    def tags(self) -> Tags:
        """The tags of every resource."""
        return resource_tags(
            self.names_project.choose(self.project.ref(), self.repository_name.ref())
        )


@dataclass(frozen=True)
class ImageInputs:
    """Who pulls, which tags move, and how long images stay."""

    pull_account_ids: Parameter
    mutable_tag: Parameter
    untagged_image_days: Parameter
    kept_images: Parameter
    has_pull_accounts: Switch
    has_mutable_tag: Switch
    expires_untagged: Switch
    label: str = "Images"


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    images: ImageInputs


def inputs() -> Inputs:
    """All of them."""
    return Inputs(naming=_naming(), images=_images())


def _naming() -> Naming:
    return Naming(
        environment_suffix=tagging.environment_suffix(
            "Environment of the stack: the value of the tag Environment"
        ),
        repository_name=Parameter(
            "RepositoryName",
            Type="String",
            Description="The repository, for example payments/payment-service: "
            "EcrRepositoryName of the pipeline that pushes to it",
            **patterns.REPOSITORY.required,
        ),
        project=tagging.project("the repository's name"),
        cost_center=tagging.cost_center(),
        names_project=tagging.names_project(),
    )


def _images() -> ImageInputs:
    return ImageInputs(
        pull_account_ids=Parameter(
            "PullAccountIds",
            Type="String",
            Default="",
            Description="Other accounts that may pull, with commas between them; "
            "their own policies say which role does; empty for none",
            **ACCOUNT_IDS.optional,
        ),
        mutable_tag=Parameter(
            "MutableTag",
            Type="String",
            Default="",
            Description="The tag that may move, such as latest or cache-*; empty for "
            "none: then the pipeline's ImageTagMutability is IMMUTABLE",
            **TAG_FILTER.optional,
        ),
        untagged_image_days=Parameter(
            "UntaggedImageDays",
            Type="Number",
            Default=0,
            MinValue=0,
            MaxValue=365,
            Description="What has no tag is deleted so many days after its push, and "
            "with it perhaps the SBOM and provenance of images that stay; 0 keeps it",
            ConstraintDescription="0 to 365 days",
        ),
        kept_images=Parameter(
            "KeptImages",
            Type="Number",
            Default=1000,
            # An image that runs somewhere must be among them, or its tasks cannot
            # start again.
            MinValue=100,
            MaxValue=10000,
            Description="The newest images with a tag that stay; more than are ever "
            "pushed while one of them runs",
            ConstraintDescription="100 to 10000 images",
        ),
        has_pull_accounts=Switch(
            "HasPullAccounts", Not(Equals(Ref("PullAccountIds"), ""))
        ),
        has_mutable_tag=Switch("HasMutableTag", Not(Equals(Ref("MutableTag"), ""))),
        expires_untagged=Switch(
            "ExpiresUntagged", Not(Equals(Ref("UntaggedImageDays"), 0))
        ),
    )
