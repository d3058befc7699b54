"""The pipeline template as one stack sees it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from generator.buildspecs import Buildspecs, read_buildspecs
from generator.cloudformation.conditions import exists
from generator.cloudformation.document import Template, from_body
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.values import evaluate
from generator.templates.pipeline import pipeline
from tests.checkout import ROOT

REQUIRED = {
    "EnvironmentSuffix": "dev",
    "GitHubOwner": "example-payments",
    "EcsClusterName": "payment-cluster-dev",
    "EcsServiceName": "payment-service-dev",
    "TaskDefinitionFamily": "payment-family-dev",
    "TaskExecutionRoleArn": "arn:aws:iam::111122223333:role/execution",
    "BlueTargetGroupName": "blue",
    "GreenTargetGroupName": "green",
    "ProductionListenerArn": "arn:aws:elasticloadbalancing:us-east-2:111122223333"
    ":listener/app/payments/50dc/f2f7",
    "NotificationEmail": "payments@example.com",
}
# What a stack in which ECS itself shifts the traffic is given beside them.
BY_ECS = {
    "DeploymentController": "ECS",
    "BlueTargetGroupName": "",
    "GreenTargetGroupName": "",
    "ProductionListenerArn": "",
}
CONNECTION = "arn:aws:codeconnections:us-east-2:111122223333:connection/0d4e"
TEST_LISTENER = REQUIRED["ProductionListenerArn"].replace("f2f7", "3c5e")
# What turns each switch on.
CONNECTED = {"ConnectionArn": CONNECTION}
ECR = {"EcrRepositoryName": "payments/service"}
VPC = {
    "VpcId": "vpc-0a1b2c3d",
    "SubnetIds": "subnet-0a1b2c3d,subnet-0b2c3d4e",
    "SecurityGroupIds": "sg-0a1b2c3d",
}
TASK_ROLE = {"TaskRoleArn": "arn:aws:iam::111122223333:role/task"}
TESTED = {"TestListenerArn": TEST_LISTENER}
HOOKED = {
    "AfterAllowTestTrafficHook": "try-payments",
    "BeforeAllowTrafficHook": "look-at-payments",
    "AfterAllowTrafficHook": "count-payments",
}
ALARMED = {"RollbackAlarmNames": "unhealthy,slow"}
KMS = {"Encryption": "aws:kms"}
SECRET_KEY = {
    "RegistrySecretKeyArn": "arn:aws:kms:us-east-2:111122223333:key/of-the-secret"
}
BASE_IMAGES = {
    "BaseImageRepositoryArns": "arn:aws:ecr:us-east-2:111122223333:repository/hub/*,"
    "arn:aws:ecr:us-east-2:444455556666:repository/base/node"
}
DOCKER_HUB = {"DockerHubSecretName": "shared/docker-hub"}
BUILD_SECRET = {"BuildSecretName": "shared/build"}
SIGNED = {
    "SigningKeyArn": "arn:aws:kms:us-east-2:111122223333:key/that-signs",
}
BUILD_SECRET_KEY = {
    "BuildSecretKeyArn": "arn:aws:kms:us-east-2:111122223333:key/of-the-build"
}
SCANNER_MIRRORS = {
    "ScannerDatabaseRepositoryName": "mirror/trivy-db",
    "ScannerJavaDatabaseRepositoryName": "mirror/trivy-java-db",
}
PACKAGES = {"PackageSecretName": "shared/packages"}
PACKAGES_KEY = {
    "PackageSecretKeyArn": "arn:aws:kms:us-east-2:111122223333:key/of-the-packages"
}
CODE_ARTIFACT = {
    "CodeArtifactRepositoryArn": "arn:aws:codeartifact:us-east-2:444455556666"
    ":repository/payments/npm-store"
}
DATABASE = {"TestDatabase": "postgres"}
ARM = {"CpuArchitecture": "ARM64"}
MAILED = {
    "NotificationEmail2": "on-call@example.com",
    "NotificationEmail3": "releases@example.com",
}
INFORMED = {
    "InformationEmail": "news@example.com",
    "InformationEmail2": "more-news@example.com",
    "InformationEmail3": "all-news@example.com",
}
CHATTED = {"ChatNotifications": "true"}
APPROVERS = {"CreateApproverPolicy": "true"}
ON_CALL = {"AlarmTopicArn": "arn:aws:sns:us-east-2:111122223333:on-call"}
BOUNDED = {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/boundary"}
EVERYTHING = {
    **CONNECTED,
    **ECR,
    **VPC,
    **TASK_ROLE,
    **TESTED,
    **ALARMED,
    **HOOKED,
    **KMS,
    **SECRET_KEY,
    **BOUNDED,
    **ON_CALL,
    **MAILED,
    **INFORMED,
    **CHATTED,
    **APPROVERS,
    **BASE_IMAGES,
    **DOCKER_HUB,
    **BUILD_SECRET,
    **BUILD_SECRET_KEY,
    **SIGNED,
    **SCANNER_MIRRORS,
    **ARM,
    **PACKAGES,
    **PACKAGES_KEY,
    **CODE_ARTIFACT,
    **DATABASE,
}
COMMERCIAL = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-2",
    "AWS::StackId": "arn:aws:cloudformation:us-east-2:111122223333"
    ":stack/payment-service-pipeline-dev/0a1b",
    "AWS::StackName": "payment-service-pipeline-dev",
    "AWS::URLSuffix": "amazonaws.com",
}
CHINA = {
    **COMMERCIAL,
    "AWS::Partition": "aws-cn",
    "AWS::Region": "cn-north-1",
    "AWS::URLSuffix": "amazonaws.com.cn",
}


@cache
def buildspecs() -> Buildspecs:
    return read_buildspecs(ROOT / "buildspecs")


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it: long function names, nothing resolved."""
    data: Mapping[str, Any] = pipeline(buildspecs()).to_dict()
    return data


