"""Parameters that belong together, and ones that exclude each other."""

from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile

# All of a group or none of it: a build in a VPC needs its subnets and its
# security groups [API_VpcConfig of CodeBuild].
TOGETHER: tuple[tuple[str, ...], ...] = (("VpcId", "SubnetIds", "SecurityGroupIds"),)
# The pipeline reads GitHub in one way.
EITHER: tuple[tuple[str, ...], ...] = (("ConnectionArn", "OAuthTokenSecretName"),)


def groups(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Groups given in part, and alternatives given both."""

    def given(key: str) -> bool:
        return bool(file.parameters.get(key, template.default(key)))

    for group in TOGETHER:
        known = [key for key in group if key in template.parameters]
        there = [key for key in known if given(key)]
        if there and len(there) < len(known):
            missing = [key for key in known if key not in there]
            yield file.place_of(there[0]).finding(
                "both-or-neither",
                f"{' and '.join(there)} {_is(there)} given without "
                f"{' and '.join(missing)}",
                f"Give {', '.join(known)} together, or none of them.",
            )
    for group in EITHER:
        # A default gives way, so only what somebody wrote can contradict.
        if all(
            key in template.parameters and file.parameters.get(key) for key in group
        ):
            yield file.place_of(group[-1]).finding(
                "one-of",
                f"{' and '.join(group)} are both given; the pipeline uses only one",
                f"Delete {group[-1]}, or empty {group[0]}.",
            )


def _is(words: list[str]) -> str:
    return "are" if len(words) > 1 else "is"
