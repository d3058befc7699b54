"""How a deployment shifts the traffic, as its configuration says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.sandbox.delivery.pace import seconds_for

# [CodeDeploy User Guide, "Working with deployment configurations": those of ECS]
_NAMED = re.compile(r"CodeDeployDefault\.ECS(Linear|Canary)(\d+)Percent(?:Every)?(\d+)")
# Until tasks of the new version are healthy.
_INSTALL = 1.0


@dataclass(frozen=True)
class Course:
    """(seconds after the start, percent of the traffic), and the second of the end."""

    shifts: tuple[tuple[float, float], ...]
    ends: float


def of_codedeploy(
    name: str, group: Mapping[str, Any], custom: Mapping[str, Any]
) -> Course:
    """Of a deployment group's properties, with its configuration's name.

    `custom` is the traffic routing of a configuration that a stack made, or nothing;
    one that neither AWS nor a stack has is taken for all at once.
    """
    kind, percent, minutes = _routing(name, custom)
    blue_green = group.get("BlueGreenDeploymentConfiguration") or {}
    end = blue_green.get("TerminateBlueInstancesOnDeploymentSuccess") or {}
    keeps = float(end.get("TerminationWaitTimeInMinutes") or 0)
    return _course(kind, percent, minutes, keeps)


def of_ecs(configuration: Mapping[str, Any]) -> Course:
    """Of an ECS service's DeploymentConfiguration; without one all at once."""
    kind = str(configuration.get("Strategy") or "").title()
    canary = configuration.get("CanaryConfiguration") or {}
    linear = configuration.get("LinearConfiguration") or {}
    bake = float(configuration.get("BakeTimeInMinutes") or 0)
    if kind == "Canary":
        percent = float(canary.get("CanaryPercent") or 5)
        minutes = float(canary.get("CanaryBakeTimeInMinutes") or 10)
        return _course(kind, percent, minutes, bake)
    if kind == "Linear":
        percent = float(linear.get("StepPercent") or 10)
        minutes = float(linear.get("StepBakeTimeInMinutes") or 6)
        return _course(kind, percent, minutes, bake)
    return _course("", 100, 0, bake)


def _routing(name: str, custom: Mapping[str, Any]) -> tuple[str, float, float]:
    """Linear, Canary or nothing, percent of a step, minutes between steps."""
    if found := _NAMED.match(name):
        return found[1], float(found[2]), float(found[3])
    for kind in ("Linear", "Canary"):
        given = custom.get(f"TimeBased{kind}")
        if given:
            percent, minutes = given[f"{kind}Percentage"], given[f"{kind}Interval"]
            return kind, float(percent), float(minutes)
    return "", 100, 0


def _course(kind: str, percent: float, minutes: float, keeps: float) -> Course:
    at, shifts = seconds_for(_INSTALL), []
    shifted = percent if kind else 100.0
    while shifted < 100:
        shifts.append((at, shifted))
        at += seconds_for(minutes)
        shifted = shifted + percent if kind == "Linear" else 100.0
    shifts.append((at, 100.0))
    return Course(tuple(shifts), at + seconds_for(keeps))
