"""Blue/green deployment of the ECS service."""

from dataclasses import dataclass
from typing import Any

from awacs import cloudwatch, ecs, elasticloadbalancing, s3, sns
from awacs import iam as iam_actions
from awacs.aws import Condition, StringEquals
from troposphere import Join, Split, Sub, codedeploy, iam
from troposphere.sns import Topic

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.build_roles import NO_RESOURCE_LEVEL
from generator.templates.pipeline.encryption import USE, Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import allow, inline_policy, regional_arn, trust


@dataclass(frozen=True)
class Deployment:
    """The application, its one deployment group and CodeDeploy's role."""

    application: codedeploy.Application
    deployment_role: iam.Role
    deployment_group: codedeploy.DeploymentGroup


def pass_task_roles(inputs: Inputs) -> Any:
    """Hand the task's two roles to ECS tasks, and nothing else to nobody else.

    Both the pipeline (registers the task definition) and CodeDeploy (starts
    the tasks) need it.
    """
    deployment = inputs.deployment
    return allow(
        "PassTaskRoles",
        iam_actions.PassRole,
        on=[
            deployment.task_execution_role_arn.ref(),
            deployment.has_task_role.when(deployment.task_role_arn.ref()),
        ],
        only_if=Condition(
            StringEquals({"iam:PassedToService": "ecs-tasks.amazonaws.com"})
        ),
    )


def deployment(
    *, inputs: Inputs, store: ArtifactStore, topic: Topic, encryption: Encryption
) -> Deployment:
    """The group is what CodePipeline's CodeDeployToECS action deploys to."""
    application = codedeploy.Application(
        "Application",
        ApplicationName=inputs.naming.of_service("app"),
        ComputePlatform="ECS",
        Tags=inputs.naming.tags(),
    )
    role = _deployment_role(inputs, store, topic, encryption)
    return Deployment(
        application=application,
        deployment_role=role,
        deployment_group=_deployment_group(inputs, application, role, topic),
    )


def _deployment_group(
    inputs: Inputs, application: Any, role: iam.Role, topic: Topic
) -> codedeploy.DeploymentGroup:
    settings = inputs.deployment
    return codedeploy.DeploymentGroup(
        "DeploymentGroup",
        ApplicationName=application.ref(),
        DeploymentGroupName=inputs.naming.of_service("dg"),
        ServiceRoleArn=role.get_att("Arn"),
        DeploymentConfigName=settings.deployment_config_name.ref(),
        DeploymentStyle=codedeploy.DeploymentStyle(
            DeploymentType="BLUE_GREEN", DeploymentOption="WITH_TRAFFIC_CONTROL"
        ),
        ECSServices=[
            codedeploy.ECSService(
                ClusterName=settings.ecs_cluster_name.ref(),
                ServiceName=settings.ecs_service_name.ref(),
            )
        ],
        LoadBalancerInfo=_load_balancer_info(inputs),
        BlueGreenDeploymentConfiguration=_blue_green(inputs),
        AutoRollbackConfiguration=codedeploy.AutoRollbackConfiguration(
            Enabled=True,
            Events=[
                "DEPLOYMENT_FAILURE",
                "DEPLOYMENT_STOP_ON_REQUEST",
                settings.has_rollback_alarm.when("DEPLOYMENT_STOP_ON_ALARM"),
            ],
        ),
        AlarmConfiguration=codedeploy.AlarmConfiguration(
            Enabled=settings.has_rollback_alarm.choose(True, False),
            Alarms=[
                switch.when(codedeploy.Alarm(Name=name))
                for switch, name in settings.rollback_alarms
            ],
        ),
        # CodeDeploy's EventBridge events do not tell a rollback from another
        # deployment, its own triggers do (CodeDeploy User Guide, "Monitoring
        # deployments with Amazon SNS event notifications").
        TriggerConfigurations=[
            codedeploy.TriggerConfig(
                TriggerName="rollback",
                TriggerTargetArn=topic.ref(),
                TriggerEvents=["DeploymentRollback"],
            )
        ],
        Tags=inputs.naming.tags(),
    )


def _load_balancer_info(inputs: Inputs) -> codedeploy.LoadBalancerInfo:
    settings = inputs.deployment
    return codedeploy.LoadBalancerInfo(
        TargetGroupPairInfoList=[
            codedeploy.TargetGroupPairInfo(
                TargetGroups=[
                    codedeploy.TargetGroupInfo(
                        Name=settings.blue_target_group_name.ref()
                    ),
                    codedeploy.TargetGroupInfo(
                        Name=settings.green_target_group_name.ref()
                    ),
                ],
                ProdTrafficRoute=codedeploy.TrafficRoute(
                    ListenerArns=[settings.production_listener_arn.ref()]
                ),
                TestTrafficRoute=settings.has_test_listener.when(
                    codedeploy.TrafficRoute(
                        ListenerArns=[settings.test_listener_arn.ref()]
                    )
                ),
            )
        ]
    )


