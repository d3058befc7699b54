"""Functions that CodeDeploy asks during a deployment whether it may go on.

Three of its five events for ECS (CodeDeploy User Guide, "AppSpec hooks section"):
before the other two, BeforeInstall and AfterInstall, no traffic reaches the next
version, so a function could ask it nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from troposphere import Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.switch import Switch

_EVENTS = {
    "AfterAllowTestTraffic": "once the test listener leads to the next version; "
    "needs TestListenerArn",
    "BeforeAllowTraffic": "before production traffic shifts",
    "AfterAllowTraffic": "once all production traffic has shifted",
}


@dataclass(frozen=True)
class HookInputs:
    """A function for each event, or none."""

    functions: tuple[Parameter, ...]
    given: tuple[Switch, ...]
    label: str = "Deployment hooks"

    def for_each(self, made: Callable[[str], Any]) -> list[Any]:
        """What is made of the parameter's name of each function that is given."""
        return [
            switch.when(made(each.title))
            for switch, each in zip(self.given, self.functions, strict=True)
        ]


def hook_inputs() -> HookInputs:
    """Names: the functions are of the same account and region."""
    names = [f"{event}Hook" for event in _EVENTS]
    return HookInputs(
        functions=tuple(
            Parameter(
                name,
                Type="String",
                Default="",
                Description=f"Lambda function that CodeDeploy calls {when}; empty for "
                "none",
                **patterns.FUNCTION.optional,
            )
            for name, when in zip(names, _EVENTS.values(), strict=True)
        ),
        given=tuple(Switch(f"Has{name}", Not(Equals(Ref(name), ""))) for name in names),
    )
