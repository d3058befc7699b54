"""The AWS account of the tests: what must be there before a pipeline runs."""

import json
from typing import Any
from urllib.request import Request, urlopen

import boto3

from tests.buildspecs.codebuild_project import PSEUDO_PARAMETERS

ACCOUNT = str(PSEUDO_PARAMETERS["AWS::AccountId"])
REGION = str(PSEUDO_PARAMETERS["AWS::Region"])
REGISTRY = "registry.example.com"
ECR_HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
# What no build may ever show. The second is what moto's ECR hands out.
USERNAME, PASSWORD = "pipeline-robot", "s3cr3t-Passw0rd"
ECR_PASSWORD = f"{ACCOUNT}-auth-token"

SECRET = "docker-registry-credentials-dev"
CLUSTER, SERVICE, CONTAINER = (
    "payment-cluster-dev",
    "payment-service-dev",
    "payment-service",
)
SIDECAR = {
    "name": "log-router",
    "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.2",
    "essential": True,
    "cpu": 64,
    "firelensConfiguration": {"type": "fluentbit"},
    "environment": [{"name": "LEVEL", "value": "info"}],
}
# The roles of the task, as the template's parameters name them.
ROLES = {
    "TaskExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/payment-execution-dev",
    "TaskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/payment-task-dev",
}
TASK_DEFINITION = {
    "family": "payment-service-dev",
    "executionRoleArn": ROLES["TaskExecutionRoleArn"],
    "taskRoleArn": ROLES["TaskRoleArn"],
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [
        {
            "name": CONTAINER,
            "image": f"{REGISTRY}/payment-service:before",
            "essential": True,
            "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
        },
        SIDECAR,
    ],
    "tags": [{"key": "CostCenter", "value": "payments"}],
}


def client(service: str, endpoint: str) -> Any:
    """A client of the account."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def open_account(endpoint: str) -> None:
    """Forget what the last test did and make everything afresh."""
    urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")).close()
    client("secretsmanager", endpoint).create_secret(
        Name=SECRET,
        SecretString=json.dumps(
            {"username": USERNAME, "password": PASSWORD, "registry": REGISTRY}
        ),
    )
    client("ecr", endpoint).create_repository(repositoryName="payment-service")
    ecs = client("ecs", endpoint)
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.register_task_definition(**TASK_DEFINITION)
    ecs.create_service(
        cluster=CLUSTER,
        serviceName=SERVICE,
        taskDefinition=TASK_DEFINITION["family"],
        desiredCount=1,
        deploymentController={"type": "CODE_DEPLOY"},
    )
