"""Promotions, and the stacks of other accounts and regions that each of them names."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from generator.cloudformation.document import Template
from generator.cloudformation.references import attribute, function
from generator.findings import Finding, Severity
from generator.parameters.expressions import is_made, known_text, stack_scope
from generator.parameters.files import Fleet
from generator.parameters.model import ParameterFile
from generator.parameters.names import physical_names

Chosen = Callable[[ParameterFile], bool]

PROMOTION, TARGET = "promotion", "target"
# The output by which a target is found.
FOUND_BY = "deployRoleArn"
# What a promotion says of a target's region beside its own, and of the bucket there.
REGION, OTHER_REGION = "region", "OtherRegion"
OTHER_BUCKET = "OtherRegionArtifactBucketName"


@dataclass(frozen=True)
class Stack:
    """A file and its template: what its stack would have."""

    file: ParameterFile
    template: Template

    def value(self, parameter: str) -> str:
        """The value of a parameter, its default included; "" without any."""
        found = stack_scope(self.file, self.template).values.get(parameter)
        return found if isinstance(found, str) else ""

    def output(self, name: str) -> str | None:
        """The value of an output, "" if it is not made, None if only AWS knows it."""
        output = self.template.outputs[name]
        scope = stack_scope(self.file, self.template)
        if not is_made(output, scope):
            return ""
        called = function(output["Value"])
        if called and called[0] == "Fn::GetAtt":
            logical_id, which = attribute(called[1])
            return self.name(logical_id) if which == "Arn" else None
        return known_text(output["Value"], scope)

    def is_in(self, account: str, region: str) -> bool:
        """Is it deployed there?"""
        where = self.file.environment
        return (where.account, where.region) == (account, region)

    def name(self, logical_id: str) -> str | None:
        """The ARN of a role, the name of a bucket; None if it is not known."""
        names = physical_names(self.file, self.template)
        made = next((each for each in names if each.logical_id == logical_id), None)
        if made is None:
            return None
        if made.kind != "AWS::IAM::Role":
            return made.name
        where = self.file.environment
        return f"arn:{where.partition}:iam::{where.account}:role/{made.name}"


@dataclass(frozen=True)
class Aim:
    """One target as a promotion says it: `number` is in its parameters' names."""

    promotion: Stack
    number: int

    def parameter(self, output: str) -> str:
        """The parameter that repeats an output: `Target1DeployRoleArn`."""
        return f"Target{self.number}{output[0].upper()}{output[1:]}"

    def value(self, output: str) -> str:
        """What the promotion says of an output."""
        return self.promotion.value(self.parameter(output))

    @property
    def is_declared(self) -> bool:
        """Has the template parameters for it?"""
        return self.parameter(FOUND_BY) in self.promotion.template.parameters

    @property
    def account(self) -> str:
        """The account of the target's role."""
        return (self.value(FOUND_BY).split(":") + [""] * 5)[4]

    @property
    def region(self) -> str:
        """The region of the target, as the promotion says it."""
        return self.value(REGION) or self.promotion.file.environment.region

    def finding(
        self, output: str, message: str, hint: str, severity: Severity = "error"
    ) -> Finding:
        """What is wrong, at the line of the promotion's parameter."""
        place = self.promotion.file.place_of(self.parameter(output))
        return place.finding("promotion", message, hint, severity)


def stacks(fleet: Fleet, template: str) -> list[Stack]:
    """The stacks of a template."""
    return [
        Stack(file, fleet.templates[template])
        for file in fleet.files
        if file.template == template
    ]


def aims(promotion: Stack) -> Iterator[Aim]:
    """The targets that a promotion has."""
    numbered = (Aim(promotion, number) for number in count(1))
    for aim in takewhile(lambda aim: aim.is_declared, numbered):
        if aim.value(FOUND_BY):
            yield aim


def target_of(aim: Aim, targets: list[Stack]) -> Stack | None:
    """The stack that makes the role by which a promotion deploys."""
    role = aim.value(FOUND_BY)
    return next((each for each in targets if each.output(FOUND_BY) == role), None)


def deploying_by(fleet: Fleet) -> Mapping[Path, set[Path]]:
    """The promotions, each with the files of the targets whose roles it takes."""
    targets = stacks(fleet, TARGET)
    found: dict[Path, set[Path]] = defaultdict(set)
    for promotion in stacks(fleet, PROMOTION):
        for aim in aims(promotion):
            if target := target_of(aim, targets):
                found[promotion.file.path].add(target.file.path)
    return found


def otherwise(
    promotion: Stack,
    other: Stack,
    parameter: str,
    true: str | None,
    what: str,
    at: str,
    chosen: Chosen,
) -> Iterator[Finding]:
    """A value of another stack that is not the promotion's, which so could not `what`.

    `true` is the promotion's, None if nobody knows it. It is told where the value is,
    or at the promotion's parameter `at` if only that was asked about.
    """
    told = other.value(parameter)
    if true is None or told == true:
        return
    path, file = promotion.file.path, other.file
    if chosen(file):
        yield file.place_of(parameter).finding(
            "promotion",
            f"{parameter} is {told or 'empty'}, and {path}, which deploys here, has "
            f"{true}: it could not {what}",
            f"Write {true}.",
        )
    elif chosen(promotion.file):
        yield promotion.file.place_of(at).finding(
            "promotion",
            f"{file.path} has {parameter} {told or 'empty'}, and this has {true}: it "
            f"could not {what}",
            f"Write {true} there.",
        )
