"""What a pipeline deploys onto: what must hold before and after deployments."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from generator.cloudformation.assertions import broken_assertions
from tests.templates.service.stack import (
    BY_ECS,
    ELSEWHERE,
    EVERYTHING,
    MORE_GROUPS,
    PLAIN,
    REQUIRED,
    stack,
    template,
)
from tests.templates.stack import CHINA, texts
from tests.templates.stack import template as pipeline_template

RESOURCES = template()["Resources"]
ELB = "AWS::ElasticLoadBalancingV2"


def test_the_outputs_are_the_pipelines_parameters() -> None:
    """Whoever deploys this stack writes none of them by hand."""
    theirs = pipeline_template()["Parameters"]
    assert set(template()["Outputs"]) - set(theirs) == {"LoadBalancerDnsName"}
    of_the_service = {
        name
        for name in theirs
        if re.match(r"Ecs(Cluster|Service)|Container|Task|Blue|Green|Rollback", name)
        or name.endswith("ListenerArn")
    }
    of_the_shift = {"BlueTerminationWaitMinutes"}
    assert of_the_service - of_the_shift <= set(template()["Outputs"])


def test_what_both_templates_ask_is_asked_alike() -> None:
    """A name, a port or a pattern that one takes the other takes as well."""
    ours, theirs = template()["Parameters"], pipeline_template()["Parameters"]
    own = {"VpcId", "PermissionsBoundaryArn", "DeploymentController"}
    shared = set(ours) & set(theirs) - own
    assert {"ContainerName", "ContainerPort", "EnvironmentSuffix"} <= shared
    for name in shared:
        for key in ("Type", "Default", "AllowedPattern", "AllowedValues", "MaxValue"):
            assert ours[name].get(key) == theirs[name].get(key), (name, key)


@pytest.mark.parametrize("controller", ["CODE_DEPLOY", "ECS"])
def test_both_target_groups_stand_behind_both_rules(controller: str) -> None:
    of = stack({"DeploymentController": controller})
    for rule in of.of_type(f"{ELB}::ListenerRule").values():
        (action,) = rule["Actions"]
        groups = action["ForwardConfig"]["TargetGroups"]
        assert [each["TargetGroupArn"] for each in groups] == [
            "BlueTargetGroup",
            "GreenTargetGroup",
        ]
        assert sum(int(each["Weight"]) for each in groups) == 100
        (condition,) = rule["Conditions"]
        assert condition["PathPatternConfig"]["Values"] == ["/*"]


def without_tags(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if key != "Tags"}


# Another value of each parameter.
ANOTHER = {
    **EVERYTHING,
    **PLAIN,
    "EnvironmentSuffix": "qa",
    "ServiceName": "ledger",
    "CostCenter": "4711",
    "ClientCidr": "0.0.0.0/0",
    "TestClientCidr": "192.168.0.0/16",
    "LoadBalancerScheme": "internet-facing",
    "DeletionProtection": "true",
    "ContainerName": "ledger",
    "ContainerPort": "3000",
    "HealthCheckPath": "/",
    "TaskCpu": "1024",
    "TaskMemory": "2048",
    "CpuArchitecture": "ARM64",
    "PlaceholderImage": "public.ecr.aws/nginx/nginx:1.28-alpine",
    "BakeTimeMinutes": "60",
    "MinTasks": "3",
    "MaxTasks": "9",
    "CpuTargetPercent": "50",
    "ServerErrorPercent": "1",
    "SlowResponseSeconds": "1",
    "LogRetentionDays": "365",
    "EcrRepositoryRegion": "eu-west-1",
    "VpcId": "vpc-0ffffffff",
    "LoadBalancerSubnetIds": "subnet-0ffffffff",
    "TaskSubnetIds": "subnet-0ffffffff",
}


@pytest.mark.parametrize("rule", ["ProductionRule", "TestRule"])
def test_no_parameter_changes_where_the_traffic_goes(rule: str) -> None:
    """CloudFormation would put all of it back to the blue target group."""
    assert set(ANOTHER) == set(template()["Parameters"])
    before = without_tags(stack().properties(rule))
    for name, value in ANOTHER.items():
        assert without_tags(stack({name: value}).properties(rule)) == before, name


def test_a_certificate_or_a_bigger_task_leaves_the_service_alone() -> None:
    """An update of the service is refused by ECS, or deploys something."""
    at_creation = {
        *("EnvironmentSuffix", "ServiceName", "DeploymentController"),
        *("ContainerName", "ContainerPort"),
        *("TaskSubnetIds", "AdditionalSecurityGroupIds"),
    }
    before = without_tags(stack().properties("Service"))
    changing = {
        name
        for name, value in ANOTHER.items()
        if without_tags(stack({name: value}).properties("Service")) != before
    }
    assert changing == at_creation


def test_target_groups_are_made_anew_by_another_vpc_alone() -> None:
    kind = f"{ELB}::TargetGroup"
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-2", kind).schema
    create_only = {path.split("/")[-1] for path in schema["createOnlyProperties"]}

    def made(*given: Mapping[str, str]) -> dict[str, Any]:
        properties = stack(*given).properties("BlueTargetGroup")
        return {key: properties.get(key) for key in create_only}

    changing = {
        name for name, value in ANOTHER.items() if made({name: value}) != made()
    }
    assert changing == {"VpcId"}


def test_what_a_deployment_changes_is_what_an_update_is_stopped_for() -> None:
    """Whatever is shifted, and whatever an update would send with it."""
    named = set(template()["Metadata"]["ChangedByDeployments"])
    kinds = {
        f"{ELB}::ListenerRule",
        f"{ELB}::TargetGroup",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
    }
    assert named == {n for n, each in RESOURCES.items() if each["Type"] in kinds}


def test_the_service_names_a_family_and_no_revision() -> None:
    """A revision would put the placeholder back with any update."""
    of = stack()
    service, first = of.properties("Service"), of.properties("TaskDefinition")
    assert service["TaskDefinition"] == first["Family"] == "payment-service-dev"
    assert "TaskDefinition" in of.resources["Service"]["DependsOn"]


def test_the_number_of_tasks_is_left_to_scaling() -> None:
    of = stack()
    assert "DesiredCount" not in of.properties("Service")
    target = of.properties("ScalableTarget")
    assert target["ResourceId"] == "service/Cluster/Service.Name"
    assert (target["MinCapacity"], target["MaxCapacity"]) == ("2", "4")


def test_ecs_shifts_by_the_rules_and_rolls_back_at_the_alarms() -> None:
    service = stack(BY_ECS).properties("Service")
    assert service["DeploymentController"] == {"Type": "ECS"}
    configuration = service["DeploymentConfiguration"]
    assert configuration["Strategy"] == "BLUE_GREEN"
    breaker = configuration["DeploymentCircuitBreaker"]
    assert breaker == {"Enable": True, "Rollback": True}
    assert configuration["Alarms"] == {
        "AlarmNames": ["ServerErrorAlarm", "UnhealthyAlarm", "SlowAlarm"],
        "Enable": True,
        "Rollback": True,
    }
    (balancer,) = service["LoadBalancers"]
    assert balancer["AdvancedConfiguration"] == {
        "AlternateTargetGroupArn": "GreenTargetGroup",
        "ProductionListenerRule": "ProductionRule",
        "TestListenerRule": "TestRule",
        "RoleArn": "InfrastructureRole.Arn",
    }


def test_codedeploy_finds_nothing_that_only_ecs_knows() -> None:
    of = stack()
    service = of.properties("Service")
    assert service["DeploymentController"] == {"Type": "CODE_DEPLOY"}
    assert "DeploymentConfiguration" not in service
    assert "AdvancedConfiguration" not in service["LoadBalancers"][0]
    assert "InfrastructureRole" not in of.resources


def test_the_alarms_are_those_that_the_pipeline_takes() -> None:
    of = stack()
    pattern = pipeline_template()["Parameters"]["RollbackAlarmNames"]["AllowedPattern"]
    names = [
        each["AlarmName"] for each in of.of_type("AWS::CloudWatch::Alarm").values()
    ]
    assert re.search(pattern, ",".join(names))
    assert (
        of.outputs["RollbackAlarmNames"] == "ServerErrorAlarm,UnhealthyAlarm,SlowAlarm"
    )


def test_without_a_certificate_nothing_is_made_unless_it_is_asked_for() -> None:
    def refused(**given: str) -> set[str]:
        return {each.rule for each in broken_assertions(stack(given).scope)}

    assert refused() == set()
    assert refused(**PLAIN) == set()
    assert refused(CertificateArn="") == {"TlsUnlessPlain"}
    assert refused(PlainHttp="true") == {"PlainHasNoCertificate"}


@pytest.mark.parametrize(
    ("given", "ports"), [({}, (443, 8443)), (PLAIN, (80, 8080))], ids=["tls", "plain"]
)
def test_the_load_balancer_lets_in_what_its_listeners_wait_for(
    given: dict[str, str], ports: tuple[int, int]
) -> None:
    of = stack(given, {"ClientCidr": "0.0.0.0/0"})
    listeners = ("ProductionListener", "TestListener")
    waits = [int(of.properties(each)["Port"]) for each in listeners]
    ingress = of.properties("LoadBalancerSecurityGroup")["SecurityGroupIngress"]
    assert [(int(each["FromPort"]), each["CidrIp"]) for each in ingress] == [
        (waits[0], "0.0.0.0/0"),
        # The version that nobody has tried yet is not for everybody.
        (waits[1], "10.0.0.0/8"),
    ]
    assert tuple(waits) == ports


def test_tls_is_1_2_at_least_and_plain_http_has_none() -> None:
    assert "TLS13-1-2" in stack().properties("TestListener")["SslPolicy"]
    assert "SslPolicy" not in stack(PLAIN).properties("ProductionListener")


def test_the_load_balancer_may_reach_nothing_but_the_tasks() -> None:
    """The rule that lets a group's members out everywhere is gone with the first."""
    of = stack()
    (egress,) = of.of_type("AWS::EC2::SecurityGroupEgress").values()
    assert egress["DestinationSecurityGroupId"] == "TaskSecurityGroup.GroupId"
    (ingress,) = of.properties("TaskSecurityGroup")["SecurityGroupIngress"]
    assert ingress["SourceSecurityGroupId"] == "LoadBalancerSecurityGroup.GroupId"
    assert ingress["FromPort"] == egress["ToPort"] == "8080"


