"""E9036: an automatic rollback says when it happens."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP
from generator.rules._scenarios import constant, part, parts, settled


class CodedeployRollbackEvents(_house.HouseRule):
    """Flags an enabled rollback without events."""

    id = "E9036"
    shortdesc = "An enabled automatic rollback names its events"
    description = (
        "CodeDeploy refuses AutoRollbackConfiguration with Enabled and no event: "
        "DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM or DEPLOYMENT_STOP_ON_REQUEST."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
        "API_AutoRollbackConfiguration.html"
    )
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    good = DEPLOYMENT_GROUP.replace(
        "      AlarmConfiguration:\n        Enabled: true\n"
        "        Alarms: [{Name: payment-5xx}]\n",
        "",
    ).replace(", DEPLOYMENT_STOP_ON_ALARM", "")
    bad = good.replace("        Events: [DEPLOYMENT_FAILURE]\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each group, in each branch."""
        for group in settled(cfn, GROUP):
            rollback = part(group.properties, "AutoRollbackConfiguration")
            if (
                constant(part(rollback, "Enabled")) == "true"
                and parts(part(rollback, "Events")) == ()
            ):
                yield RuleMatch(rollback.rule_path, "the rollback names no event")
