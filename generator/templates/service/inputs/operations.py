"""Who deploys, how many tasks there are, and what counts as unwell."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.patterns import TOPIC_ARN
from generator.templates.pipeline.inputs.operations import LOG_RETENTION_DAYS
from generator.templates.switch import Switch


@dataclass(frozen=True)
class DeploymentInputs:
    """The deployment controller, and how many tasks there are."""

    deployment_controller: Parameter
    bake_time_minutes: Parameter
    least_tasks: Parameter
    most_tasks: Parameter
    cpu_target_percent: Parameter
    uses_ecs: Switch
    label: str = "Deployment and scaling"


@dataclass(frozen=True)
class AlarmInputs:
    """When a deployment is rolled back, and who is told."""

    server_error_percent: Parameter
    slow_response_seconds: Parameter
    alarm_topic_arn: Parameter
    log_retention_days: Parameter
    has_alarm_topic: Switch
    label: str = "Alarms and logs"


def deployment_inputs() -> DeploymentInputs:
    """CodeDeploy by default, as in the pipeline."""
    return DeploymentInputs(
        deployment_controller=Parameter(
            "DeploymentController",
            Type="String",
            Default="CODE_DEPLOY",
            AllowedValues=["CODE_DEPLOY", "ECS"],
            Description="Who shifts the traffic: CodeDeploy, or ECS itself",
            ConstraintDescription="CODE_DEPLOY or ECS",
        ),
        bake_time_minutes=Parameter(
            "BakeTimeMinutes",
            Type="Number",
            Default=5,
            MinValue=0,
            # Amazon ECS API reference, DeploymentConfiguration: 24 hours.
            MaxValue=1440,
            Description="With ECS, how long the old version stays after the shift: "
            "within that time a rollback is a shift back",
            ConstraintDescription="0 to 1440 minutes",
        ),
        least_tasks=Parameter(
            "MinTasks",
            Type="Number",
            Default=2,
            MinValue=1,
            MaxValue=1000,
            Description="Tasks that always run; two are in two availability zones",
            ConstraintDescription="1 to 1000",
        ),
        most_tasks=Parameter(
            "MaxTasks",
            Type="Number",
            Default=4,
            MinValue=1,
            MaxValue=1000,
            Description="Tasks that run at most; twice as many during a deployment",
            ConstraintDescription="1 to 1000, MinTasks or more",
        ),
        cpu_target_percent=Parameter(
            "CpuTargetPercent",
            Type="Number",
            Default=60,
            MinValue=10,
            MaxValue=90,
            Description="CPU use that scaling keeps the tasks at",
            ConstraintDescription="10 to 90 percent",
        ),
        uses_ecs=Switch("UsesEcs", Equals(Ref("DeploymentController"), "ECS")),
    )


def alarm_inputs() -> AlarmInputs:
    """Cautious figures; a service knows better ones."""
    return AlarmInputs(
        server_error_percent=Parameter(
            "ServerErrorPercent",
            Type="Number",
            Default=5,
            MinValue=1,
            MaxValue=100,
            Description="Share of answers 5xx in a minute above which a deployment is "
            "rolled back",
            ConstraintDescription="1 to 100 percent",
        ),
        slow_response_seconds=Parameter(
            "SlowResponseSeconds",
            Type="Number",
            Default=2,
            MinValue=1,
            MaxValue=60,
            Description="What 99 of 100 answers must take less than",
            ConstraintDescription="1 to 60 seconds",
        ),
        alarm_topic_arn=Parameter(
            "AlarmTopicArn",
            Type="String",
            Default="",
            Description="Topic that is told when an alarm is raised; empty for none",
            **TOPIC_ARN.optional,
        ),
        log_retention_days=Parameter(
            "LogRetentionDays",
            Type="Number",
            Default=30,
            AllowedValues=LOG_RETENTION_DAYS,
            Description="How long the tasks' logs are kept; PCI DSS 10.5.1 asks for "
            "365 in production",
            ConstraintDescription="a CloudWatch Logs retention",
        ),
        has_alarm_topic=Switch("HasAlarmTopic", Not(Equals(Ref("AlarmTopicArn"), ""))),
    )
