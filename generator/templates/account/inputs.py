"""Parameters of the account's own stack."""

from dataclasses import dataclass

from troposphere import And, Equals, If, Not, Or, Parameter, Ref, Sub, Tags
from troposphere import Condition as Holds

from generator.templates import patterns, tagging
from generator.templates.patterns import Pattern
from generator.templates.switch import Switch
from generator.templates.tagging import resource_tags

REPOSITORY = Pattern(r"^[\w.-]{1,100}/[\w.-]{1,100}$", "OWNER/NAME of a repository")
SUBJECT = Pattern(
    r"^[\w.-]{1,100}@\d+/[\w.-]{1,100}@\d+$",
    "OWNER@ID/NAME@ID, as the token's subject has them",
)
REGION = Pattern(r"^[a-z]+(-[a-z]+)+-\d$", "a region")
PROVIDER_ARN = Pattern(
    r"^arn:[\w-]+:iam::\d{12}:oidc-provider/token\.actions\.githubusercontent\.com$",
    "the ARN of the account's provider for GitHub",
)


@dataclass(frozen=True)
class Naming:
    """Names carry the environment: two regions of an account have two stacks."""

    environment_suffix: Parameter
    project: Parameter
    cost_center: Parameter
    label: str = "Names and tags"

    @staticmethod
    def of(kind: str) -> Sub:
        """For example `delivery-plan-dev`."""
        return Sub(f"delivery-{kind}-${{EnvironmentSuffix}}")

    def tags(self) -> Tags:
        """The tags of every resource."""
        return resource_tags(self.project.ref())


@dataclass(frozen=True)
class GitHubInputs:
    """Which repository deploys to the account; none makes the bucket alone."""

    repository: Parameter
    subject_repository: Parameter
    branch: Parameter
    oidc_provider_arn: Parameter
    o_auth_token_secret_name: Parameter
    roles_region: Parameter
    has_repository: Switch
    has_immutable_subject: Switch
    makes_provider: Switch
    names_token: Switch
    label: str = "GitHub"

    @property
    def subject(self) -> If:
        """What the token's `sub` has between `repo:` and the next colon."""
        return self.has_immutable_subject.choose(
            self.subject_repository.ref(), self.repository.ref()
        )


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    github: GitHubInputs


def inputs() -> Inputs:
    """Only the environment must be given."""
    return Inputs(naming=_naming(), github=_github())


def _naming() -> Naming:
    return Naming(
        environment_suffix=tagging.environment_suffix(
            "Environment of the account and region: the last part of the "
            "names and the GitHub environment that deploys"
        ),
        project=Parameter(
            "Project",
            Type="String",
            Default="delivery",
            Description="Value of the tag Project",
            **patterns.TAG_VALUE.required,
        ),
        cost_center=tagging.cost_center(),
    )


def _github() -> GitHubInputs:
    return GitHubInputs(
        repository=Parameter(
            "Repository",
            Type="String",
            Default="",
            Description="Repository with the parameter files, OWNER/NAME; empty makes "
            "the template bucket alone",
            **REPOSITORY.optional,
        ),
        subject_repository=Parameter(
            "SubjectRepository",
            Type="String",
            Default="",
            Description="The same as the subjects of its tokens have it, "
            "OWNER@ID/NAME@ID; empty where subjects carry no ids",
            **SUBJECT.optional,
        ),
        branch=Parameter(
            "Branch",
            Type="String",
            Default="main",
            Description="The branch that is deployed",
            **patterns.BRANCH.required,
        ),
        oidc_provider_arn=Parameter(
            "OidcProviderArn",
            Type="String",
            Default="",
            Description="The account's OIDC provider for GitHub; empty makes it, which "
            "one stack of an account may",
            **PROVIDER_ARN.optional,
        ),
        o_auth_token_secret_name=Parameter(
            "OAuthTokenSecretName",
            Type="String",
            Default="",
            Description="Secret with GitHub's OAuth token that pipelines name; empty "
            "for github-oauth-token-<environment>",
            **patterns.SECRET_NAME.optional,
        ),
        roles_region=Parameter(
            "RolesRegion",
            Type="String",
            Default="",
            Description="The region of a stack set's regions that has the roles, "
            "which an account has once; empty for this one",
            **REGION.optional,
        ),
        has_repository=Switch(
            "HasRepository",
            And(
                _given("Repository"),
                Or(
                    Equals(Ref("RolesRegion"), ""),
                    Equals(Ref("RolesRegion"), Ref("AWS::Region")),
                ),
            ),
        ),
        has_immutable_subject=Switch(
            "HasImmutableSubject", _given("SubjectRepository")
        ),
        makes_provider=Switch(
            "MakesProvider",
            And(Holds("HasRepository"), Equals(Ref("OidcProviderArn"), "")),
        ),
        names_token=Switch("NamesToken", _given("OAuthTokenSecretName")),
    )


def _given(parameter: str) -> Not:
    return Not(Equals(Ref(parameter), ""))
