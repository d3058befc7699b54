"""What conditions leave of a template, and what a value may be under them."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.document import TemplateError
from generator.cloudformation.references import Path, function
from generator.cloudformation.scope import Scope
from generator.cloudformation.values import truth

# The conditions on the way to a value: the name and whether it must hold.
Way = tuple[tuple[str, bool], ...]
Truths = Mapping[str, bool]
# Can these conditions fall so at the same time? Says yes where it cannot tell.
Possible = Callable[[Way], bool]

NO_VALUE = {"Ref": "AWS::NoValue"}


def anything(way: Way) -> bool:
    """For a caller that does not compare conditions: every way is possible."""
    return True


@dataclass(frozen=True)
class Branch:
    """One value that an expression may take.

    `way` is what must hold for it; `path` leads to it from the expression.
    """

    value: Any
    way: Way = ()
    path: Path = ()

    @property
    def is_absent(self) -> bool:
        """Is it AWS::NoValue, so that the property is not there?"""
        return bool(self.value == NO_VALUE)


def choice(value: Any) -> tuple[str, Any, Any] | None:
    """Condition and both sides of a `Fn::If`, or None for anything else."""
    match function(value):
        case "Fn::If", [str(name), yes, no]:
            return name, yes, no
        case _:
            return None


def branches(
    value: Any, way: Way = (), path: Path = (), possible: Possible = anything
) -> Iterator[Branch]:
    """Each side of a value's `Fn::If`s, AWS::NoValue included.

    A side that contradicts the way to it, or that is not `possible`, is left
    out.
    """
    chosen = choice(value)
    if chosen is None:
        yield Branch(value, way, path)
        return
    name, *sides = chosen
    for index, (holds, side) in enumerate(zip((True, False), sides, strict=True), 1):
        step = (name, holds)
        if step in way:
            further = way
        elif (name, not holds) in way or not possible((*way, step)):
            continue
        else:
            further = (*way, step)
        yield from branches(side, further, (*path, "Fn::If", index), possible)


def elements(
    value: Any, way: Way = (), path: Path = (), possible: Possible = anything
) -> Iterator[Branch]:
    """Every single value an expression may hold, lists taken apart.

    A value without a list is its own one element; AWS::NoValue is left out.
    """
    for branch in branches(value, way, path, possible):
        if isinstance(branch.value, list):
            for index, item in enumerate(branch.value):
                yield from elements(item, branch.way, (*branch.path, index), possible)
        elif not branch.is_absent:
            yield branch


def every(value: Any) -> Iterator[Any]:
    """Every single value an expression may hold, whatever decides it."""
    return (element.value for element in elements(value))


def truths(scope: Scope) -> dict[str, bool]:
    """What each condition of the template is, if that is known."""
    known = {}
    for name in scope.template.conditions:
        try:
            holds = truth(name, scope)
        except TemplateError:
            continue
        if holds is not None:
            known[name] = holds
    return known


def exists(member: Mapping[str, Any], scope: Scope) -> bool | None:
    """Is a resource or output made? None where that is not known.

    Raises:
        TemplateError: its condition is not declared, or malformed.
    """
    return truth(member["Condition"], scope) if "Condition" in member else True


def specialise(body: Any, conditions: Truths) -> Any:
    """A copy of a template without what its conditions leave out.

    Each `Fn::If` becomes the branch that is taken and a resource or output
    whose condition is false is gone, so that a value is judged only where it
    is used: cfn-lint by itself takes both branches for possible and would
    find an empty `VpcId` wrong in a stack without a VPC. The nodes keep their
    kind and thereby their lines. A condition that is not in `conditions`
    stays; if all are there the section goes too, which makes a lint a third
    cheaper.
    """
    copy = deepcopy(body)
    for section in ("Resources", "Outputs"):
        members = copy.get(section) or {}
        for name in [n for n, m in members.items() if not _stays(m, conditions)]:
            del members[name]
        for member in members.values():
            _decide(member, conditions)
    resources = copy.get("Resources") or {}
    for resource in resources.values():
        if isinstance(resource, dict) and isinstance(resource.get("DependsOn"), list):
            # CloudFormation forgives a dependency on what is left out.
            stated = resource["DependsOn"]
            kept = [n for n in stated if not isinstance(n, str) or n in resources]
            resource["DependsOn"][:] = kept
    if set(copy.get("Conditions") or {}) <= set(conditions):
        copy.pop("Conditions", None)
    return copy


def _stays(member: Any, conditions: Truths) -> bool:
    name = member.get("Condition") if isinstance(member, dict) else None
    if not isinstance(name, str) or name not in conditions:
        return True
    del member["Condition"]
    return conditions[name]


def _decide(node: Any, conditions: Truths) -> Any:
    """The node with every known `Fn::If` replaced, in place where it can be."""
    chosen = choice(node)
    if chosen and chosen[0] in conditions:
        return _decide(chosen[1 if conditions[chosen[0]] else 2], conditions)
    if isinstance(node, dict):
        for key in node:
            node[key] = _decide(node[key], conditions)
    elif isinstance(node, list):
        node[:] = [_decide(item, conditions) for item in node]
    return node
