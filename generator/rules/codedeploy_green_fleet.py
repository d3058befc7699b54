"""E9031: a deployment group for ECS does not provision a green fleet."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP, ecs_groups
from generator.rules._scenarios import stated


class CodedeployGreenFleet(_house.HouseRule):
    """Flags GreenFleetProvisioningOption in a group for ECS."""

    id = "E9031"
    shortdesc = "A CodeDeploy group for ECS has no GreenFleetProvisioningOption"
    description = (
        "The option says where new instances come from. In ECS the service makes the "
        "green task set; CodeDeploy refuses the option there."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
        "API_BlueGreenDeploymentConfiguration.html"
    )
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP,)

    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "        TerminateBlueInstancesOnDeploymentSuccess:\n",
        "        GreenFleetProvisioningOption: {Action: DISCOVER_EXISTING}\n"
        "        TerminateBlueInstancesOnDeploymentSuccess:\n",
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each option, in each branch."""
        for group in ecs_groups(cfn):
            node = stated(
                group,
                "BlueGreenDeploymentConfiguration",
                "GreenFleetProvisioningOption",
            )
            if not node.is_absent:
                yield RuleMatch(
                    node.rule_path, "GreenFleetProvisioningOption is for instances"
                )
