"""Where builds get packages from that the public registries do not have."""

from typing import Any

from awacs import codeartifact, sts
from awacs.aws import Condition, StringEquals
from troposphere import Ref, Select, Split, Sub

from generator.templates.pipeline.builds import variable
from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import (
    allow,
    arn,
    decrypt_secret,
    inline_policy,
    read_secret,
)

# What a role may do anywhere, by Sid.
ANYWHERE = ("UseCodeArtifact",)


def code_artifact_policy(inputs: Building) -> Any:
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


def package_secret_policies(inputs: Building) -> tuple[Any, ...]:
    """The unit tests' own secret."""
    tests = inputs.unit_tests
    read = read_secret("ReadPackageSecret", "${PackageSecretName}")
    decrypt = decrypt_secret("DecryptPackageSecret", tests.package_secret_key_arn.ref())
    return (
        tests.has_package_secret.when(inline_policy("package-secret", read)),
        tests.has_package_secret_key.when(inline_policy("package-key", decrypt)),
    )


def code_artifact_variables(inputs: Building) -> tuple[Any, ...]:
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
