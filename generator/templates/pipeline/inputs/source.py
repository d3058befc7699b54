"""Where the service's code comes from."""

from dataclasses import dataclass

from troposphere import And, Condition, Equals, Not, Parameter, Ref, Sub

from generator.templates import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class SourceInputs:
    """A GitHub repository, through a connection or an OAuth token."""

    git_hub_owner: Parameter
    git_hub_repo: Parameter
    git_hub_branch: Parameter
    connection_arn: Parameter
    o_auth_token_secret_name: Parameter
    uses_connection: Switch
    uses_token: Switch
    uses_named_token: Switch
    uses_default_token: Switch
    label: str = "Source"

    @property
    def tokens(self) -> tuple[tuple[Switch, Sub], ...]:
        """The OAuth token, from the secret that is named or that of the default.

        Resolved by CloudFormation; never in the template or a parameter.
        """
        return (
            (self.uses_named_token, _secret("${OAuthTokenSecretName}")),
            (
                self.uses_default_token,
                _secret("github-oauth-token-${EnvironmentSuffix}"),
            ),
        )


def _secret(name: str) -> Sub:
    return Sub(f"{{{{resolve:secretsmanager:{name}}}}}")


def source_inputs() -> SourceInputs:
    """The connection wins when both are given."""
    return SourceInputs(
        git_hub_owner=Parameter(
            "GitHubOwner",
            Type="String",
            Description="User or organisation that owns the service's repository",
            **patterns.GITHUB_NAME.required,
        ),
        git_hub_repo=Parameter(
            "GitHubRepo",
            Type="String",
            Default="payment-service",
            Description="Name of the repository, without its owner",
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
            Description="Connection of CodeConnections to GitHub, finished by somebody "
            "in the console; empty to read with an OAuth token",
            **patterns.CONNECTION_ARN.optional,
        ),
        o_auth_token_secret_name=Parameter(
            "OAuthTokenSecretName",
            Type="String",
            Default="",
            Description="Secret that holds GitHub's OAuth token and nothing else; "
            "empty for github-oauth-token-<EnvironmentSuffix>",
            **patterns.SECRET_NAME.optional,
        ),
        uses_connection=Switch("UsesConnection", Not(Equals(Ref("ConnectionArn"), ""))),
        uses_token=Switch("UsesToken", Equals(Ref("ConnectionArn"), "")),
        uses_named_token=Switch(
            "UsesNamedToken",
            And(Condition("UsesToken"), Not(Equals(Ref("OAuthTokenSecretName"), ""))),
        ),
        uses_default_token=Switch(
            "UsesDefaultToken",
            And(Condition("UsesToken"), Equals(Ref("OAuthTokenSecretName"), "")),
        ),
    )
