"""Reads a committed template: what its parameters are and what it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import yaml

from generator.errors import UsageError
from generator.project import Project

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Template:
    """One template of templates_out: its text, and that as mappings and lists."""

    name: str
    path: Path
    text: str = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)

    @cached_property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """The declared parameters, in the template's order."""
        return cast(Mapping[str, Mapping[str, Any]], self.body.get("Parameters") or {})

    @cached_property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """The resources by logical ID."""
        return cast(Mapping[str, Mapping[str, Any]], self.body.get("Resources") or {})

    def default(self, parameter: str) -> str | None:
        """A parameter's default as CloudFormation takes it, or None."""
        value = self.parameters.get(parameter, {}).get("Default")
        return None if value is None else as_string(value)

    def no_echo(self, parameter: str) -> bool:
        """Whether a parameter's value must not be shown."""
        declared = self.parameters.get(parameter, {}).get("NoEcho", False)
        return as_string(declared) == "true"


def as_string(value: Any) -> str:
    """A scalar of a template as CloudFormation takes it: a string."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def template_names(project: Project) -> tuple[str, ...]:
    """The names of the templates in templates_out."""
    return tuple(sorted(path.stem for path in project.templates_out.glob("*.yaml")))


def read_template(project: Project, name: str) -> Template:
    """Read templates_out/<name>.yaml, its short functions (`!Ref`) included.

    Raises:
        UsageError: there is no such file, or it is not a template.
    """
    path = project.templates_out / f"{name}.yaml"
    build = "Run `python -m generator build`."
    try:
        text = path.read_text("utf-8")
        body = yaml.load(text, Loader=_TemplateLoader)  # noqa: S506 - safe
    except FileNotFoundError:
        raise UsageError(f"There is no template {path}.", build) from None
    except (OSError, yaml.YAMLError, RecursionError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise UsageError(f"{path} cannot be read: {what}.", build) from None
    sections = (
        [body, *((body.get(s) or {}) for s in ("Parameters", "Resources"))]
        if (isinstance(body, dict))
        else [body]
    )
    if not all(isinstance(section, dict) for section in sections):
        raise UsageError(f"{path} is not a CloudFormation template.", build)
    return Template(name, path, text, body)


class _TemplateLoader(_LOADER):  # type: ignore[misc,valid-type]
    """The safe loader, with CloudFormation's short functions."""


def _function(loader: Any, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_TemplateLoader.add_multi_constructor("!", _function)
# A version is text, not a date.
_TemplateLoader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)
