"""E9033: a rollback on alarms has alarms."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP
from generator.rules._nodes import Node
from generator.rules._scenarios import constant, part, settled

EVENT = "DEPLOYMENT_STOP_ON_ALARM"


class CodedeployStopOnAlarm(_house.HouseRule):
    """Flags DEPLOYMENT_STOP_ON_ALARM without enabled alarms."""

    id = "E9033"
    shortdesc = "DEPLOYMENT_STOP_ON_ALARM has alarms that are enabled"
    description = (
        "A deployment stops on an alarm only if AlarmConfiguration is enabled and "
        "names one. Without it the rollback event never happens, and nobody is told."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/"
        "deployments-rollback-and-redeploy.html"
    )
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1", "10.7.2")

    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "        Enabled: true\n        Alarms: [{Name: payment-5xx}]\n",
        "        Enabled: false\n        Alarms: [{Name: payment-5xx}]\n",
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each event without alarms, in each branch."""
        for group in settled(cfn, GROUP):
            problem = _problem(part(group.properties, "AlarmConfiguration"))
            rollback = part(group.properties, "AutoRollbackConfiguration", "Events")
            for event in rollback.items():
                if constant(event) == EVENT and problem:
                    yield RuleMatch(event.rule_path, f"{EVENT}: {problem}")


def _problem(alarms: Node) -> str:
    """Why the alarms never stop a deployment, or nothing if they may."""
    if alarms.is_absent:
        return "the group has no AlarmConfiguration"
    enabled, listed = part(alarms, "Enabled"), part(alarms, "Alarms")
    if enabled.is_absent or constant(enabled) == "false":
        return "AlarmConfiguration is not enabled"
    if listed.is_absent or (isinstance(listed.value, list) and not [*listed.items()]):
        return "AlarmConfiguration names no alarm"
    return ""
