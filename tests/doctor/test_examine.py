"""A pipeline that is well has no finding, and each break has exactly its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from generator.project import Project
from generator.sandbox import sandbox
from tests.doctor.ward import (
    CONNECTED,
    QUOTA,
    REGISTRY,
    SECRETS,
    Ward,
    connection,
    quota,
)
from tests.odd_answers import KINDS, asked, odd
from tests.sandbox.conftest import Aws
from tests.sandbox.resources.test_service import deployed
from tests.sandbox.samples import ACCOUNT, REGION

NOT_PARAMETERS = {"LoadBalancerDnsName"}
TRUST_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with sandbox(Project(tmp_path_factory.mktemp("ward"))) as simulator:
        aws = Aws(simulator)
        outputs = deployed(aws)
        for name, text in SECRETS.items():
            aws.client("secretsmanager").create_secret(Name=name, SecretString=text)
        yield Ward(
            aws,
            {
                "EnvironmentSuffix": "dev",
                "GitHubOwner": "example-payments",
                "NotificationEmail": "payments@example.com",
                **{k: v for k, v in outputs.items() if k not in NOT_PARAMETERS},
            },
        )


def test_what_is_well_has_no_finding(ward: Ward) -> None:
    (mail,) = ward.wrong()
    assert (mail.check, mail.state) == ("mail", "later")


def test_of_a_pipeline_by_ecs_no_target_group_is_asked(ward: Ward) -> None:
    nothing = dict.fromkeys(
        (
            *("BlueTargetGroupName", "GreenTargetGroupName", "ProductionListenerArn"),
            *("TestListenerArn", "RollbackAlarmNames"),
        ),
        "",
    )
    with another_controller(ward):
        found = ward.findings(DeploymentController="ECS", **nothing)
    checks = {one.check for one in found}
    assert not checks & {"target-group", "listener", "alarm"}
    assert [one for one in found if one.state not in ("ok", "later")] == []


def test_a_connection_needs_no_token(ward: Ward) -> None:
    name = "github-oauth-token-dev"
    checked = {one.subject for one in ward.findings(**CONNECTED)}
    assert name not in checked
    assert CONNECTED["ConnectionArn"] in checked


@contextmanager
def secret(ward: Ward, name: str, text: str | None) -> Iterator[None]:
    client = ward.aws.client("secretsmanager")
    if text is None:
        client.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    else:
        client.put_secret_value(SecretId=name, SecretString=text)
    yield
    if text is None:
        client.restore_secret(SecretId=name)
    client.put_secret_value(SecretId=name, SecretString=SECRETS[name])


REGISTRY_NAME, TOKEN_NAME = SECRETS


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (REGISTRY_NAME, None, "does not exist, or is to be deleted"),
        (REGISTRY_NAME, "r:u:p", "is no JSON"),
        (REGISTRY_NAME, '["u"]', "is no JSON object"),
        (REGISTRY_NAME, json.dumps({**REGISTRY, "password": ""}), "lacks password"),
        (
            REGISTRY_NAME,
            json.dumps({**REGISTRY, "password": "not-shown\n"}),
            "has blanks or a newline around password",
        ),
        (TOKEN_NAME, None, "does not exist, or is to be deleted"),
        (TOKEN_NAME, "ghp_not-shown\n", "ends with a newline"),
        (TOKEN_NAME, "token ghp_not-shown", "has blanks in it"),
        (TOKEN_NAME, '{"token":"ghp_not-shown"}', "holds JSON, not the bare token"),
    ],
)
def test_a_secret_that_does_not_work_is_named_and_never_shown(
    ward: Ward, name: str, text: str | None, says: str
) -> None:
    with secret(ward, name, text):
        found = ward.wrong()
    (one, _) = found
    assert (one.check, one.subject, one.state) == ("secret", name, "wrong")
    assert one.message == says
    assert "aws secretsmanager" in one.mend
    assert "not-shown" not in str([each.as_dict() for each in found])


ANOTHER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/another"
# The parameters that are changed, the checks that then say so, in their order.
PARAMETERS: list[tuple[dict[str, str], list[str], str]] = [
    ({"EcsServiceName": "ledger"}, ["service"], "does not exist"),
    (
        {"ContainerName": "ledger"},
        ["service", "task-definition"],
        "the file says ledger:8080",
    ),
    (
        {"ContainerPort": "3000"},
        ["service", "task-definition"],
        "the file says payment-service:3000",
    ),
    (
        {"TaskDefinitionFamily": "ledger"},
        ["task-definition"],
        "where TaskDefinitionFamily is ledger",
    ),
    (
        {"TaskExecutionRoleArn": ANOTHER_ROLE},
        ["task-definition", "role"],
        f"where TaskExecutionRoleArn is {ANOTHER_ROLE}",
    ),
    ({"TaskRoleArn": ""}, ["task-definition"], "where TaskRoleArn is empty"),
    ({"BlueTargetGroupName": "ledger"}, ["target-group"], "does not exist"),
    ({"RollbackAlarmNames": "ledger"}, ["alarm"], "does not exist"),
]


@pytest.mark.parametrize(("changed", "checks", "says"), PARAMETERS, ids=str)
def test_a_parameter_that_does_not_fit_is_found(
    ward: Ward, changed: dict[str, str], checks: list[str], says: str
) -> None:
    *found, mail = ward.wrong(**changed)
    assert [one.check for one in found] == checks
    assert says in found[0].message
    assert all(one.why and one.mend for one in found)
    assert mail.check == "mail"


def test_a_cluster_that_is_not_there_has_no_service_either(ward: Ward) -> None:
    checks = [one.check for one in ward.wrong(EcsClusterName="ledger")]
    assert checks == ["cluster", "service", "mail"]


def test_a_listener_that_is_not_there_or_leads_elsewhere_is_found(ward: Ward) -> None:
    listener = ward.values["ProductionListenerArn"]
    (gone, _) = ward.wrong(ProductionListenerArn=listener[:-4] + "ffff")
    assert (gone.check, gone.message) == ("listener", "does not exist")
    elb = ward.aws.client("elbv2")
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    made = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=9000,
        DefaultActions=[
            {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
        ],
    )["Listeners"][0]["ListenerArn"]
    (elsewhere, _) = ward.wrong(TestListenerArn=made)
    assert elsewhere.message == "leads to neither target group"
    elb.delete_listener(ListenerArn=made)


def _another_group(ward: Ward, **different: Any) -> dict[str, Any]:
    elb = ward.aws.client("elbv2")
    (blue,) = elb.describe_target_groups(Names=[ward.values["BlueTargetGroupName"]])[
        "TargetGroups"
    ]
    wanted = {
        "Name": "another",
        "Port": 80,
        **{key: blue[key] for key in ("Protocol", "TargetType", "VpcId")},
        **different,
    }
    (made,) = elb.create_target_group(**wanted)["TargetGroups"]
    found: dict[str, Any] = made
    return found


def test_target_groups_that_are_not_alike_or_not_the_services_are_found(
    ward: Ward,
) -> None:
    elb = ward.aws.client("elbv2")
    another = _another_group(ward, TargetType="instance")
    (unlike, _) = ward.wrong(GreenTargetGroupName="another")
    assert unlike.message == "differ in their target type: ip and instance"
    elb.delete_target_group(TargetGroupArn=another["TargetGroupArn"])
    another = _another_group(ward)
    green = ward.values["GreenTargetGroupName"]
    found = ward.wrong(BlueTargetGroupName="another", GreenTargetGroupName=green)
    assert [one.check for one in found] == ["target-group", "mail"]
    assert found[0].message == "neither has the service's tasks"
    elb.delete_target_group(TargetGroupArn=another["TargetGroupArn"])


@contextmanager
def another_controller(ward: Ward) -> Iterator[None]:
    from moto.ecs.models import ecs_backends

    (service,) = ecs_backends[ACCOUNT][REGION].services.values()
    service.deployment_controller = {"type": "ECS"}
    yield
    service.deployment_controller = {"type": "CODE_DEPLOY"}


@contextmanager
def no_tasks(ward: Ward) -> Iterator[None]:
    from moto.ecs.models import ecs_backends

    (service,) = ecs_backends[ACCOUNT][REGION].services.values()
    service.running_count = 0
    yield
    service.running_count = 1


@contextmanager
def untrusted_role(ward: Ward) -> Iterator[None]:
    iam = ward.aws.client("iam")
    name = ward.values["TaskRoleArn"].rsplit("/", 1)[-1]
    before = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    for document in (TRUST_LAMBDA, before):
        iam.update_assume_role_policy(
            RoleName=name, PolicyDocument=json.dumps(document)
        )
        if document is TRUST_LAMBDA:
            yield


@contextmanager
def raised_alarm(ward: Ward) -> Iterator[None]:
    name = ward.values["RollbackAlarmNames"].split(",")[0]
    for state in ("ALARM", "OK"):
        ward.aws.client("cloudwatch").set_alarm_state(
            AlarmName=name, StateValue=state, StateReason="a test"
        )
        if state == "ALARM":
            yield


@contextmanager
def taken_role(ward: Ward) -> Iterator[None]:
    iam = ward.aws.client("iam")
    iam.create_role(
        RoleName="codepipeline-role-dev",
        AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA),
    )
    yield
    iam.delete_role(RoleName="codepipeline-role-dev")


@contextmanager
def taken_log_group(ward: Ward) -> Iterator[None]:
    logs = ward.aws.client("logs")
    logs.create_log_group(logGroupName="/aws/codebuild/unit-test-dev")
    yield
    logs.delete_log_group(logGroupName="/aws/codebuild/unit-test-dev")


@pytest.mark.parametrize(
    ("broken", "check", "says"),
    [
        (
            another_controller,
            "service",
            "has the deployment controller ECS, the pipeline is for CODE_DEPLOY",
        ),
        (no_tasks, "service", "runs 0 of 1 tasks"),
        (untrusted_role, "role", "does not trust ecs-tasks.amazonaws.com"),
        (raised_alarm, "alarm", "is raised"),
        (taken_role, "name", "is taken: the stack would make PipelineRole of that"),
        (taken_log_group, "name", "is taken, and no tag says that it is this"),
    ],
)
def test_what_is_broken_in_the_account_is_found(
    ward: Ward, broken: Callable[[Ward], Any], check: str, says: str
) -> None:
    with broken(ward):
        found = [one for one in ward.wrong() if one.check != "mail"]
    (one,) = found
    assert (one.check, one.state) == (check, "wrong")
    assert says in one.message
    assert one.why
    assert one.mend
    assert [each.check for each in ward.wrong()] == ["mail"]


def test_what_an_earlier_stack_retained_is_its_own(ward: Ward) -> None:
    logs = ward.aws.client("logs")
    name = "/aws/codebuild/unit-test-dev"
    tags = {"Environment": "dev", "Project": "payment-service"}
    logs.create_log_group(logGroupName=name, tags=tags)
    adopted = [one for one in ward.findings() if one.subject == name]
    logs.delete_log_group(logGroupName=name)
    (one,) = adopted
    assert (one.state, one.message) == ("ok", "was retained and will be adopted")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (connection("PENDING"), "is PENDING"),
        (
            {"codeconnections:get_connection": "ResourceNotFoundException"},
            "does not exist in this account and region",
        ),
    ],
)
def test_a_connection_that_nobody_finished_is_found(
    ward: Ward, given: dict[str, Any], says: str
) -> None:
    (one, _) = ward.wrong(given, **CONNECTED)
    assert (one.check, one.state, one.message) == ("connection", "wrong", says)


def test_an_account_that_may_run_no_build_is_found(ward: Ward) -> None:
    (one, _) = ward.wrong(quota(0))
    assert (one.check, one.state, one.message) == ("quota", "wrong", "is 0")
    assert "request-service-quota-increase" in one.mend
    (arm, _) = ward.wrong(CpuArchitecture="ARM64")
    assert (arm.state, arm.subject) == ("unknown", QUOTA.replace("Linux", "ARM"))
    (none, _) = ward.wrong({"service-quotas:list_service_quotas": {"Quotas": []}})
    assert none.state == "unknown"


def test_a_runtime_that_the_image_does_not_have_is_found(ward: Ward) -> None:
    (one, _) = ward.wrong(NodeVersion="16")
    assert (one.check, one.state) == ("runtime", "wrong")
    assert "not 16" in one.message


@pytest.mark.parametrize(
    ("question", "check"),
    [
        ("secretsmanager:get_secret_value", "secret"),
        ("ecs:describe_clusters", "cluster"),
        ("elbv2:describe_rules", "listener"),
        ("iam:get_role", "role"),
        ("cloudwatch:describe_alarms", "alarm"),
        ("service-quotas:list_service_quotas", "quota"),
    ],
)
def test_what_may_not_be_seen_is_unknown_and_not_well(
    ward: Ward, question: str, check: str
) -> None:
    found = ward.wrong({question: "AccessDeniedException"})
    refused = [one for one in found if one.check == check]
    assert refused
    assert {one.state for one in refused} == {"unknown"}
    assert question in refused[0].message
    assert question in refused[0].mend


def test_after_the_deployment_the_mail_has_to_be_confirmed(ward: Ward) -> None:
    sns = ward.aws.client("sns")
    topic = sns.create_topic(Name="pipeline-notifications-dev")["TopicArn"]
    stack = {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]}

    def mail(*subscriptions: dict[str, str]) -> tuple[str, str]:
        given = {
            "cloudformation:describe_stacks": stack,
            "sns:list_subscriptions_by_topic": {"Subscriptions": subscriptions},
        }
        (one,) = [one for one in ward.findings(given) if one.check == "mail"]
        return one.state, one.message

    address = {"Endpoint": ward.values["NotificationEmail"]}
    pending = {**address, "SubscriptionArn": "PendingConfirmation"}
    confirmed = {**address, "SubscriptionArn": f"{topic}:4f1d"}
    assert mail() == ("wrong", "is not subscribed")
    assert mail(pending) == ("wrong", "has not confirmed its subscription")
    assert mail(confirmed) == ("ok", "has confirmed its subscription")
    sns.delete_topic(TopicArn=topic)


def test_each_address_has_to_be_confirmed(ward: Ward) -> None:
    topic = ward.aws.client("sns").create_topic(Name="pipeline-notifications-dev")
    given = {
        "cloudformation:describe_stacks": {"Stacks": [{"StackStatus": "OK"}]},
        "sns:list_subscriptions_by_topic": {
            "Subscriptions": [
                {
                    "Endpoint": ward.values["NotificationEmail"],
                    "SubscriptionArn": f"{topic['TopicArn']}:4f1d",
                }
            ]
        },
    }
    found = ward.findings(given, NotificationEmail3="on-call@example.com")
    mail = {one.subject: one.state for one in found if one.check == "mail"}
    assert mail == {
        ward.values["NotificationEmail"]: "ok",
        "on-call@example.com": "wrong",
    }


FILTER = {"filterType": "WILDCARD", "filter": "latest"}
# What the parameter says, how the repository's tags are, what moves in spite of that.
MUTABILITY = [
    ("MUTABLE", "MUTABLE", [], ""),
    ("IMMUTABLE", "IMMUTABLE", [], ""),
    ("MUTABLE", "IMMUTABLE_WITH_EXCLUSION", [FILTER], ""),
    ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", [FILTER], ""),
    ("MUTABLE", "IMMUTABLE", [], "latest does not move"),
    ("MUTABLE", "MUTABLE_WITH_EXCLUSION", [FILTER], "latest does not move"),
    ("IMMUTABLE", "MUTABLE", [], "that of a commit moves"),
    (
        "IMMUTABLE",
        "IMMUTABLE_WITH_EXCLUSION",
        [{**FILTER, "filter": "*"}],
        "that of a commit moves",
    ),
]


@pytest.mark.parametrize(("told", "is_there", "filters", "says"), MUTABILITY)
def test_a_repository_whose_tags_do_not_do_what_the_parameter_says_is_found(
    ward: Ward, told: str, is_there: str, filters: list[Any], says: str
) -> None:
    found = {
        "imageTagMutability": is_there,
        "imageTagMutabilityExclusionFilters": filters,
    }
    answer = {"ecr:describe_repositories": {"repositories": [found]}}
    *wrong, mail = ward.wrong(
        answer, EcrRepositoryName="payments", ImageTagMutability=told
    )
    assert [one.check for one in wrong] == ["repository"] * bool(says)
    for one in wrong:
        assert (one.subject, one.state) == ("payments", "wrong")
        assert says in one.message
        assert one.why
        assert one.mend
    assert mail.check == "mail"


def test_a_repository_that_is_not_there_is_found_and_one_that_is_read(
    ward: Ward,
) -> None:
    (gone, _) = ward.wrong(EcrRepositoryName="ledger")
    assert (gone.check, gone.state) == ("repository", "wrong")
    assert gone.message == "does not exist in this account and region"
    ward.aws.client("ecr").create_repository(
        repositoryName="ledger", imageTagMutability="IMMUTABLE"
    )
    (kept, _) = ward.wrong(EcrRepositoryName="ledger")
    assert "its tags are IMMUTABLE" in kept.message
    (mail,) = ward.wrong(EcrRepositoryName="ledger", ImageTagMutability="IMMUTABLE")
    assert mail.check == "mail"


def test_an_odd_answer_is_a_finding(ward: Ward) -> None:
    with asked() as operations:
        ward.findings()
    assert "DescribeRules" in operations
    for operation in operations - {"GetCallerIdentity"}:
        for kind in KINDS:
            with odd(operation, kind):
                # A traceback would be one.
                assert ward.findings(), f"{operation}: {kind}"


def test_a_service_of_an_external_controller_is_told_so(ward: Ward) -> None:
    answer = ward.aws.client("ecs").describe_services(
        cluster=ward.values["EcsClusterName"], services=[ward.values["EcsServiceName"]]
    )
    (service,) = answer["services"]
    del service["taskDefinition"]
    service["deploymentController"] = {"type": "EXTERNAL"}
    found = ward.wrong({"ecs:describe_services": {"services": [service]}})
    assert "EXTERNAL" in next(one.message for one in found if one.check == "service")
