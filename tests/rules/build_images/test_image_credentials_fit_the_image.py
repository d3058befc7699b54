import pytest

from generator.rules._fragments import build_project

SECRET = (
    "RegistryCredential: {Credential: registry, CredentialProvider: SECRETS_MANAGER}\n"
)
OWN = "registry.example.com/build:1"


def project(kind="", more="", image="aws/codebuild/standard:8.0"):
    chosen = f"ImagePullCredentialsType: {kind}\n" if kind else ""
    return build_project(environment=chosen + more, image=image)


def test_an_image_of_aws_needs_its_own_credentials(judge):
    assert len(judge("E9946", project("SERVICE_ROLE"))) == 1
    assert judge("E9946", project("CODEBUILD")) == judge("E9946", project()) == []


@pytest.mark.parametrize("kind", ["", "CODEBUILD"])
def test_registry_credentials_need_the_service_role(judge, kind):
    assert len(judge("E9946", project(kind, SECRET, OWN))) == 1
    assert judge("E9946", project("SERVICE_ROLE", SECRET, OWN)) == []


def test_each_branch_is_judged(judge):
    for kind in (
        "!If [IsProduction, SERVICE_ROLE, CODEBUILD]",
        "!If [IsProduction, CODEBUILD, SERVICE_ROLE]",
    ):
        assert len(judge("E9946", project(kind))) == 1


def test_branches_are_judged_as_they_go_together(judge):
    image = f"!If [IsProduction, aws/codebuild/standard:8.0, {OWN}]"
    fits = "!If [IsProduction, CODEBUILD, SERVICE_ROLE]"
    assert judge("E9946", project(fits, image=image)) == []


def test_one_image_of_two_is_enough(judge):
    image = f"!If [IsProduction, aws/codebuild/standard:8.0, {OWN}]"
    assert len(judge("E9946", project("SERVICE_ROLE", image=image))) == 1
    sometimes = SECRET.replace(": {", ": !If [IsProduction, {", 1).replace(
        "}\n", "}, !Ref AWS::NoValue]\n"
    )
    assert len(judge("E9946", project("CODEBUILD", sometimes, OWN))) == 1


def test_what_a_parameter_decides_is_not_judged(judge):
    assert judge("E9946", project("!Ref Given")) == []
    assert judge("E9946", project("SERVICE_ROLE", image="!Ref Given")) == []
