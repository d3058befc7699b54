"""Every value has the type and keeps the constraints that the template declares."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.document import Template, as_text, is_list
from generator.findings import Finding
from generator.parameters.checks.references import is_reference
from generator.parameters.checks.secrets import display
from generator.parameters.java_regex import java_regex
from generator.parameters.model import ParameterFile

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

    A value that is the template's own default is not judged. A dynamic reference
    is judged as it is written: CloudFormation holds its text against type and
    constraints, and reads the secret only for the resource.
    """
    for key, value in file.parameters.items():
        declared = template.parameters.get(key)
        if declared is None or value == template.default(key):
            continue
        hint = str(declared.get("ConstraintDescription", ""))
        if is_reference(value):
            hint = "Write the value itself, or put the reference into the template."
        secret = key in template.no_echo
        problems = list(_problems(value, declared, secret))
        for rule, problem in problems:
            yield file.place_of(key).finding(rule, f"{key} {problem}", hint)
        unseen = "" if problems else unseen_characters(value)
        if unseen:
            yield file.place_of(key).finding(
                "unseen", f"{key} {unseen}", "Type it anew.", "warning"
            )


def unseen_characters(value: str) -> str:
    """What nobody sees in a value, and most likely nobody meant; or nothing."""
    if value != value.strip():
        return "begins or ends with a blank"
    for char in value:
        # Controls, formats (zero width, direction) and blanks that are no space.
        if char != " " and unicodedata.category(char) in ("Cc", "Cf", "Zs"):
            name = unicodedata.name(char, f"U+{ord(char):04X}")
            return f"has a character that nobody sees: {name}"
    return ""


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
    subject = f"{verb} {display(value, secret)}"
    what = _wrong_type(value, kind)
    if what:
        yield "type", f"{subject}, not {what}"
        return
    listed = declared.get("AllowedValues")
    allowed = [as_text(v) for v in listed] if isinstance(listed, list) else []
    if allowed and value not in allowed:
        yield "allowed-values", f"{subject}; it may be {', '.join(allowed)}"
    pattern = declared.get("AllowedPattern")
    if pattern is not None:
        yield from _pattern_problem(value, str(pattern), subject)
    if kind == "Number":
        yield from _range_problem(float(value), declared, subject)
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


def _bound(declared: Mapping[str, Any], key: str) -> float | None:
    # One that is no number, cfn-lint reports.
    text = as_text(declared.get(key))
    return float(text) if _NUMBER.fullmatch(text) else None


def _pattern_problem(
    value: str, pattern: str, subject: str
) -> Iterator[tuple[str, str]]:
    try:
        if not java_regex(pattern).fullmatch(value):
            yield "allowed-pattern", f"{subject}, which does not match {pattern}"
    except re.error as error:
        yield (
            "allowed-pattern",
            f"cannot be judged: the template's pattern {pattern} has {error}",
        )


def _range_problem(
    value: float, declared: Mapping[str, Any], shown_as: str
) -> Iterator[tuple[str, str]]:
    least, most = _bound(declared, "MinValue"), _bound(declared, "MaxValue")
    if least is not None and value < least:
        yield "range", f"{shown_as}, less than {declared['MinValue']}"
    if most is not None and value > most:
        yield "range", f"{shown_as}, more than {declared['MaxValue']}"


def _length_problem(
    length: int, declared: Mapping[str, Any], verb: str
) -> Iterator[tuple[str, str]]:
    least, most = _bound(declared, "MinLength"), _bound(declared, "MaxLength")
    counted = f"{verb} {length} characters long"
    if least is not None and length < least:
        yield "length", f"{counted}; at least {declared['MinLength']} are needed"
    if most is not None and length > most:
        yield "length", f"{counted}; at most {declared['MaxLength']} are allowed"
