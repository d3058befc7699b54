"""Blue/green deployment of the ECS service by CodeDeploy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awacs import awslambda, cloudwatch, ecs, elasticloadbalancing, s3, sns
from awacs import iam as iam_actions
from awacs.aws import Condition, StringEquals
from troposphere import If, Join, Ref, Split, Sub, codedeploy, iam
from troposphere.sns import Topic

from generator.templates.pipeline.inputs.deployed import Deployed
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    reasons,
    regional_arn,
    trust,
)
from generator.templates.switch import Always, Switch


@dataclass(frozen=True)
class Deployment:
    """The application, its one deployment group and CodeDeploy's role."""

    application: codedeploy.Application
    deployment_role: iam.Role
    deployment_group: codedeploy.DeploymentGroup


def pass_task_roles(inputs: Deployed) -> Any:
    """Hand the task's two roles to ECS tasks, and nothing else to nobody else.

    Both the pipeline (registers the task definition) and CodeDeploy (starts
    the tasks) need it.
    """
    group = inputs.group
    return allow(
        "GiveTasksTheirRoles",
        iam_actions.PassRole,
        on=[
            group.task_execution_role_arn.ref(),
            group.has_task_role.when(group.task_role_arn.ref()),
        ],
        only_if=Condition(
            StringEquals({"iam:PassedToService": "ecs-tasks.amazonaws.com"})
        ),
    )


def deployment(
    *,
    inputs: Deployed,
    topic: Topic,
    events: Sequence[Any] = ("DeploymentRollback",),
    told: Switch | Always | None = None,
    artifact: Sub | None = None,
    policy: If | None = None,
) -> Deployment:
    """The group is what CodePipeline's CodeDeployToECS action deploys to.

    The topic hears of the events, where `told` says so. `artifact` are the objects
    with what is deployed, if CodeDeploy reads them itself, and `policy` is what it
    needs for their key.
    """
    application = codedeploy.Application(
        "Application",
        Condition=inputs.controller.uses_code_deploy.name,
        ApplicationName=inputs.naming.of_service("app"),
        ComputePlatform="ECS",
        Tags=inputs.naming.tags(),
    )
    role = _deployment_role(inputs, artifact, topic, told, policy)
    triggers = [
        codedeploy.TriggerConfig(
            TriggerName="rollback",
            TriggerTargetArn=topic.ref(),
            TriggerEvents=list(events),
        )
    ]
    return Deployment(
        application=application,
        deployment_role=role,
        deployment_group=_deployment_group(
            inputs, application, role, told.when(triggers) if told else triggers
        ),
    )


def _deployment_group(
    inputs: Deployed, application: Any, role: iam.Role, triggers: Any
) -> codedeploy.DeploymentGroup:
    settings = inputs.group
    return codedeploy.DeploymentGroup(
        "DeploymentGroup",
        Condition=inputs.controller.uses_code_deploy.name,
        ApplicationName=application.ref(),
        DeploymentGroupName=inputs.naming.of_service("dg"),
        ServiceRoleArn=role.get_att("Arn"),
        DeploymentConfigName=settings.deployment_config_name.ref(),
        DeploymentStyle=codedeploy.DeploymentStyle(
            DeploymentType="BLUE_GREEN", DeploymentOption="WITH_TRAFFIC_CONTROL"
        ),
        ECSServices=[
            codedeploy.ECSService(
                ClusterName=Ref("EcsClusterName"),
                ServiceName=Ref("EcsServiceName"),
            )
        ],
        LoadBalancerInfo=_load_balancer_info(inputs),
        BlueGreenDeploymentConfiguration=_blue_green(inputs),
        AutoRollbackConfiguration=codedeploy.AutoRollbackConfiguration(
            Enabled=True,
            Events=[
                "DEPLOYMENT_FAILURE",
                "DEPLOYMENT_STOP_ON_REQUEST",
                settings.has_rollback_alarms.when("DEPLOYMENT_STOP_ON_ALARM"),
            ],
        ),
        # Always there: without it CodeDeploy keeps the alarms that it had
        # (aws/aws-cdk issue 23307).
        AlarmConfiguration=codedeploy.AlarmConfiguration(
            Enabled=settings.has_rollback_alarms.choose(True, False),
            Alarms=settings.for_each_alarm(lambda name: codedeploy.Alarm(Name=name)),
        ),
        # CodeDeploy's EventBridge events do not tell a rollback from another
        # deployment, its own triggers do (CodeDeploy User Guide, "Monitoring
        # deployments with Amazon SNS event notifications").
        TriggerConfigurations=triggers,
        Tags=inputs.naming.tags(),
    )


def _load_balancer_info(inputs: Deployed) -> codedeploy.LoadBalancerInfo:
    settings = inputs.group
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


