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

    @property
    def condition_of_resource(self) -> dict[str, str]:
        """For a resource that is there only then."""
        return {"Condition": self.name}


@dataclass(frozen=True)
class Always:
    """What one template lets people choose, where another always has it."""

    def when(self, value: Any) -> Any:
        """The value."""
        return value

    def unless(self, value: Any) -> AWSHelperFn:
        """Nothing at all."""
        return NoValue

    def choose(self, on: Any, off: Any) -> Any:
        """The first."""
        return on

    @property
    def condition_of_resource(self) -> dict[str, str]:
        """No condition."""
        return {}


def given(**properties: Any) -> dict[str, Any]:
    """The properties that are there in some stack."""
    return {name: value for name, value in properties.items() if value is not NoValue}