@dataclass(frozen=True)
class Stack:
    """The resolved template; what only AWS knows is `LogicalId.Attribute`."""

    scope: Scope

    @cached_property
    def resources(self) -> dict[str, Any]:
        """Only those that this stack has."""
        return {
            name: evaluate(resource, self.scope)
            for name, resource in self.scope.template.resources.items()
            if exists(resource, self.scope)
        }

    @cached_property
    def outputs(self) -> dict[str, str]:
        outputs = self.scope.template.outputs
        return {k: evaluate(v["Value"], self.scope) for k, v in outputs.items()}

    def properties(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.resources[name]["Properties"]
        return found

    def of_type(self, kind: str) -> dict[str, Any]:
        """Properties by logical ID."""
        return {
            name: resource["Properties"]
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def statements(self, role: str) -> list[dict[str, Any]]:
        """Everything a role may do, its attached policies included."""
        properties = self.properties(role)
        documents = [each["PolicyDocument"] for each in properties["Policies"]]
        documents += [
            self.properties(name)["PolicyDocument"]
            for name in properties.get("ManagedPolicyArns", [])
        ]
        return [statement for each in documents for statement in each["Statement"]]

    def actions(self, role: str) -> set[str]:
        return {a for each in self.statements(role) for a in each["Action"]}

    def resources_of(self, role: str, action: str) -> list[str]:
        """What a role may use an action on; every statement with it counts."""
        return [
            resource
            for each in self.statements(role)
            if action in each["Action"]
            for resource in each["Resource"]
        ]


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return _stack(_document(), given, pseudo)


def stack_of(
    other: Mapping[str, Any],
    *given: Mapping[str, str],
    pseudo: Mapping[str, str] = COMMERCIAL,
) -> Stack:
    """The same of another template, as troposphere gives it."""
    return _stack(from_body(other), given, pseudo)


def _stack(
    document: Template, given: Sequence[Mapping[str, str]], pseudo: Mapping[str, str]
) -> Stack:
    parameters = dict(REQUIRED)
    for each in given:
        parameters |= each
    values = {**parameter_values(document, parameters), **pseudo}
    return Stack(Scope(document, values, _readable))


@cache
def _document() -> Template:
    return from_body(template())


def _readable(logical_id: str, attribute: str | None) -> str:
    return logical_id if attribute is None else f"{logical_id}.{attribute}"


def every(expression: Any, key: str) -> Iterator[Any]:
    """Every value that stands under `key`, wherever it is."""
    if isinstance(expression, list):
        for item in expression:
            yield from every(item, key)
    elif isinstance(expression, dict):
        for name, value in expression.items():
            if name == key:
                yield value
            yield from every(value, key)


def texts(expression: Any) -> Iterator[str]:
    """Every string in it, keys included."""
    if isinstance(expression, str):
        yield expression
    elif isinstance(expression, list):
        for item in expression:
            yield from texts(item)
    elif isinstance(expression, dict):
        for key, value in expression.items():
            yield key
            yield from texts(value)
