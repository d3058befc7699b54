"""E9034: the waits of a blue/green deployment are within CodeDeploy's limits."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP
from generator.rules._scenarios import constant, part, settled

# CodeDeploy API, BlueInstanceTerminationOption: "The maximum setting is 2880
# minutes (2 days)". The quota page of the user guide says 2800 for ECS; the
# larger one is certain to be refused.
LONGEST = 2880


class CodedeployWaitTimes(_house.HouseRule):
    """Flags a termination wait over two days and a stop without a wait."""

    id = "E9034"
    shortdesc = "Blue/green waits are within the limits of CodeDeploy"
    description = (
        "The blue tasks stay for at most 2880 minutes. STOP_DEPLOYMENT needs "
        "WaitTimeInMinutes: with none the deployment stops before anyone can "
        "reroute the traffic."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
        "API_BlueInstanceTerminationOption.html"
    )
    tags = ["resources", "codedeploy", "limits"]
    resource_types = (GROUP,)

    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "TerminationWaitTimeInMinutes: 5", "TerminationWaitTimeInMinutes: 4320"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each wait, in each branch."""
        for group in settled(cfn, GROUP):
            options = part(group.properties, "BlueGreenDeploymentConfiguration")
            wait = part(
                options,
                "TerminateBlueInstancesOnDeploymentSuccess",
                "TerminationWaitTimeInMinutes",
            )
            minutes = constant(wait)
            if minutes.isdecimal() and int(minutes) > LONGEST:
                yield RuleMatch(
                    wait.rule_path, f"{minutes} minutes, {LONGEST} are allowed"
                )
            ready = part(options, "DeploymentReadyOption")
            wait = part(ready, "WaitTimeInMinutes")
            if constant(part(ready, "ActionOnTimeout")) == "STOP_DEPLOYMENT" and (
                wait.is_absent or constant(wait) == "0"
            ):
                yield RuleMatch(
                    ready.rule_path, "STOP_DEPLOYMENT needs WaitTimeInMinutes"
                )
