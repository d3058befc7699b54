"""What a promotion says of its targets, and what their own files say.

A promotion's file repeats the outputs of stacks of other accounts, and theirs the
names of its roles and bucket: what does not fit is found here, before AWS refuses it
in the middle of a revision.
"""

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
# The output by which a target is found, and parameters of a target with the resource
# of the promotion that each names.
FOUND_BY = "deployRoleArn"
_LETS_IN = {
    "PipelineRoleArn": ("PipelineRole", "deploy there"),
    "RolloutRoleArn": ("RolloutRole", "see what runs there"),
    "ArtifactBucketName": ("ArtifactBucket", "have its artifacts read"),
}


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


def promotions(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Everything that does not fit between promotions and their targets."""
    targets = stacks(fleet, TARGET)
    for promotion in stacks(fleet, PROMOTION):
        found = list(aims(promotion))
        if chosen(promotion.file):
            yield from _one_service_twice(found)
        for aim in found:
            target = target_of(aim, targets)
            if target is None:
                if chosen(promotion.file):
                    yield _without_target(aim, fleet, targets)
                continue
            if chosen(promotion.file):
                yield from _told_wrong(aim, target)
            yield from _not_let_in(aim, target, chosen)


def _without_target(aim: Aim, fleet: Fleet, targets: list[Stack]) -> Finding:
    role = aim.value(FOUND_BY)
    here = [each.name for each in fleet.environments if each.account == aim.account]
    if not here:
        return aim.finding(
            FOUND_BY,
            f"no environment here is of account {aim.account}: nothing proves that "
            f"{role} is there",
            "Add the environment and its target file, or compare the outputs of its "
            "stack yourself.",
            "warning",
        )
    made = [
        f"{each.file.path} makes {each.output(FOUND_BY)}"
        for each in targets
        if each.file.environment.account == aim.account
    ]
    if made:
        hint = f"{'; '.join(made)}."
    elif targets:
        hint = (
            f"Run `python -m generator params new {targets[0].file.name} "
            f"--env {here[0]} --from {targets[0].file.path}`."
        )
    else:
        hint = f"Write params/{here[0]}/{aim.promotion.file.name}.{TARGET}.json."
    return aim.finding(
        FOUND_BY, f"no target file of account {aim.account} makes {role}", hint
    )


def _told_wrong(aim: Aim, target: Stack) -> Iterator[Finding]:
    """What the promotion repeats, beside what the target's stack would say.

    That ECS needs neither application nor group, the promotion's own rules say.
    """
    for output in target.template.outputs:
        told, true = aim.value(output), target.output(output)
        if true and told != true:
            name = aim.parameter(output)
            yield aim.finding(
                output,
                f"{name} is {told or 'empty'}, and {target.file.path} has {true}",
                f"Write {true}, or change the target.",
            )
    yield from _called_otherwise(aim, target)
    here, there = aim.promotion.file.environment, target.file.environment
    if here.region != there.region:
        yield aim.finding(
            FOUND_BY,
            f"{target.file.path} is in {there.region}, and this pipeline's artifacts "
            f"are in {here.region}, where its target must be, too",
            "Promote to targets of one region by one pipeline of that region.",
        )


def _called_otherwise(aim: Aim, target: Stack) -> Iterator[Finding]:
    """Functions that CodeDeploy is told to call and may not, or the other way round."""
    if not target.output("deploymentGroupName"):
        return
    hooks = (name for name in target.template.parameters if name.endswith("Hook"))
    for hook in hooks:
        told, true = aim.promotion.value(hook), target.value(hook)
        if told != true:
            yield aim.promotion.file.place_of(hook).finding(
                "promotion",
                f"{hook} is {told or 'empty'}, and {target.file.path} has "
                f"{true or 'none'}: CodeDeploy there calls what both name",
                "Write the same name in both; the function is the target's own.",
            )


def _not_let_in(aim: Aim, target: Stack, chosen: Chosen) -> Iterator[Finding]:
    """Names of the promotion that the target's stack would trust or read.

    Told where the value is, or at the promotion if only that was asked about.
    """
    for parameter, (logical_id, what) in _LETS_IN.items():
        told, true = target.value(parameter), aim.promotion.name(logical_id)
        if true is None or told == true:
            continue
        path, file = aim.promotion.file.path, target.file
        if chosen(file):
            yield file.place_of(parameter).finding(
                "promotion",
                f"{parameter} is {told}, and {path}, which deploys here, makes {true}: "
                f"it could not {what}",
                f"Write {true}.",
            )
        elif chosen(aim.promotion.file):
            yield aim.finding(
                FOUND_BY,
                f"{file.path} has {parameter} {told}, and this makes {true}: it could "
                f"not {what}",
                f"Write {true} there.",
            )


def _one_service_twice(found: list[Aim]) -> Iterator[Finding]:
    known: dict[tuple[str, ...], Aim] = {}
    name = "ecsServiceName"
    for aim in found:
        service = (aim.account, aim.value("ecsClusterName"), aim.value(name))
        other = known.setdefault(service, aim)
        if other is not aim:
            yield aim.finding(
                name,
                f"{aim.parameter(name)} is {aim.value(name)}, the service of "
                f"{other.parameter(name)}, in one cluster: the revision would be "
                "promoted to where it came from",
                "Give each target a service of its own.",
            )
