"""Dynamic references are spelled as CloudFormation reads them."""

import re
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile

_ARN = r"arn:aws[a-z-]*:{service}:[a-z0-9-]+:\d{{12}}:"
_SSM = re.compile(
    rf"(?:{_ARN.format(service='ssm')}parameter)?[\w./-]+(?::\d+)?", re.ASCII
)
_SECRET = re.compile(
    rf"(?:{_ARN.format(service='secretsmanager')}secret:)?[\w/+=.@-]+"
    r"(?::SecretString(?::[^:]*(?::(?P<stage>[^:]*)(?::(?P<id>[^:]*))?)?)?)?",
    re.ASCII,
)
_REFERENCE = re.compile(r"\{\{resolve:([^:{}]*):?([^{}]*)\}\}")
# Anything that was meant as a reference: a wrong number of braces, spaces.
_ALMOST = re.compile(r"\{\s*resolve\s*:|resolve:(ssm|ssm-secure|secretsmanager):", re.I)
_FORMS = (
    "Write {{resolve:ssm:NAME:VERSION}} or "
    "{{resolve:secretsmanager:NAME:SecretString:KEY}}."
)


def is_reference(value: str) -> bool:
    """Whether a value is one dynamic reference, so that it is not known here."""
    return bool(_REFERENCE.fullmatch(value))


def references(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Malformed dynamic references, in parameters and in tags.

    [CloudFormation user guide, "Get values stored in other services using
    dynamic references" and its pages on ssm, ssm-secure and secretsmanager]
    """
    for key, value in file.parameters.items():
        for problem in _problems(value):
            yield file.place_of(key).finding("reference", f"{key} {problem}", _FORMS)
    for key, value in file.tags.items():
        if _ALMOST.search(value):
            yield file.place_of_tag(key).finding(
                "reference",
                f"tag {key} holds a dynamic reference, which stack tags cannot",
                "Write the value itself.",
            )


def _problems(value: str) -> Iterator[str]:
    for service, rest in _REFERENCE.findall(value):
        if service in ("ssm", "ssm-secure"):
            if not _SSM.fullmatch(rest):
                yield f"refers to {service} without a valid parameter name"
        elif service == "secretsmanager":
            match = _SECRET.fullmatch(rest)
            if not match:
                yield "refers to Secrets Manager without a valid secret"
            elif match["stage"] and match["id"]:
                yield "refers to both a stage and a version of a secret"
        else:
            yield "refers to a service that is not ssm, ssm-secure or secretsmanager"
    if _ALMOST.search(_REFERENCE.sub("", value)):
        yield "holds a dynamic reference that is not well formed"
