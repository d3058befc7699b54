"""CodeDeploy."""

from tests.permissions.rows import regional, row
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.encryption import under_the_key
from tests.permissions.tables.places import (
    BUILT,
    EXECUTION,
    LISTENER,
    READ,
    RULE,
    SERVICE,
    SOURCE,
    TASK,
    TEST_LISTENER,
    TEST_RULE,
    TESTED,
    TO_TASKS,
    VIA_SNS,
    WRITE,
)

ALLOWED = [
    row(
        "DeploymentRole",
        "looks at the service and moves it",
        "ecs:DescribeServices ecs:UpdateServicePrimaryTaskSet",
        regional("ecs", f"service/{SERVICE}"),
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "makes and removes task sets",
        "ecs:CreateTaskSet ecs:DeleteTaskSet",
        regional("ecs", f"task-set/{SERVICE}/ecs-svc-1234"),
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "looks at the load balancer",
        "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeRules "
        "elasticloadbalancing:DescribeTargetGroups",
        "*",
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "shifts traffic",
        "elasticloadbalancing:ModifyListener",
        LISTENER,
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "shifts it by rules",
        "elasticloadbalancing:ModifyRule",
        RULE,
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "shifts test traffic",
        "elasticloadbalancing:ModifyListener",
        TEST_LISTENER,
        needs="by codedeploy, test listener",
    ),
    row(
        "DeploymentRole",
        "shifts it by rules",
        "elasticloadbalancing:ModifyRule",
        TEST_RULE,
        needs="by codedeploy, test listener",
    ),
    row(
        "DeploymentRole",
        "starts tasks with their execution role",
        "iam:PassRole",
        EXECUTION,
        context=TO_TASKS,
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        "starts tasks with their task role",
        "iam:PassRole",
        TASK,
        needs="by codedeploy, task role",
        context=TO_TASKS,
    ),
    row(
        "DeploymentRole",
        "tells of a rollback",
        "sns:Publish",
        "{NotificationTopic}",
        needs="by codedeploy",
    ),
    row(
        "DeploymentRole",
        # Amazon CloudWatch User Guide, "Create a composite alarm": who may see
        # them must have the permission on every alarm.
        "watches alarms, composite ones too",
        "cloudwatch:DescribeAlarms",
        regional("cloudwatch", "alarm:*"),
        needs="by codedeploy, alarm",
    ),
    row(
        "DeploymentRole",
        "calls the hooks",
        "lambda:InvokeFunction",
        *(
            regional("lambda", f"function:{name}")
            for name in ("try-payments", "look-at-payments", "count-payments")
        ),
        needs="by codedeploy, hooks",
    ),
    row(
        "DeploymentRole",
        "reads what the build made",
        READ,
        BUILT,
        needs="by codedeploy",
    ),
    *under_the_key("DeploymentRole", VIA_SNS, needs="by codedeploy, key"),
]


DENIED = [
    *temptations("DeploymentRole"),
    row(
        "DeploymentRole",
        "calls another function",
        "lambda:InvokeFunction",
        regional("lambda", "function:ledger"),
    ),
    row("DeploymentRole", "reads the source", READ, SOURCE),
    row("DeploymentRole", "reads test results", READ, TESTED),
    row("DeploymentRole", "writes artifacts", WRITE, SOURCE, TESTED, BUILT),
    row(
        "DeploymentRole",
        "moves another service",
        "ecs:UpdateServicePrimaryTaskSet ecs:DescribeServices",
        regional("ecs", "service/{EcsClusterName}/ledger"),
        regional("ecs", "service/another/{EcsServiceName}"),
    ),
    row(
        "DeploymentRole",
        "removes another service's tasks",
        "ecs:CreateTaskSet ecs:DeleteTaskSet",
        regional("ecs", "task-set/{EcsClusterName}/ledger/ecs-svc-1234"),
    ),
    row(
        "DeploymentRole",
        "shifts another service's traffic",
        "elasticloadbalancing:ModifyListener",
        LISTENER.replace("f2f7", "ffff"),
    ),
    row(
        "DeploymentRole",
        "shifts another service's traffic by rules",
        "elasticloadbalancing:ModifyRule",
        RULE.replace("f2f7", "ffff"),
    ),
    row(
        "DeploymentRole",
        "changes alarms",
        "cloudwatch:DeleteAlarms cloudwatch:DisableAlarmActions",
        regional("cloudwatch", "alarm:unhealthy"),
    ),
]
