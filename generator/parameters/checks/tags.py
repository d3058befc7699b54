"""Stack tags are ones that AWS takes on every resource."""

import re
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile
from generator.parameters.wording import shown

# [API_Tag of CloudFormation: both at least 1 long; tagging: 50 tags a resource]
LONGEST_KEY, LONGEST_VALUE, MOST_TAGS = 128, 256, 50
# What all services take [AWS tagging guide, "Tag naming limits and
# requirements"]; letters and digits of any script.
_CHARACTERS = re.compile(r"[\w .:/=+@-]*")


def tags(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Tags that are too many, too long, reserved, or hard to tell apart."""
    if len(file.tags) > MOST_TAGS:
        yield file.place.finding(
            "tag", f"there are {len(file.tags)} tags; AWS takes {MOST_TAGS}"
        )
    seen: dict[str, str] = {}
    for key, value in file.tags.items():
        for problem in _problems(key, value):
            yield file.place_of_tag(key).finding("tag", f"tag {shown(key)} {problem}")
        other = seen.setdefault(key.lower(), key)
        if other != key:
            yield file.place_of_tag(key).finding(
                "tag",
                f"tags {shown(other)} and {shown(key)} differ in case only; "
                "IAM takes them for one",
                "Keep one of them.",
            )


def _problems(key: str, value: str) -> Iterator[str]:
    if not 1 <= len(key) <= LONGEST_KEY:
        yield f"has a key of {len(key)} characters; it may have 1 to {LONGEST_KEY}"
    if not 1 <= len(value) <= LONGEST_VALUE:
        yield f"has {len(value)} characters; it may have 1 to {LONGEST_VALUE}"
    if key.lower().startswith("aws:"):
        yield "begins with aws:, which is AWS's own"
    if not _CHARACTERS.fullmatch(key + value):
        yield "has characters other than letters, digits, spaces and . : / = + - @ _"
