"""CodeDeploy deployment groups: what rolls a deployment back, and how long it waits."""

from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._schemas import (
    all_of,
    has,
    holds,
    must,
    must_not,
    required,
    where,
    within,
)
from generator.rules._shapes import ShapeRule

GROUP = "AWS::CodeDeploy::DeploymentGroup"
STOP_ON_ALARM = "DEPLOYMENT_STOP_ON_ALARM"


class CodedeployStopOnAlarm(ShapeRule):
    """DEPLOYMENT_STOP_ON_ALARM has alarms that are enabled.

    A deployment stops on an alarm only if AlarmConfiguration is enabled and
    names one. Without it the rollback event never happens, and nobody is told.
    """

    id = "E9933"
    page = "codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1", "10.7.2")

    _off = f"{STOP_ON_ALARM}: AlarmConfiguration is not enabled"
    _none = f"{STOP_ON_ALARM}: AlarmConfiguration names no alarm"
    when = has("AutoRollbackConfiguration.Events", **holds({"const": STOP_ON_ALARM}))
    shape = required(
        "AlarmConfiguration",
        f"{STOP_ON_ALARM}: the group has no AlarmConfiguration",
        all_of(
            required("Enabled", _off, const=True),
            required("Alarms", _none, minItems=1),
        ),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "        Enabled: true\n        Alarms: [{Name: payment-5xx}]\n",
        "        Enabled: false\n        Alarms: [{Name: payment-5xx}]\n",
    )


class CodedeployAlarmRollsBack(ShapeRule):
    """Deployment alarms come with DEPLOYMENT_STOP_ON_ALARM.

    An alarm stops the deployment; only the rollback event
    DEPLOYMENT_STOP_ON_ALARM brings the last good version back. A group that says
    Enabled: false has decided, and is not judged.
    """

    id = "W9933"
    page = "codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    _event = has("Events", contains={"const": STOP_ON_ALARM})
    _never = f"an alarm stops, but {STOP_ON_ALARM} is not in Events"
    when = has("AlarmConfiguration.Enabled", const=True)
    shape = required(
        "AutoRollbackConfiguration",
        _never,
        must(
            _never,
            anyOf=[
                has("Enabled", const=False),
                all_of(has("Enabled"), _event),
            ],
        ),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]", "[DEPLOYMENT_FAILURE]"
    )


# CodeDeploy API, BlueInstanceTerminationOption: "The maximum setting is 2880
# minutes (2 days)". The quota page of the user guide says 2800 for ECS; the
# larger one is certain to be refused.
class CodedeployWaitTimes(ShapeRule):
    """Blue/green waits are within the limits of CodeDeploy.

    The blue tasks stay for at most 2880 minutes. STOP_DEPLOYMENT needs
    WaitTimeInMinutes: with none the deployment stops before anyone can reroute
    the traffic. CONTINUE_DEPLOYMENT takes no wait: CodeDeploy refuses one.
    """

    id = "E9934"
    page = "codedeploy/latest/APIReference/API_BlueInstanceTerminationOption.html"
    tags = ["resources", "codedeploy", "limits"]
    resource_types = (GROUP,)

    _needed = "STOP_DEPLOYMENT needs WaitTimeInMinutes"
    shape = within(
        "BlueGreenDeploymentConfiguration",
        within(
            "TerminateBlueInstancesOnDeploymentSuccess.TerminationWaitTimeInMinutes",
            must("{value} minutes, 2880 are allowed", maximum=2880),
        ),
        within(
            "DeploymentReadyOption",
            where(
                has("ActionOnTimeout", const="STOP_DEPLOYMENT"),
                required("WaitTimeInMinutes", _needed, must_not(_needed, const=0)),
            ),
            where(
                has("ActionOnTimeout", const="CONTINUE_DEPLOYMENT"),
                within(
                    "WaitTimeInMinutes",
                    must("CONTINUE_DEPLOYMENT takes no WaitTimeInMinutes", maximum=0),
                ),
            ),
        ),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "TerminationWaitTimeInMinutes: 5", "TerminationWaitTimeInMinutes: 4320"
    )


class CodedeployRollbackEvents(ShapeRule):
    """An enabled automatic rollback names its events.

    CodeDeploy refuses AutoRollbackConfiguration with Enabled and no event:
    DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM or DEPLOYMENT_STOP_ON_REQUEST.
    """

    id = "E9936"
    page = "codedeploy/latest/APIReference/API_AutoRollbackConfiguration.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    when = has("AutoRollbackConfiguration.Enabled", const=True)
    shape = within(
        "AutoRollbackConfiguration",
        required("Events", "the rollback names no event", minItems=1),
    )
    good = DEPLOYMENT_GROUP.replace(
        "      AlarmConfiguration:\n        Enabled: true\n"
        "        Alarms: [{Name: payment-5xx}]\n",
        "",
    ).replace(", DEPLOYMENT_STOP_ON_ALARM", "")
    bad = good.replace("        Events: [DEPLOYMENT_FAILURE]\n", "")
