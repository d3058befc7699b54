"""Where builds get packages from that the public registries do not have."""

from typing import Any

from awacs import codeartifact, kms, secretsmanager, sts
from awacs.aws import Condition, StringEquals, StringLike
from troposphere import Ref, Select, Split, Sub, iam

from generator.templates.pipeline.builds import variable
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import allow, arn, inline_policy, regional_arn

# What a role may do anywhere, by Sid.
ANYWHERE = ("UseCodeArtifact",)


def code_artifact_policy(inputs: Inputs) -> Any:
    """Read one repository, in the words of the CodeArtifact User Guide.

    "AWS CodeArtifact authentication and tokens": the token is asked of the domain,
    and a bearer token of STS, which has no resources.
    """
    repository = inputs.unit_tests.code_artifact_repository_arn.ref()
    policy = inline_policy(
        "code-artifact",
        allow(
            "GetCodeArtifactToken",
            codeartifact.GetAuthorizationToken,
            on=[_domain(repository)],
        ),
        allow("ReadPackages", codeartifact.ReadFromRepository, on=[repository]),
        allow(
            "UseCodeArtifact",
            sts.GetServiceBearerToken,
            on=["*"],
            only_if=Condition(
                StringEquals({"sts:AWSServiceName": "codeartifact.amazonaws.com"})
            ),
        ),
    )
    return inputs.unit_tests.has_code_artifact.when(policy)


def package_secret_policies(inputs: Inputs) -> tuple[Any, ...]:
    """The unit tests' own secret; Secrets Manager decrypts in the role's name."""
    tests = inputs.unit_tests
    # Secrets Manager adds six characters to the name.
    secret = regional_arn("secretsmanager", "secret:${PackageSecretName}-??????")
    read = allow("ReadPackageSecret", secretsmanager.GetSecretValue, on=[secret])
    decrypt = allow(
        "DecryptPackageSecret",
        kms.Decrypt,
        on=[tests.package_secret_key_arn.ref()],
        only_if=Condition(
            StringLike({"kms:ViaService": Sub("secretsmanager.${AWS::Region}.*")})
        ),
    )
    policies: dict[str, tuple[Any, iam.Policy]] = {
        "secret": (tests.has_package_secret, inline_policy("package-secret", read)),
        "key": (tests.has_package_secret_key, inline_policy("package-key", decrypt)),
    }
    return tuple(switch.when(policy) for switch, policy in policies.values())


def code_artifact_variables(inputs: Inputs) -> tuple[Any, ...]:
    """What the login needs to know."""
    repository = inputs.unit_tests.code_artifact_repository_arn.ref()
    return (
        variable("CODEARTIFACT_REPOSITORY_ARN", repository),
        variable("URL_SUFFIX", Sub("${AWS::URLSuffix}")),
    )


def _domain(repository: Ref) -> Sub:
    """arn:aws:codeartifact:region:account:repository/domain/name, its domain."""
    return arn(
        "codeartifact:${Region}:${Owner}:domain/${Domain}",
        Region=Select(3, Split(":", repository)),
        Owner=Select(4, Split(":", repository)),
        Domain=Select(1, Split("/", repository)),
    )
