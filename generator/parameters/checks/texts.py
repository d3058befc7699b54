"""Parameters that are a JSON object of texts, as the builds read them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile
from generator.parameters.wording import shown

_PARAMETERS = ("BuildArguments", "TestVariables")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_HINT = 'Write a text for each name: {"NAME": "value"}.'


def texts(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """What a build would refuse, found before it; no value is shown."""
    for name in _PARAMETERS:
        value = file.parameters.get(name)
        if value and name in template.parameters:
            for problem in _problems(value):
                message = f"{name} {problem}"
                yield file.place_of(name).finding("texts", message, _HINT)


def _problems(value: str) -> Iterator[str]:
    try:
        # Not a dict yet: it would keep one of two values under one name.
        pairs: Any = json.loads(value, object_pairs_hook=tuple)
    except ValueError:
        pairs = None
    if not isinstance(pairs, tuple):
        yield "is no JSON object"
        return
    names = [name for name, _ in pairs]
    for name, text in pairs:
        if not _NAME.fullmatch(name):
            yield f"has {shown(name)}, which is no name of a variable"
        if not isinstance(text, str) or "\0" in text:
            yield f"has {shown(name)}, whose value is no text"
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f"has {shown(name)} more than once"