def test_tasks_have_no_public_address_and_the_groups_that_are_added() -> None:
    def network(*given: dict[str, str]) -> dict[str, Any]:
        service = stack(*given).properties("Service")
        found: dict[str, Any] = service["NetworkConfiguration"]["AwsvpcConfiguration"]
        return found

    assert network()["AssignPublicIp"] == "DISABLED"
    assert network()["SecurityGroups"] == ["TaskSecurityGroup.GroupId"]
    assert network(MORE_GROUPS)["SecurityGroups"] == [
        "TaskSecurityGroup.GroupId",
        "sg-0a1b2c3d",
        "sg-0b2c3d4e",
    ]


def test_the_placeholder_waits_at_the_containers_port(tmp_path: Path) -> None:
    """Its command, by a real shell, with a program in nginx's place."""
    first = stack({"ContainerPort": "3000"}).properties("TaskDefinition")
    (container,) = first["ContainerDefinitions"]
    nginx = tmp_path / "nginx"
    nginx.write_text('#!/bin/sh\necho "$@"\n')
    nginx.chmod(0o755)
    configuration = tmp_path / "default.conf"
    command = container["Command"][0].replace(
        "/etc/nginx/conf.d/default.conf", str(configuration)
    )
    ran = subprocess.run(
        [*container["EntryPoint"], command],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "-g daemon off;\n"
    assert configuration.read_text() == (
        "server { listen 3000; location / { return 200; } }\n"
    )
    assert container["PortMappings"][0]["ContainerPort"] == "3000"


UNTAGGED = {
    "AWS::EC2::SecurityGroupEgress",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
}


def test_everything_that_can_be_tagged_says_whose_it_is() -> None:
    of = stack(EVERYTHING)
    assert set(of.resources) == set(RESOURCES)
    for name, resource in of.resources.items():
        if resource["Type"] in UNTAGGED:
            continue
        tags = resource["Properties"]["Tags"]
        assert {each["Key"]: each["Value"] for each in tags} == {
            "Environment": "dev",
            "Project": "checkout",
            "CostCenter": "payments",
        }, name


def test_no_partition_is_written_down() -> None:
    given = {k: v for k, v in EVERYTHING.items() if "arn:" not in v}
    made = stack(PLAIN, given, pseudo=CHINA).resources
    assert not [text for text in texts(made) if text.startswith("arn:aws:")]


LONGEST = {"EnvironmentSuffix": "e" * 12, "ServiceName": "s" * 40}


@pytest.mark.parametrize(
    ("resource", "key", "limit"),
    [
        ("Cluster", "ClusterName", 255),
        ("Service", "ServiceName", 255),
        ("TaskDefinition", "Family", 255),
        ("ServerErrorAlarm", "AlarmName", 255),
        ("TaskLogGroup", "LogGroupName", 512),
    ],
)
def test_the_longest_name_is_one_that_aws_takes(
    resource: str, key: str, limit: int
) -> None:
    assert len(stack(LONGEST).properties(resource)[key]) <= limit


def test_only_what_a_pipeline_names_has_a_name() -> None:
    """AWS's shortest names, of load balancers and roles, would not fit."""
    named = {
        f"{resource['Type']}.{key}"
        for resource in stack(EVERYTHING).resources.values()
        for key in resource["Properties"]
        if key.endswith(("Name", "Family")) and "LoadBalancer" not in key
    }
    assert named == {
        "AWS::CloudWatch::Alarm.AlarmName",
        "AWS::ECS::Cluster.ClusterName",
        "AWS::ECS::Service.ServiceName",
        "AWS::ECS::TaskDefinition.Family",
        "AWS::Logs::LogGroup.LogGroupName",
        "AWS::ApplicationAutoScaling::ScalingPolicy.PolicyName",
    }


def test_the_required_parameters_are_those_nobody_can_guess() -> None:
    asked = {n for n, each in template()["Parameters"].items() if "Default" not in each}
    assert asked == set(REQUIRED) - {"CertificateArn"}


def test_an_account_of_a_repository_that_has_no_name_is_refused() -> None:
    assert list(broken_assertions(stack(ELSEWHERE).scope)) == []
    (abroad,) = broken_assertions(stack({"EcrRepositoryRegion": "eu-west-1"}).scope)
    assert "EcrRepositoryRegion says nothing" in abroad.description
    nameless = {"EcrRepositoryAccountId": ELSEWHERE["EcrRepositoryAccountId"]}
    (broken,) = broken_assertions(stack(nameless).scope)
    assert broken.rule == "RepositoryIsNamed"