def _blue_green(inputs: Deployed) -> codedeploy.BlueGreenDeploymentConfiguration:
    settings = inputs.group
    waits = settings.waits_for_testers
    return codedeploy.BlueGreenDeploymentConfiguration(
        # The approval has been given in the pipeline: go on at once, unless somebody
        # tests by the test listener and then continues.
        DeploymentReadyOption=codedeploy.DeploymentReadyOption(
            ActionOnTimeout=waits.choose("STOP_DEPLOYMENT", "CONTINUE_DEPLOYMENT"),
            WaitTimeInMinutes=waits.choose(settings.test_traffic_wait_minutes.ref(), 0),
        ),
        TerminateBlueInstancesOnDeploymentSuccess=(
            codedeploy.BlueInstanceTerminationOption(
                Action="TERMINATE",
                TerminationWaitTimeInMinutes=(
                    settings.blue_termination_wait_minutes.ref()
                ),
            )
        ),
    )


def _deployment_role(
    inputs: Deployed,
    artifact: Sub | None,
    topic: Topic,
    told: Switch | Always | None,
    policy: If | None,
) -> iam.Role:
    """AWSCodeDeployRoleForECS with every `*` that can be narrowed narrowed."""
    tell = allow("TellOfRollbacks", sns.Publish, on=[topic.ref()])
    read = [allow("ReadRevision", s3.GetObject, s3.GetObjectVersion, on=[artifact])]
    return iam.Role(
        "DeploymentRole",
        Condition=inputs.controller.uses_code_deploy.name,
        Description="What CodeDeploy may do to shift the service to a new version",
        Metadata=reasons(
            "SeeLoadBalancer",
            # CloudWatch API reference, DescribeAlarms.
            SeeAlarms="composite alarms are shown only to who may see every alarm",
        ),
        RoleName=inputs.naming.prefixed("codedeploy-role"),
        AssumeRolePolicyDocument=trust(
            "codedeploy.amazonaws.com",
            on_behalf_of=regional_arn(
                "codedeploy",
                "deploymentgroup:${ServiceName}-app-${EnvironmentSuffix}/*",
            ),
        ),
        PermissionsBoundary=inputs.boundary,
        **({"ManagedPolicyArns": [policy]} if policy else {}),
        Policies=[
            inline_policy(
                "deployment",
                _service_statement(),
                *_load_balancer_statements(inputs),
                pass_task_roles(inputs),
                *([] if told else [tell]),
                *(read if artifact else []),
            ),
            *([told.when(inline_policy("notifications", tell))] if told else []),
            inputs.group.has_rollback_alarms.when(
                inline_policy(
                    "alarms", allow_anywhere("SeeAlarms", cloudwatch.DescribeAlarms)
                )
            ),
            *inputs.hooks.for_each(_hook_policy),
        ],
        Tags=inputs.naming.tags(),
    )


def _hook_policy(name: str) -> iam.Policy:
    """For the function of one parameter, in the version that has no number."""
    return inline_policy(
        name,
        allow(
            "CallHook",
            awslambda.InvokeFunction,
            on=[regional_arn("lambda", f"function:${{{name}}}")],
        ),
    )


def _service_statement() -> Any:
    service = "${EcsClusterName}/${EcsServiceName}"
    return allow(
        "ReplaceTasks",
        ecs.CreateTaskSet,
        ecs.DeleteTaskSet,
        ecs.DescribeServices,
        ecs.UpdateServicePrimaryTaskSet,
        on=[
            regional_arn("ecs", f"service/{service}"),
            regional_arn("ecs", f"task-set/{service}/*"),
        ],
    )


def _load_balancer_statements(inputs: Deployed) -> list[Any]:
    settings = inputs.group
    has_production = settings.has_production_listener
    has_test = settings.has_test_listener
    production = settings.production_listener_arn
    test = settings.test_listener_arn
    return [
        allow_anywhere(
            "SeeLoadBalancer",
            elasticloadbalancing.DescribeListeners,
            elasticloadbalancing.DescribeRules,
            elasticloadbalancing.DescribeTargetGroups,
        ),
        allow(
            "ShiftTraffic",
            elasticloadbalancing.ModifyListener,
            elasticloadbalancing.ModifyRule,
            on=[
                has_production.when(production.ref()),
                has_production.when(_rules_of(production)),
                has_test.when(test.ref()),
                has_test.when(_rules_of(test)),
            ],
        ),
    ]


def _rules_of(listener: Any) -> Sub:
    """The rules of a listener: the same ARN with another resource type."""
    rules = Join(":listener-rule/", Split(":listener/", listener.ref()))
    return Sub("${Rules}/*", Rules=rules)
