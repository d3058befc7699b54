from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def test_the_deployment_group_is_read_back_blue_and_green(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    group = aws.client("codedeploy").get_deployment_group(
        applicationName="payment-service-app-dev",
        deploymentGroupName="payment-service-dg-dev",
    )["deploymentGroupInfo"]
    assert group["deploymentStyle"]["deploymentType"] == "BLUE_GREEN"
    assert group["ecsServices"] == [
        {"clusterName": "payments", "serviceName": "payment"}
    ]
    (pair,) = group["loadBalancerInfo"]["targetGroupPairInfoList"]
    assert [g["name"] for g in pair["targetGroups"]] == ["blue", "green"]
    application = aws.client("codedeploy").get_application(
        applicationName="payment-service-app-dev"
    )["application"]
    assert application["computePlatform"] == "ECS"


def test_a_changed_deployment_group_is_made_anew(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    aws.deploy(PIPELINE.replace("ECSCanary10Percent5Minutes", "ECSAllAtOnce"), "UPDATE")
    client = aws.client("codedeploy")
    groups = client.list_deployment_groups(applicationName="payment-service-app-dev")
    assert groups["deploymentGroups"] == ["payment-service-dg-dev"]
    group = client.get_deployment_group(
        applicationName="payment-service-app-dev",
        deploymentGroupName="payment-service-dg-dev",
    )["deploymentGroupInfo"]
    assert group["deploymentConfigName"] == "CodeDeployDefault.ECSAllAtOnce"


def test_a_deleted_stack_leaves_no_application(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    aws.client("cloudformation").delete_stack(StackName="shop")
    assert aws.client("codedeploy").list_applications()["applications"] == []
    assert aws.client("codebuild").list_projects()["projects"] == []
