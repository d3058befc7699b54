"""Secret values (NoEcho parameters and what they feed) kept out of every output."""

import re
from dataclasses import dataclass, field, replace

from generator.cloudformation.document import Template
from generator.cloudformation.references import paths
from generator.deploy.target import MASK, Target
from generator.deploy.unknown import Origins, no_origins, origins_of

# Properties that hold a secret whatever the template says about parameters.
_SECRET_NAME = re.compile(
    r"(password|passphrase|secretstring|secrettoken|oauthtoken|privatekey)$", re.I
)
_DYNAMIC = "{{resolve:"


@dataclass(frozen=True)
class Mask:
    """How values of one stack are shown: what is hidden, and what is named.

    `paths` are the properties that a secret parameter feeds, as
    (logical ID, "/Properties/..."); `outputs` the outputs it feeds. `origins`
    names the resources that an open value depends on.
    """

    values: tuple[str, ...] = ()
    parameters: frozenset[str] = frozenset()
    paths: frozenset[tuple[str, str]] = frozenset()
    outputs: frozenset[str] = frozenset()
    origins: Origins = field(default=no_origins, compare=False, repr=False)

    def beside(self, other: "Mask") -> "Mask":
        """What either of them hides is hidden."""
        return replace(
            self,
            values=tuple(dict.fromkeys([*self.values, *other.values])),
            parameters=self.parameters | other.parameters,
            paths=self.paths | other.paths,
            outputs=self.outputs | other.outputs,
        )

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
    mask = template_mask(target.template, target.secret_values)
    return replace(mask, origins=origins_of(target))


def template_mask(template: Template, values: tuple[str, ...] = ()) -> Mask:
    """What a template says is secret."""
    secret = template.no_echo
    if not secret:
        return Mask()
    return Mask(
        values,
        secret,
        frozenset(
            (name, "".join(f"/{step}" for step in path))
            for name, resource in template.resources.items()
            for path in paths(resource, secret)
        ),
        frozenset(
            name
            for name, output in template.outputs.items()
            if any(paths(output, secret))
        ),
    )


def _within(path: str, parent: str) -> bool:
    return path == parent or path.startswith(f"{parent}/")


def _named(path: str) -> bool:
    return bool(_SECRET_NAME.search(path))
