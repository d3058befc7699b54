"""Every key is a parameter of the template, and none is missing."""

from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.secrets import display
from generator.parameters.files import SUFFIX_PARAMETER
from generator.parameters.model import ParameterFile
from generator.parameters.wording import nearest, shown


def keys(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Unknown keys, missing ones, and a suffix that is not the folder's name."""
    declared = template.parameters
    for key in file.parameters:
        if key not in declared:
            yield file.place_of(key).finding(
                "unknown-parameter",
                f"{shown(key)} is no parameter of {template.path}",
                _instead_of(key, template),
            )
    for key in declared:
        if key not in file.parameters and template.default(key) is None:
            about = declared[key].get("Description", "")
            yield file.place.finding(
                "missing-parameter",
                f"{key} has neither a value nor a default",
                f'Add "{key}" to Parameters' + (f": {about}." if about else "."),
            )
    suffix = file.parameters.get(SUFFIX_PARAMETER, file.environment.name)
    if suffix != file.environment.name:
        yield file.place_of(SUFFIX_PARAMETER).finding(
            "environment-suffix",
            f"{SUFFIX_PARAMETER} is {display(suffix)}, but the file is in "
            f"{shown(file.environment.name)}",
            "Leave it out: the folder gives it.",
        )


def _instead_of(key: str, template: Template) -> str:
    """What to do about a key that the template does not have."""
    # Told by the template: which parameters it had, and what came in their place.
    former = (template.body.get("Metadata") or {}).get("FormerParameters") or {}
    if key in former:
        return str(former[key])
    near = nearest(key, template.parameters)
    return f"Did you mean {near}?" if near else "Delete it."
