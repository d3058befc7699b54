"""What one stack shall be: a parameter file together with its template."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.parameters.model import Environment, ParameterFile
from generator.parameters.selection import Selection

MASK = "****"


class _Loader(yaml.CSafeLoader):
    """Reads `!Ref x` as `{Ref: x}`, so that both forms look the same."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    value: Any = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


_Loader.add_multi_constructor("!", _intrinsic)


def _as_text(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


# A version is text, not a date.
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_text)


def parse(body: str) -> dict[str, Any]:
    """A template's text (YAML or JSON) as a document, intrinsics in long form."""
    document = yaml.load(body, _Loader)  # noqa: S506 (a safe loader)
    return document if isinstance(document, dict) else {}


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, or of a text as CloudFormation keeps it."""
    if isinstance(value, str):
        # GetTemplate may drop the line at the end; nothing else may differ.
        return hashlib.sha256(value.strip().encode()).hexdigest()
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Template:
    """A committed template: its text and what the text says."""

    path: Path
    body: str
    document: Mapping[str, Any] = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """Of the text."""
        return digest(self.body)

    @cached_property
    def resource_types(self) -> frozenset[str]:
        """Types of all resources."""
        resources = self.document.get("Resources") or {}
        return frozenset(str(resource.get("Type")) for resource in resources.values())

    @cached_property
    def capabilities(self) -> list[str]:
        """What has to be acknowledged for this template, and no more."""
        needed = []
        if any(name.startswith("AWS::IAM::") for name in self.resource_types):
            needed.append("CAPABILITY_NAMED_IAM")
        if "Transform" in self.document or self.nested:
            needed.append("CAPABILITY_AUTO_EXPAND")
        return needed

    @property
    def nested(self) -> bool:
        """Does it contain other stacks?"""
        return "AWS::CloudFormation::Stack" in self.resource_types

    @cached_property
    def secrets(self) -> frozenset[str]:
        """Names of the parameters whose values nobody may see."""
        parameters = self.document.get("Parameters") or {}
        return frozenset(
            name
            for name, declared in parameters.items()
            if str(declared.get("NoEcho", "false")).lower() == "true"
        )


@dataclass(frozen=True)
class Target:
    """One stack as the committed files describe it."""

    file: ParameterFile
    template: Template

    @property
    def environment(self) -> Environment:
        """Where the stack lives."""
        return self.file.environment

    @property
    def stack_name(self) -> str:
        """The stack's name in its account and region."""
        return self.file.stack_name

    @property
    def shown_parameters(self) -> dict[str, str]:
        """Parameters with secret values masked: all that is ever stored."""
        return {
            name: MASK if name in self.template.secrets else value
            for name, value in sorted(self.file.parameters.items())
        }

    @property
    def secret_values(self) -> tuple[str, ...]:
        """Values that may appear in no output."""
        return tuple(
            value
            for name, value in self.file.parameters.items()
            if name in self.template.secrets and value
        )

    @property
    def parameters_sha256(self) -> str:
        """Of the parameters, secret values left out: they could be guessed from it."""
        return digest(self.shown_parameters)

    @property
    def fingerprint(self) -> str:
        """Of everything that the committed files say about this stack."""
        return digest(
            {
                "template": self.template.sha256,
                "parameters": self.shown_parameters,
                "tags": dict(self.file.tags),
                "capabilities": self.template.capabilities,
                "role": self.environment.role_arn,
                "stack_policy": self.file.stack_policy,
                "protection": self.environment.termination_protection,
            }
        )


def targets_of(selection: Selection) -> list[Target]:
    """The stacks that the selected files describe, from what was read of them."""
    templates = {
        name: Template(read.path, read.text, read.body)
        for name, read in selection.fleet.templates.items()
    }
    return [Target(file, templates[file.template]) for file in selection.files]
