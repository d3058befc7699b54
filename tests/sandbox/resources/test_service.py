"""What the service template makes can be read back, and stays what it is."""

from collections.abc import Iterator

import pytest

from generator.project import Project
from generator.sandbox import sandbox
from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.templates.service.stack import MORE_GROUPS, REQUIRED

BODY = (ROOT / "templates_out" / "service.yaml").read_text()


def why(aws: Aws) -> list[str]:
    """What failed in the stack."""
    events = aws.client("cloudformation").describe_stack_events(StackName="shop")
    return [
        str(each.get("ResourceStatusReason"))
        for each in events["StackEvents"]
        if "FAILED" in each["ResourceStatus"]
    ]


def deployed(aws: Aws, **given: str) -> dict[str, str]:
    """The outputs of the stack."""
    stack = aws.deploy(BODY, **{**REQUIRED, **given})
    assert stack["StackStatus"] == "CREATE_COMPLETE", why(aws)
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with sandbox(Project(tmp_path_factory.mktemp("sandbox"))) as simulator:
        yield Aws(simulator)


@pytest.fixture(scope="module")
def outputs(aws: Aws) -> dict[str, str]:
    return deployed(aws, **MORE_GROUPS, MinTasks="3")


def test_the_service_runs_behind_the_blue_group(
    aws: Aws, outputs: dict[str, str]
) -> None:
    ecs = aws.client("ecs")
    (service,) = ecs.describe_services(
        cluster=outputs["EcsClusterName"], services=[outputs["EcsServiceName"]]
    )["services"]
    assert service["deploymentController"] == {"type": "CODE_DEPLOY"}
    assert (service["desiredCount"], service["runningCount"]) == (1, 1)
    (balancer,) = service["loadBalancers"]
    assert f"/{outputs['BlueTargetGroupName']}/" in balancer["targetGroupArn"]
    assert balancer["containerPort"] == 8080
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    assert network["subnets"] == REQUIRED["TaskSubnetIds"].split(",")
    first = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    assert first["taskDefinition"]["family"] == outputs["TaskDefinitionFamily"]
    assert first["taskDefinition"]["taskRoleArn"] == outputs["TaskRoleArn"]
    (cluster,) = ecs.describe_clusters(
        clusters=[outputs["EcsClusterName"]], include=["SETTINGS"]
    )["clusters"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]


def test_the_listeners_lead_to_both_groups(aws: Aws, outputs: dict[str, str]) -> None:
    elb = aws.client("elbv2")
    (listener,) = elb.describe_listeners(
        ListenerArns=[outputs["ProductionListenerArn"]]
    )["Listeners"]
    assert (listener["Port"], listener["Protocol"]) == (443, "HTTPS")
    rule = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"][0]
    groups = rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
    assert [each["Weight"] for each in groups] == [100, 0]
    names = [outputs["BlueTargetGroupName"], outputs["GreenTargetGroupName"]]
    found = elb.describe_target_groups(Names=names)["TargetGroups"]
    assert {each["TargetGroupArn"] for each in found} == {
        each["TargetGroupArn"] for each in groups
    }
    assert {each["HealthCheckPath"] for each in found} == {"/health"}
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    assert balancer["DNSName"] == outputs["LoadBalancerDnsName"]
    assert balancer["VpcId"] == REQUIRED["VpcId"]


def test_security_groups_let_in_what_the_template_says(
    aws: Aws, outputs: dict[str, str]
) -> None:
    ec2 = aws.client("ec2")
    found = ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [REQUIRED["VpcId"]]}]
    )["SecurityGroups"]
    by_description = {each["Description"]: each for each in found}
    balancer = by_description["Clients of the load balancer"]
    ports = [each["FromPort"] for each in balancer["IpPermissions"]]
    assert ports == [443, 8443]
    task = next(each for name, each in by_description.items() if "tasks" in name)
    (ingress,) = task["IpPermissions"]
    assert ingress["UserIdGroupPairs"][0]["GroupId"] == balancer["GroupId"]
    (egress,) = task["IpPermissionsEgress"]
    assert egress["FromPort"] == 443


def test_alarms_and_scaling_can_be_read(aws: Aws, outputs: dict[str, str]) -> None:
    names = outputs["RollbackAlarmNames"].split(",")
    alarms = aws.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert len(alarms) == len(names)
    scaling = aws.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")[
        "ScalableTargets"
    ]
    service = f"service/{outputs['EcsClusterName']}/{outputs['EcsServiceName']}"
    assert (target["ResourceId"], target["MinCapacity"]) == (service, 3)
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")[
        "ScalingPolicies"
    ]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60


def test_a_new_certificate_leaves_the_traffic_where_a_deployment_put_it(
    aws: Aws, outputs: dict[str, str]
) -> None:
    elb = aws.client("elbv2")
    listener = outputs["ProductionListenerArn"]
    rule = elb.describe_rules(ListenerArn=listener)["Rules"][0]
    groups = rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
    shifted = [
        {"TargetGroupArn": each["TargetGroupArn"], "Weight": weight}
        for each, weight in zip(groups, (0, 100), strict=True)
    ]
    elb.modify_rule(
        RuleArn=rule["RuleArn"],
        Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": shifted}}],
    )
    another = REQUIRED["CertificateArn"].replace("0d4e4b7c", "1d4e4b7c")
    given = {**REQUIRED, **MORE_GROUPS, "MinTasks": "3", "CertificateArn": another}
    stack = aws.deploy(BODY, "UPDATE", **given)
    assert stack["StackStatus"] == "UPDATE_COMPLETE", why(aws)
    after = elb.describe_rules(ListenerArn=listener)["Rules"][0]
    assert after["Actions"][0]["ForwardConfig"]["TargetGroups"] == shifted
