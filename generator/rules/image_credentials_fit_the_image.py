"""E9046: CodeBuild pulls the image with credentials that fit it."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import build_project
from generator.rules._nodes import Node, resources, together


class ImageCredentialsFitTheImage(_house.HouseRule):
    """Flags credentials with which CodeBuild cannot pull the build image."""

    id = "E9046"
    shortdesc = "ImagePullCredentialsType fits the build image"
    description = (
        "Images of AWS (aws/codebuild/...) are pulled with CODEBUILD credentials, "
        "which is the default; an image from a registry with RegistryCredential needs "
        "SERVICE_ROLE."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environment.html"
    )
    tags = ["resources", "codebuild"]
    resource_types = ("AWS::CodeBuild::Project",)

    good = build_project(environment="ImagePullCredentialsType: CODEBUILD\n")
    bad = build_project(environment="ImagePullCredentialsType: SERVICE_ROLE\n")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch with the wrong credentials."""
        for project in resources(cfn, "AWS::CodeBuild::Project"):
            for environment in project.get("Environment"):
                for kind in environment.get("ImagePullCredentialsType"):
                    message = _complaint(environment, kind)
                    if message:
                        yield RuleMatch(kind.rule_path, message)


def _complaint(environment: Node, kind: Node) -> str:
    def goes_with(other: Node) -> bool:
        return together(environment.template, kind.when, other.when) is not None

    if kind.value == "SERVICE_ROLE" and any(
        image.text.startswith("aws/codebuild/") and goes_with(image)
        for image in environment.get("Image")
    ):
        return "An image of AWS is pulled with ImagePullCredentialsType CODEBUILD"
    if (kind.is_absent or kind.value == "CODEBUILD") and any(
        isinstance(credential.value, dict)
        and credential.is_known
        and goes_with(credential)
        for credential in environment.get("RegistryCredential")
    ):
        return "RegistryCredential needs ImagePullCredentialsType SERVICE_ROLE"
    return ""
