"""Optional features, each turned on by one parameter."""

from dataclasses import dataclass
from typing import Any

from troposphere import AWSHelperFn, If, NoValue


@dataclass(frozen=True)
class Switch:
    """A condition of the template, named positively (`UsesEcr`, `HasVpc`)."""

    name: str
    condition: AWSHelperFn

    def when(self, value: Any) -> If:
        """The value if the switch is on, else nothing at all."""
        return If(self.name, value, NoValue)

    def unless(self, value: Any) -> If:
        """The value if the switch is off, else nothing at all."""
        return If(self.name, NoValue, value)

    def choose(self, on: Any, off: Any) -> If:
        """One value or the other."""
        return If(self.name, on, off)
