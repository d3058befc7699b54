"""Secret values (NoEcho parameters and what they feed) kept out of every output."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.deploy.target import MASK, Target, Template

# Properties that hold a secret whatever the template says about parameters.
_SECRET_NAME = re.compile(
    r"(password|passphrase|secretstring|secrettoken|oauthtoken|privatekey)$", re.I
)
_DYNAMIC = "{{resolve:"


@dataclass(frozen=True)
class Mask:
    """What must not be shown of one stack.

    `paths` are the properties that a secret parameter feeds, as
    (logical ID, "/Properties/..."); `outputs` the outputs it feeds.
    """

    values: tuple[str, ...] = ()
    parameters: frozenset[str] = frozenset()
    paths: frozenset[tuple[str, str]] = frozenset()
    outputs: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        """The text without any secret value that we know."""
        for value in self.values:
            # A value of one or two characters would mask half of every text
            # and nobody's secret; its own property is masked by path.
            if len(value) > 2:
                text = text.replace(value, MASK)
        return text

    def property(self, logical_id: str, path: str, value: str | None) -> str | None:
        """A property's value, masked where a secret feeds it."""
        if value is None or (not self.feeds(logical_id, path) and not _named(path)):
            return value
        return value if value.startswith(_DYNAMIC) else MASK

    def feeds(self, logical_id: str, path: str) -> bool:
        """Does a secret parameter feed this property, a part of it or a parent?"""
        return any(
            name == logical_id
            and (_within(path, secret) or (bool(path) and _within(secret, path)))
            for name, secret in self.paths
        )


def mask_for(target: Target) -> Mask:
    """What a stack's own template and parameters say is secret."""
    return template_mask(target.template, target.secret_values)


def template_mask(template: Template, values: tuple[str, ...] = ()) -> Mask:
    """What a template says is secret."""
    if not template.secrets:
        return Mask()
    resources = template.document.get("Resources") or {}
    outputs = template.document.get("Outputs") or {}
    return Mask(
        values,
        template.secrets,
        frozenset(
            (name, path)
            for name, resource in resources.items()
            for path in _fed(resource, template.secrets, "")
        ),
        frozenset(
            name
            for name, output in outputs.items()
            if any(True for _ in _fed(output, template.secrets, ""))
        ),
    )


def _fed(value: Any, secrets: frozenset[str], path: str) -> Iterator[str]:
    """Paths below `value` at which an expression uses a secret parameter."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if (key == "Ref" and item in secrets) or (
                key == "Fn::Sub" and _substitutes(item, secrets)
            ):
                yield path
            elif str(key).startswith("Fn::"):
                # The path of an expression is that of the property it fills.
                if any(True for _ in _fed(item, secrets, path)):
                    yield path
            else:
                yield from _fed(item, secrets, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _fed(item, secrets, f"{path}/{index}")


def _substitutes(value: Any, secrets: frozenset[str]) -> bool:
    text = value[0] if isinstance(value, list) and value else value
    names = set(re.findall(r"\$\{([^}!.]+)\}", str(text)))
    inner = isinstance(value, list) and any(True for _ in _fed(value[1:], secrets, ""))
    return bool(names & secrets) or inner


def _within(path: str, parent: str) -> bool:
    return path == parent or path.startswith(f"{parent}/")


def _named(path: str) -> bool:
    return bool(_SECRET_NAME.search(path))
