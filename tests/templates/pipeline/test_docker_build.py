"""The docker build pushes one image and reads the service that it is for."""

from tests.templates.pipeline.project import variables
from tests.templates.stack import CHINA, ECR, stack, template


def test_the_docker_build_reads_one_secret_by_its_name_and_random_suffix() -> None:
    of = stack({"NamePrefix": "ledger-"})
    assert of.resources_of("DockerBuildRole", "secretsmanager:GetSecretValue") == [
        "arn:aws:secretsmanager:us-east-2:111122223333"
        ":secret:docker-registry-credentials-dev-??????"
    ]
    assert not [each for each in of.actions("DockerBuildRole") if "ecr:" in each]


def test_with_ecr_the_docker_build_pushes_to_one_repository() -> None:
    of = stack(ECR)
    assert "secretsmanager:GetSecretValue" not in of.actions("DockerBuildRole")
    repository = "arn:aws:ecr:us-east-2:111122223333:repository/payments/service"
    pushes = {
        each
        for each in of.actions("DockerBuildRole")
        if each.startswith("ecr:") and each != "ecr:GetAuthorizationToken"
    }
    # Amazon ECR User Guide, "IAM permissions for pushing an image".
    assert {
        "ecr:BatchCheckLayerAvailability",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    } <= pushes
    for action in pushes:
        assert of.resources_of("DockerBuildRole", action) == [repository]


def test_the_docker_build_reads_the_service_that_the_image_is_for() -> None:
    assert stack().resources_of("DockerBuildRole", "ecs:DescribeServices") == [
        "arn:aws:ecs:us-east-2:111122223333"
        ":service/payment-cluster-dev/payment-service-dev"
    ]


def test_the_docker_build_changes_nothing_in_ecs() -> None:
    used = {each for each in stack().actions("DockerBuildRole") if "ecs:" in each}
    assert used == {"ecs:DescribeServices", "ecs:DescribeTaskDefinition"}


def test_registry_credentials_come_from_secrets_manager() -> None:
    found = variables("DockerBuildProject")
    secrets = {
        name: each["Value"]
        for name, each in found.items()
        if each.get("Type") == "SECRETS_MANAGER"
    }
    assert secrets == {
        "REGISTRY_USERNAME": "docker-registry-credentials-dev:username",
        "REGISTRY_PASSWORD": "docker-registry-credentials-dev:password",
        "REGISTRY_URL": "docker-registry-credentials-dev:registry",
    }
    assert "ECR_REGISTRY" not in found


def test_a_secret_of_any_name_is_read_and_no_other() -> None:
    given = {"RegistryCredentialsSecretName": "shared/hub"}
    secrets = {
        each["Value"]
        for each in variables("DockerBuildProject", given).values()
        if each.get("Type") == "SECRETS_MANAGER"
    }
    assert secrets == {
        "shared/hub:username",
        "shared/hub:password",
        "shared/hub:registry",
    }
    action = "secretsmanager:GetSecretValue"
    assert stack(given).resources_of("DockerBuildRole", action) == [
        "arn:aws:secretsmanager:us-east-2:111122223333:secret:shared/hub-??????"
    ]


def test_the_image_of_another_registry_may_have_another_name() -> None:
    found = variables("DockerBuildProject", {"ImageName": "cards/pay"})
    assert found["IMAGE_NAME"]["Value"] == "cards/pay"
    ecr = variables("DockerBuildProject", {"ImageName": "cards/pay"}, ECR)
    assert ecr["IMAGE_NAME"]["Value"] == "payments/service"


def test_services_share_the_registry_secret_whatever_their_prefix() -> None:
    found = variables("DockerBuildProject", {"NamePrefix": "ledger-"})
    value = found["REGISTRY_PASSWORD"]["Value"]
    assert value == "docker-registry-credentials-dev:password"


def test_with_ecr_there_are_no_credentials() -> None:
    found = variables("DockerBuildProject", ECR)
    assert not [name for name in found if name.startswith("REGISTRY_")]
    assert found["IMAGE_NAME"]["Value"] == "payments/service"
    host = found["ECR_REGISTRY"]["Value"]
    assert host == "111122223333.dkr.ecr.us-east-2.amazonaws.com"


def test_ecrs_host_is_the_partitions_own() -> None:
    found = variables("DockerBuildProject", ECR, pseudo=CHINA)
    host = found["ECR_REGISTRY"]["Value"]
    assert host == "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn"


def test_another_registry_has_the_image_under_the_services_name() -> None:
    found = variables("DockerBuildProject", {"ServiceName": "ledger"})
    assert found["IMAGE_NAME"]["Value"] == "ledger"


def test_the_docker_build_knows_scanner_and_deployment() -> None:
    found = {k: v["Value"] for k, v in variables("DockerBuildProject").items()}
    assert found["SCAN_SEVERITY"] == "HIGH"
    assert found["ECS_CLUSTER_NAME"] == "payment-cluster-dev"
    assert found["ECS_SERVICE_NAME"] == "payment-service-dev"
    assert found["CONTAINER_NAME"] == "payment-service"
    assert found["CONTAINER_PORT"] == "8080"


def test_the_scanner_is_pinned_by_digest_because_its_tags_were_once_malicious() -> None:
    assert "@sha256:" in template()["Parameters"]["ScannerImage"]["Default"]
