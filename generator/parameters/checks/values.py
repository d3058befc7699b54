"""Every value has the type and keeps the constraints that the template declares."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.findings import Finding
from generator.parameters.checks.references import is_reference
from generator.parameters.checks.secrets import display
from generator.parameters.java_regex import java_regex
from generator.parameters.model import ParameterFile
from generator.parameters.resolve import is_list
from generator.parameters.template import Template, as_string

# [CloudFormation quotas, "Parameter value size"]
LONGEST_VALUE = 4096

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ID = r"-([0-9a-f]{8}|[0-9a-f]{17})"
# [CloudFormation user guide, "AWS-specific parameter types"; the ID lengths
# are those of EC2's resource IDs]
_AWS_TYPES = {
    "AWS::EC2::Image::Id": (re.compile(f"ami{_ID}"), "an AMI ID"),
    "AWS::EC2::Instance::Id": (re.compile(f"i{_ID}"), "an instance ID"),
    "AWS::EC2::SecurityGroup::Id": (re.compile(f"sg{_ID}"), "a security group ID"),
    "AWS::EC2::Subnet::Id": (re.compile(f"subnet{_ID}"), "a subnet ID"),
    "AWS::EC2::Volume::Id": (re.compile(f"vol{_ID}"), "a volume ID"),
    "AWS::EC2::VPC::Id": (re.compile(f"vpc{_ID}"), "a VPC ID"),
    "AWS::EC2::AvailabilityZone::Name": (
        re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]|[a-z0-9-]+-az\d"),
        "an availability zone",
    ),
    "AWS::Route53::HostedZone::Id": (re.compile("[A-Z0-9]{1,32}"), "a hosted zone ID"),
}
# [Systems Manager API, PutParameter, Name]
_SSM_NAME = re.compile(r"[\w./:-]{1,2048}", re.ASCII)


def values(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Values of the wrong type, and ones that a constraint forbids.

    A value that is the template's own default is not judged, nor is a dynamic
    reference, whose value is not here.
    """
    for key, value in file.parameters.items():
        declared = template.parameters.get(key)
        if declared is None or value == template.default(key) or is_reference(value):
            continue
        hint = str(declared.get("ConstraintDescription", ""))
        secret = template.no_echo(key)
        for rule, problem in _problems(value, declared, secret):
            yield file.place_of(key).finding(rule, f"{key} {problem}", hint)


def _problems(
    value: str, declared: Mapping[str, Any], secret: bool
) -> Iterator[tuple[str, str]]:
    size = len(value.encode())
    if size > LONGEST_VALUE:
        yield "too-long", f"has {size:,} bytes; CloudFormation takes {LONGEST_VALUE:,}"
        return
    kind = str(declared.get("Type"))
    if not is_list(kind):
        yield from _item_problems(value, kind, declared, "is", secret)
        return
    inner = kind.removeprefix("List<").removesuffix(">")
    for position, item in enumerate(value.split(","), start=1):
        verb = f"has item {position},"
        yield from _item_problems(item.strip(), inner, declared, verb, secret)


def _item_problems(
    value: str, kind: str, declared: Mapping[str, Any], verb: str, secret: bool
) -> Iterator[tuple[str, str]]:
    said = f"{verb} {display(value, secret)}"
    what = _wrong_type(value, kind)
    if what:
        yield "type", f"{said}, not {what}"
        return
    allowed = [as_string(v) for v in declared.get("AllowedValues", ())]
    if allowed and value not in allowed:
        yield "allowed-values", f"{said}; it may be {', '.join(allowed)}"
    pattern = declared.get("AllowedPattern")
    if pattern is not None:
        yield from _pattern_problem(value, str(pattern), said)
    if kind == "Number":
        yield from _range_problem(float(value), declared, said)
    else:
        yield from _length_problem(len(value), declared, verb.rstrip(","))


def _wrong_type(value: str, kind: str) -> str:
    if kind == "Number":
        return "" if _NUMBER.fullmatch(value) else "a number"
    if kind.startswith("AWS::SSM::Parameter::"):
        name = "the name of a Systems Manager parameter"
        return "" if _SSM_NAME.fullmatch(value) else name
    pattern, what = _AWS_TYPES.get(kind, (None, ""))
    return what if pattern and not pattern.fullmatch(value) else ""


def _pattern_problem(value: str, pattern: str, said: str) -> Iterator[tuple[str, str]]:
    try:
        if not java_regex(pattern).fullmatch(value):
            yield "allowed-pattern", f"{said}, which does not match {pattern}"
    except re.error as error:
        yield (
            "allowed-pattern",
            f"cannot be judged: the template's pattern {pattern} has {error}",
        )


def _range_problem(
    value: float, declared: Mapping[str, Any], said: str
) -> Iterator[tuple[str, str]]:
    least, most = declared.get("MinValue"), declared.get("MaxValue")
    if least is not None and value < float(least):
        yield "range", f"{said}, less than {least}"
    if most is not None and value > float(most):
        yield "range", f"{said}, more than {most}"


def _length_problem(
    length: int, declared: Mapping[str, Any], verb: str
) -> Iterator[tuple[str, str]]:
    least, most = declared.get("MinLength"), declared.get("MaxLength")
    if least is not None and length < int(least):
        yield "length", f"{verb} {length} characters long; at least {least} are needed"
    if most is not None and length > int(most):
        yield "length", f"{verb} {length} characters long; at most {most} are allowed"
