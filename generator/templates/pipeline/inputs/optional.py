"""A text that may be left empty, and the switch that it turns."""

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.patterns import Pattern
from generator.templates.switch import Switch


def optional(name: str, pattern: Pattern, description: str, **limits: int) -> Parameter:
    """A parameter that is empty by default; `limits` are MaxLength and its like."""
    return Parameter(
        name,
        Type="String",
        Default="",
        Description=description,
        **limits,
        **pattern.optional,
    )


def given(switch: str, parameter: str) -> Switch:
    """On when the parameter is not empty."""
    return Switch(switch, Not(Equals(Ref(parameter), "")))