def _blue_green(inputs: Inputs) -> codedeploy.BlueGreenDeploymentConfiguration:
    return codedeploy.BlueGreenDeploymentConfiguration(
        # The approval has been given in the pipeline: go on at once.
        DeploymentReadyOption=codedeploy.DeploymentReadyOption(
            ActionOnTimeout="CONTINUE_DEPLOYMENT", WaitTimeInMinutes=0
        ),
        TerminateBlueInstancesOnDeploymentSuccess=(
            codedeploy.BlueInstanceTerminationOption(
                Action="TERMINATE",
                TerminationWaitTimeInMinutes=(
                    inputs.deployment.blue_termination_wait_minutes.ref()
                ),
            )
        ),
    )


def _deployment_role(
    inputs: Inputs, store: ArtifactStore, topic: Topic, encryption: Encryption
) -> iam.Role:
    """AWSCodeDeployRoleForECS with every `*` that can be narrowed narrowed."""
    return iam.Role(
        "DeploymentRole",
        Metadata={"Reasons": {"SeeLoadBalancer": NO_RESOURCE_LEVEL}},
        RoleName=inputs.naming.prefixed("codedeploy-role"),
        AssumeRolePolicyDocument=trust(
            "codedeploy.amazonaws.com",
            on_behalf_of=regional_arn(
                "codedeploy",
                "deploymentgroup:${ServiceName}-app-${EnvironmentSuffix}/*",
            ),
        ),
        PermissionsBoundary=inputs.protection.boundary,
        Policies=[
            inline_policy(
                "deployment",
                *_service_statements(),
                *_load_balancer_statements(inputs),
                pass_task_roles(inputs),
                allow("Notify", sns.Publish, on=[topic.ref()]),
                allow(
                    "ReadRevision",
                    s3.GetObject,
                    s3.GetObjectVersion,
                    on=[store.objects],
                ),
            ),
            inputs.deployment.has_rollback_alarm.when(_alarm_policy(inputs)),
            encryption.policy(*USE),
        ],
        Tags=inputs.naming.tags(),
    )


def _service_statements() -> list[Any]:
    service = "${EcsClusterName}/${EcsServiceName}"
    return [
        allow(
            "ShiftService",
            ecs.DescribeServices,
            ecs.UpdateServicePrimaryTaskSet,
            on=[regional_arn("ecs", f"service/{service}")],
        ),
        allow(
            "MakeTaskSet",
            ecs.CreateTaskSet,
            ecs.DeleteTaskSet,
            on=[
                regional_arn("ecs", f"service/{service}"),
                regional_arn("ecs", f"task-set/{service}/*"),
            ],
        ),
    ]


def _load_balancer_statements(inputs: Inputs) -> list[Any]:
    settings = inputs.deployment
    has_test = settings.has_test_listener
    production = settings.production_listener_arn
    test = settings.test_listener_arn
    return [
        allow(
            "SeeLoadBalancer",
            elasticloadbalancing.DescribeListeners,
            elasticloadbalancing.DescribeRules,
            elasticloadbalancing.DescribeTargetGroups,
            elasticloadbalancing.DescribeTargetHealth,
            on=["*"],
        ),
        allow(
            "ShiftListener",
            elasticloadbalancing.ModifyListener,
            on=[production.ref(), has_test.when(test.ref())],
        ),
        allow(
            "ShiftRules",
            elasticloadbalancing.ModifyRule,
            on=[_rules_of(production), has_test.when(_rules_of(test))],
        ),
    ]


def _rules_of(listener: Any) -> Sub:
    """The rules of a listener: the same ARN with another resource type."""
    return Sub(
        "${Rules}/*", Rules=Join("listener-rule", Split("listener", listener.ref()))
    )


def _alarm_policy(inputs: Inputs) -> iam.Policy:
    (_, first), *others = inputs.deployment.rollback_alarms
    return inline_policy(
        "rollback-alarms",
        allow(
            "WatchAlarms",
            cloudwatch.DescribeAlarms,
            on=[
                _alarm_arn(first),
                *(switch.when(_alarm_arn(name)) for switch, name in others),
            ],
        ),
    )


def _alarm_arn(name: Any) -> Sub:
    return regional_arn("cloudwatch", "alarm:${Name}", Name=name)
