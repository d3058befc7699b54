"""Where the service's code comes from."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref, Sub

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class SourceInputs:
    """A GitHub repository, through a connection or an OAuth token."""

    git_hub_owner: Parameter
    git_hub_repo: Parameter
    git_hub_branch: Parameter
    connection_arn: Parameter
    git_hub_token_secret_name: Parameter
    uses_connection: Switch
    uses_token: Switch
    label: str = "Source"

    @property
    def token(self) -> Sub:
        """Resolved by CloudFormation; never in the template or a parameter."""
        return Sub(
            "{{resolve:secretsmanager:${GitHubTokenSecretName}-${EnvironmentSuffix}}}"
        )


def source_inputs() -> SourceInputs:
    """The connection wins when both are given."""
    return SourceInputs(
        git_hub_owner=Parameter(
            "GitHubOwner",
            Type="String",
            Description="Owner of the repository",
            **patterns.GITHUB_NAME.required,
        ),
        git_hub_repo=Parameter(
            "GitHubRepo",
            Type="String",
            Default="payment-service",
            Description="Name of the repository",
            **patterns.GITHUB_NAME.required,
        ),
        git_hub_branch=Parameter(
            "GitHubBranch",
            Type="String",
            Default="main",
            Description="A push to this branch starts the pipeline",
            **patterns.BRANCH.required,
        ),
        connection_arn=Parameter(
            "ConnectionArn",
            Type="String",
            Default="",
            Description="Connection to GitHub; empty for an OAuth token",
            **patterns.CONNECTION_ARN.optional,
        ),
        git_hub_token_secret_name=Parameter(
            "GitHubTokenSecretName",
            Type="String",
            Default="github-oauth-token",
            Description="OAuth token, without -<EnvironmentSuffix>",
            **patterns.SECRET_NAME.required,
        ),
        uses_connection=Switch("UsesConnection", Not(Equals(Ref("ConnectionArn"), ""))),
        uses_token=Switch("UsesToken", Equals(Ref("ConnectionArn"), "")),
    )
