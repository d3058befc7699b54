"""What a concern is: a frozen dataclass of resources, and how it is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from troposphere import AWSObject, Output, Parameter, Template

from generator.templates.switch import Switch

Member = TypeVar("Member")


def members(concern: Any, kind: type[Member]) -> Iterator[Member]:
    """What a concern has of one kind, in the order of its fields.

    A field is one member, a tuple of members, or a dataclass that has some.
    """
    for each in fields(concern):
        value = getattr(concern, each.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, kind):
                yield one
            elif is_dataclass(one):
                yield from members(one, kind)


def assemble(
    *,
    description: str,
    inputs: Any,
    mappings: dict[str, dict[str, dict[str, str]]],
    concerns: tuple[Any, ...],
    outputs: tuple[Output, ...],
    rules: Mapping[str, Mapping[str, Any]] | None = None,
    former_parameters: Mapping[str, str] | None = None,
    breaking_changes: Mapping[str, str | Mapping[str, str]] | None = None,
    noted_changes: Mapping[str, str] | None = None,
    changed_by_deployments: Mapping[str, str] | None = None,
    of_other_accounts: Sequence[str] = (),
    reaches: Sequence[str] = (),
) -> Template:
    """Put inputs, concerns and outputs into one Template, in reading order.

    `inputs` is a dataclass whose fields are the groups of the console form:
    dataclasses with a `label`, parameters and switches. `rules` say what
    parameters must be together. `former_parameters` are names of earlier
    templates and what to write in their place; `breaking_changes` and
    `noted_changes` say of parameters what their change does to a stack that
    runs, `changed_by_deployments` of resources what an update of theirs undoes.
    `of_other_accounts` are the parameters whose ARNs are of another account,
    `reaches` the templates whose stacks the roles are for.
    Raises ValueError if two members have the same logical ID.
    """
    template = Template(Description=description)
    template.set_version("2010-09-09")
    groups = [getattr(inputs, each.name) for each in fields(inputs)]
    sentences = {
        "FormerParameters": former_parameters,
        "BreakingChanges": breaking_changes,
        "NotedChanges": noted_changes,
        "ChangedByDeployments": changed_by_deployments,
    }
    lists = {"OfOtherAccounts": of_other_accounts, "Reaches": reaches}
    template.set_metadata(
        {
            "AWS::CloudFormation::Interface": _interface(groups),
            **{name: texts for name, texts in sentences.items() if texts},
            **{name: [*texts] for name, texts in lists.items() if texts},
        }
    )
    for group in groups:
        for parameter in members(group, Parameter):
            template.add_parameter(parameter)
        for switch in members(group, Switch):
            _add_switch(template, switch)
    for name, rule in (rules or {}).items():
        template.add_rule(name, rule)
    for name, mapping in mappings.items():
        template.add_mapping(name, mapping)
    for concern in concerns:
        for resource in members(concern, AWSObject):
            template.add_resource(resource)
    for output in outputs:
        template.add_output(output)
    return template


def _add_switch(template: Template, switch: Switch) -> None:
    # troposphere replaces a condition of the same name without a word.
    if switch.name in template.conditions:
        raise ValueError(f"two conditions are called {switch.name}")
    template.add_condition(switch.name, switch.condition)


def _interface(groups: list[Any]) -> dict[str, Any]:
    """The console form's groups, in the order of the inputs."""
    return {
        "ParameterGroups": [
            {
                "Label": {"default": group.label},
                "Parameters": [each.title for each in members(group, Parameter)],
            }
            for group in groups
        ]
    }
