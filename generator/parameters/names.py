"""The physical names that a stack gives its resources, before they exist."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from generator.cloudformation.document import Template
from generator.cloudformation.references import among
from generator.parameters.checks.secrets import display
from generator.parameters.expressions import (
    is_made,
    known_text,
    properties,
    stack_scope,
)
from generator.parameters.model import ParameterFile, Place

Reach = Literal["one region", "one account", "all accounts"]


@dataclass(frozen=True)
class NameRule:
    """How long a name of a kind may be, of what, and where it must be unique."""

    what: str
    property: str
    longest: int
    characters: str
    scope: Reach = "one region"


# [CloudFormation registry schemas, maxLength and pattern; the quota pages of
# each service's user guide; S3 user guide, "Bucket naming rules"]
RULES = {
    # Of a service without regions.
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": NameRule(
        "chat configuration",
        "ConfigurationName",
        128,
        r"[A-Za-z0-9_-]+",
        "one account",
    ),
    "AWS::Chatbot::SlackChannelConfiguration": NameRule(
        "chat configuration",
        "ConfigurationName",
        128,
        r"[A-Za-z0-9_-]+",
        "one account",
    ),
    "AWS::CloudWatch::Alarm": NameRule("alarm", "AlarmName", 255, r".+"),
    "AWS::CodeBuild::Project": NameRule(
        "build project", "Name", 150, r"[A-Za-z0-9][\w-]+"
    ),
    "AWS::CodeBuild::ReportGroup": NameRule("report group", "Name", 128, r"[^:]{2,}"),
    "AWS::CodeConnections::Connection": NameRule(
        "connection", "ConnectionName", 32, r".+"
    ),
    "AWS::CodeDeploy::Application": NameRule(
        "CodeDeploy application", "ApplicationName", 100, r"[\w+=,.@-]+"
    ),
    "AWS::CodeDeploy::DeploymentConfig": NameRule(
        "deployment configuration", "DeploymentConfigName", 100, r"[\w+=,.@-]+"
    ),
    "AWS::CodePipeline::Pipeline": NameRule("pipeline", "Name", 100, r"[\w.@-]+"),
    "AWS::CodePipeline::Webhook": NameRule("webhook", "Name", 100, r"[\w.@-]+"),
    "AWS::CodeStarConnections::Connection": NameRule(
        "connection", "ConnectionName", 32, r".+"
    ),
    "AWS::CodeStarNotifications::NotificationRule": NameRule(
        "notification rule", "Name", 64, r"[\w -]+"
    ),
    "AWS::ECR::Repository": NameRule(
        "repository", "RepositoryName", 256, r"[a-z0-9]+([._/-][a-z0-9]+)*"
    ),
    "AWS::Events::Rule": NameRule("event rule", "Name", 64, r"[\w.-]+"),
    "AWS::IAM::ManagedPolicy": NameRule(
        "managed policy", "ManagedPolicyName", 128, r"[\w+=,.@-]+", "one account"
    ),
    "AWS::IAM::Role": NameRule(
        "IAM role", "RoleName", 64, r"[\w+=,.@-]+", "one account"
    ),
    "AWS::KMS::Alias": NameRule("key alias", "AliasName", 256, r"alias/[\w/-]+"),
    "AWS::Lambda::Function": NameRule("function", "FunctionName", 64, r"[\w-]+"),
    "AWS::Logs::LogGroup": NameRule("log group", "LogGroupName", 512, r"[\w./#-]+"),
    "AWS::S3::Bucket": NameRule(
        "bucket", "BucketName", 63, r"[a-z0-9][a-z0-9.-]+[a-z0-9]", "all accounts"
    ),
    "AWS::SecretsManager::Secret": NameRule("secret", "Name", 512, r"[\w/+=.@-]+"),
    "AWS::SNS::Topic": NameRule("topic", "TopicName", 256, r"[\w-]+(\.fifo)?"),
    "AWS::SQS::Queue": NameRule("queue", "QueueName", 80, r"[\w-]+(\.fifo)?"),
    "AWS::SSM::Parameter": NameRule(
        "Systems Manager parameter", "Name", 1011, r"[\w./-]+"
    ),
}


@dataclass(frozen=True)
class PhysicalName:
    """One resource's name, and where the value stands that shapes it most."""

    file: ParameterFile
    kind: str
    logical_id: str
    name: str
    expression: Any
    place: Place

    @property
    def rule(self) -> NameRule:
        """What holds for names of this kind."""
        return RULES[self.kind]

    @property
    def owner(self) -> tuple[str, ...]:
        """Two resources of one owner cannot be: kind, where, and name."""
        environment = self.file.environment
        where = {
            "one region": (environment.account, environment.region),
            "one account": (environment.account,),
            "all accounts": (environment.partition,),
        }[self.rule.scope]
        return (self.rule.what, *where, self.name)

    @property
    def problem(self) -> str:
        """Why AWS would not take the name, or nothing."""
        made = (
            f"{self.logical_id} would be a {self.rule.what} called {display(self.name)}"
        )
        if len(self.name) > self.rule.longest:
            return f"{made}, {len(self.name)} characters; AWS takes {self.rule.longest}"
        if not re.fullmatch(self.rule.characters, self.name, re.ASCII):
            return f"{made}, which has characters that AWS does not take there"
        return ""


def physical_names(file: ParameterFile, template: Template) -> Iterator[PhysicalName]:
    """The names that the stack of a file would give to its resources.

    A resource whose condition is false makes nothing; a name that only AWS
    knows, or makes up, cannot clash here and is left out.
    """
    scope = stack_scope(file, template)
    for logical_id, resource in template.resources.items():
        kind = str(resource.get("Type"))
        if kind not in RULES or not is_made(resource, scope):
            continue
        expression = _expression(properties(resource), RULES[kind].property)
        name = known_text(expression, scope)
        if name is None:
            continue
        yield PhysicalName(
            file, kind, logical_id, name, expression, _place(file, template, expression)
        )


def _expression(given: Mapping[str, Any], attribute: str) -> Any:
    prefix = given.get("BucketNamePrefix")
    if prefix is None:
        return given.get(attribute)
    # CloudFormation adds the rest, so that no other account can have the name
    # [S3 user guide, "Namespaces for general purpose buckets"].
    return {
        "Fn::Join": [
            "-",
            [prefix, {"Ref": "AWS::AccountId"}, {"Ref": "AWS::Region"}, "an"],
        ]
    }


def _place(file: ParameterFile, template: Template, expression: Any) -> Place:
    """The first value of the file itself that the name is made from."""
    own = (
        file.place_of(name)
        for name in among(expression, template.parameters)
        if file.place_of(name).file == str(file.path)
    )
    return next(own, file.place)
