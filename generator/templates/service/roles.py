"""The roles of the tasks, and of ECS where it shifts the traffic itself."""

from dataclasses import dataclass
from typing import Any

from awacs import ecr, elasticloadbalancing, kms, logs, secretsmanager
from awacs.aws import Allow, Condition, Principal, Statement, StringLike
from awacs.sts import AssumeRole
from troposphere import AccountId, Region, Split, Sub, iam

from generator.templates.policy import (
    allow,
    allow_anywhere,
    arn,
    inline_policy,
    policy_document,
    reasons,
    regional_arn,
    trust,
)
from generator.templates.service.inputs import Inputs
from generator.templates.service.load_balancer import LoadBalancer


@dataclass(frozen=True)
class TaskRoles:
    """Who a task is, and who starts it."""

    task_execution_role: iam.Role
    task_role: iam.Role


@dataclass(frozen=True)
class InfrastructureRole:
    """Who shifts the traffic where the deployment controller is ECS."""

    infrastructure_role: iam.Role


def task_roles(*, inputs: Inputs) -> TaskRoles:
    """The container's own role may do nothing until a policy says what."""
    access = inputs.access
    return TaskRoles(
        task_execution_role=iam.Role(
            "TaskExecutionRole",
            Description="By which ECS pulls the image, reads secrets and writes logs",
            Metadata=reasons("LogInToRegistry"),
            AssumeRolePolicyDocument=_trust_of_tasks(),
            PermissionsBoundary=access.boundary,
            Policies=[
                inline_policy("logs", _write_logs(inputs)),
                access.has_repository.when(
                    inline_policy("image", *_pull_image(inputs))
                ),
                access.has_secrets.when(
                    inline_policy("secrets", _read_secrets(inputs))
                ),
                access.has_secrets_key.when(inline_policy("key", _decrypt(inputs))),
            ],
            Tags=inputs.naming.tags(),
        ),
        task_role=iam.Role(
            "TaskRole",
            Description="What the container itself may do",
            AssumeRolePolicyDocument=_trust_of_tasks(),
            PermissionsBoundary=access.boundary,
            ManagedPolicyArns=[access.has_task_policy.when(_task_policy(inputs))],
            Tags=inputs.naming.tags(),
        ),
    )


def _task_policy(inputs: Inputs) -> Any:
    return inputs.access.task_policy_arn.ref()


def _trust_of_tasks() -> Any:
    """A cluster cannot be named there (ECS Developer Guide, "Task IAM role")."""
    return trust(
        "ecs-tasks.amazonaws.com",
        on_behalf_of=regional_arn("ecs", "*"),
        sid="OnlyForTasksOfThisAccount",
    )


def _write_logs(inputs: Inputs) -> Statement:
    group = inputs.naming.log_group().data["Fn::Sub"]
    return allow(
        "WriteLogs",
        logs.CreateLogStream,
        logs.PutLogEvents,
        on=[regional_arn("logs", f"log-group:{group}:log-stream:*")],
    )


def _pull_image(inputs: Inputs) -> list[Statement]:
    """ECR User Guide, "Private repository policies": what a pull calls.

    An image of another region is pulled by its address, as one of this ("Pulling an
    image to your local environment from an Amazon ECR private repository").
    """
    access = inputs.access
    name = f"${{{access.ecr_repository_name.title}}}"
    return [
        allow_anywhere("LogInToRegistry", ecr.GetAuthorizationToken),
        allow(
            "PullImage",
            ecr.BatchCheckLayerAvailability,
            ecr.BatchGetImage,
            ecr.GetDownloadUrlForLayer,
            on=[
                arn(
                    f"ecr:${{Region}}:${{Account}}:repository/{name}",
                    Region=access.has_repository_region.choose(
                        access.ecr_repository_region.ref(), Region
                    ),
                    Account=access.has_repository_account.choose(
                        access.ecr_repository_account_id.ref(), AccountId
                    ),
                )
            ],
        ),
    ]


def _read_secrets(inputs: Inputs) -> Statement:
    arns: Any = Split(",", inputs.access.secret_arns.ref())
    return allow("ReadSecrets", secretsmanager.GetSecretValue, on=arns)


def _decrypt(inputs: Inputs) -> Statement:
    """Through Secrets Manager, whose domain is not the same in all partitions."""
    return allow(
        "DecryptSecrets",
        kms.Decrypt,
        on=[inputs.access.secrets_key_arn.ref()],
        only_if=Condition(
            StringLike({"kms:ViaService": Sub("secretsmanager.${AWS::Region}.*")})
        ),
    )


def infrastructure_role(
    *, inputs: Inputs, balancer: LoadBalancer
) -> InfrastructureRole:
    """AmazonECSInfrastructureRolePolicyForLoadBalancers, for these resources alone.

    It lets ECS change listeners, too; with rules it changes only those (ECS
    Developer Guide, "Amazon ECS infrastructure IAM role for load balancers"). The
    trust has no condition, as in the guide: no page says that ECS sends
    aws:SourceArn with it, and without the role nothing is deployed. A service's
    role is of the service's account (iam:PassRole).
    """
    role = iam.Role(
        "InfrastructureRole",
        Condition=inputs.deployment.uses_ecs.name,
        Description="By which ECS shifts the traffic of the service",
        Metadata=reasons("SeeLoadBalancer"),
        AssumeRolePolicyDocument=policy_document(
            Statement(
                Sid="OnlyForEcs",
                Effect=Allow,
                Principal=Principal("Service", "ecs.amazonaws.com"),
                Action=[AssumeRole],
            )
        ),
        PermissionsBoundary=inputs.access.boundary,
        Policies=[
            inline_policy(
                "traffic",
                allow_anywhere(
                    "SeeLoadBalancer",
                    elasticloadbalancing.DescribeListeners,
                    elasticloadbalancing.DescribeRules,
                    elasticloadbalancing.DescribeTargetGroups,
                    elasticloadbalancing.DescribeTargetHealth,
                ),
                allow(
                    "MoveTasks",
                    elasticloadbalancing.DeregisterTargets,
                    elasticloadbalancing.RegisterTargets,
                    on=[
                        balancer.blue_target_group.ref(),
                        balancer.green_target_group.ref(),
                    ],
                ),
                allow(
                    "ShiftTraffic",
                    elasticloadbalancing.ModifyListener,
                    on=[
                        balancer.production_listener.ref(),
                        balancer.test_listener.ref(),
                    ],
                ),
                allow(
                    "ShiftTrafficByRules",
                    elasticloadbalancing.ModifyRule,
                    on=[balancer.production_rule.ref(), balancer.test_rule.ref()],
                ),
            )
        ],
        Tags=inputs.naming.tags(),
    )
    return InfrastructureRole(infrastructure_role=role)
