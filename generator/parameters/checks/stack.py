"""The name that the path gives the stack is one that CloudFormation takes."""

import re
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile
from generator.parameters.wording import shown

# [API_CreateStack, StackName]
LONGEST_NAME = 128
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*", re.ASCII)


def stack(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Stack names that are too long or have other characters."""
    name = file.stack_name
    if not _NAME.fullmatch(name):
        yield file.place.finding(
            "stack-name",
            f"the stack would be called {shown(name)}; the name must begin with a "
            "letter and have letters, digits and hyphens only",
            "Rename the file.",
        )
    if len(name) > LONGEST_NAME:
        yield file.place.finding(
            "stack-name",
            f"the stack's name would have {len(name)} characters; CloudFormation "
            f"takes {LONGEST_NAME}",
            "Shorten the file's name.",
        )
