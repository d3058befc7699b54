"""Blue/green deployment of the ECS service by CodeDeploy."""

from dataclasses import dataclass
from typing import Any

from awacs import awslambda, cloudwatch, ecs, elasticloadbalancing, s3, sns
from awacs import iam as iam_actions
from awacs.aws import Condition, StringEquals
from troposphere import Join, Split, Sub, codedeploy, iam
from troposphere.sns import Topic

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    reasons,
    regional_arn,
    trust,
)


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
        "GiveTasksTheirRoles",
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
    *,
    inputs: Inputs,
    store: ArtifactStore,
    reads: str,
    topic: Topic,
    encryption: Encryption,
) -> Deployment:
    """The group is what CodePipeline's CodeDeployToECS action deploys to.

    `reads` is the artifact with what is deployed.
    """
    application = codedeploy.Application(
        "Application",
        Condition=inputs.controller.uses_code_deploy.name,
        ApplicationName=inputs.naming.of_service("app"),
        ComputePlatform="ECS",
        Tags=inputs.naming.tags(),
    )
    role = _deployment_role(inputs, store.objects_of(reads), topic, encryption)
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
    settings = inputs.deployment
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
    inputs: Inputs, artifact: Sub, topic: Topic, encryption: Encryption
) -> iam.Role:
    """AWSCodeDeployRoleForECS with every `*` that can be narrowed narrowed."""
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
        PermissionsBoundary=inputs.protection.boundary,
        ManagedPolicyArns=[encryption.policy],
        Policies=[
            inline_policy(
                "deployment",
                _service_statement(),
                *_load_balancer_statements(inputs),
                pass_task_roles(inputs),
                allow("TellOfRollbacks", sns.Publish, on=[topic.ref()]),
                allow(
                    "ReadRevision",
                    s3.GetObject,
                    s3.GetObjectVersion,
                    on=[artifact],
                ),
            ),
            inputs.deployment.has_rollback_alarms.when(
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


def _load_balancer_statements(inputs: Inputs) -> list[Any]:
    settings = inputs.deployment
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
