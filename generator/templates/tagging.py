"""The tags that every template gives its resources, and the parameters behind them."""

from typing import Any

from troposphere import Equals, Not, Parameter, Ref, Tags

from generator.templates import patterns
from generator.templates.switch import Switch


def environment_suffix(description: str) -> Parameter:
    """The stack's environment; the value of the tag Environment, too."""
    return Parameter(
        "EnvironmentSuffix",
        Type="String",
        Description=description,
        **patterns.SUFFIX.required,
    )


def project(otherwise: str) -> Parameter:
    """The tag Project; `otherwise` says in words what stands there if it is empty."""
    return Parameter(
        "Project",
        Type="String",
        Default="",
        Description=f"Value of the tag Project; empty for {otherwise}",
        **patterns.TAG_VALUE.optional,
    )


def names_project() -> Switch:
    """Somebody named the project."""
    return Switch("NamesProject", Not(Equals(Ref("Project"), "")))


def cost_center() -> Parameter:
    """The tag CostCenter."""
    return Parameter(
        "CostCenter",
        Type="String",
        Default="payments",
        Description="Value of the tag CostCenter",
        **patterns.TAG_VALUE.required,
    )


def resource_tags(project: Any) -> Tags:
    """The tags of a resource, made afresh: troposphere changes them."""
    return Tags(
        Environment=Ref("EnvironmentSuffix"),
        Project=project,
        CostCenter=Ref("CostCenter"),
    )
