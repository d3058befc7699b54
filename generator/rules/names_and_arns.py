"""Names and ARNs: each where AWS takes it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.cloudformation.schemas import returned
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._expressions import literal
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, resources
from generator.rules._pipelines import PIPELINE, Action, configured

# Where AWS takes a name and no ARN, by the description of the property in the
# CloudFormation template reference and in the API it belongs to (CodeDeploy:
# TargetGroupInfo, ECSService, Alarm; CodeBuild: CloudWatchLogsConfig).
NAMES: Mapping[str, Sequence[str]] = {
    "AWS::CodeBuild::Project": ("LogsConfig.CloudWatchLogs.GroupName",),
    "AWS::CodeDeploy::DeploymentGroup": (
        "AlarmConfiguration.Alarms.Name",
        "ApplicationName",
        "DeploymentConfigName",
        "ECSServices.ClusterName",
        "ECSServices.ServiceName",
        "LoadBalancerInfo.TargetGroupInfoList.Name",
        "LoadBalancerInfo.TargetGroupPairInfoList.TargetGroups.Name",
    ),
    PIPELINE: ("ArtifactStore.Location", "ArtifactStores.ArtifactStore.Location"),
    "AWS::IAM::InstanceProfile": ("Roles",),
    "AWS::IAM::ManagedPolicy": ("Groups", "Roles", "Users"),
    "AWS::IAM::Policy": ("Groups", "Roles", "Users"),
    "AWS::CloudTrail::Trail": ("S3BucketName",),
    "AWS::CodePipeline::Webhook": ("TargetPipeline",),
    "AWS::ECS::TaskDefinition": (
        "ContainerDefinitions.LogConfiguration.Options.awslogs-group",
    ),
    "AWS::Logs::MetricFilter": ("LogGroupName",),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName",),
    "AWS::S3::Bucket": ("LoggingConfiguration.DestinationBucketName",),
    "AWS::S3::BucketPolicy": ("Bucket",),
}
# Where AWS takes an ARN and no name (the same sources).
ARNS: Mapping[str, Sequence[str]] = {
    "AWS::CloudWatch::Alarm": ("AlarmActions", "OKActions"),
    "AWS::CloudWatch::CompositeAlarm": ("AlarmActions", "OKActions"),
    "AWS::CodeBuild::Project": ("ServiceRole",),
    "AWS::CodeDeploy::DeploymentGroup": (
        "LoadBalancerInfo.TargetGroupPairInfoList.ProdTrafficRoute.ListenerArns",
        "LoadBalancerInfo.TargetGroupPairInfoList.TestTrafficRoute.ListenerArns",
        "ServiceRoleArn",
        "TriggerConfigurations.TriggerTargetArn",
    ),
    PIPELINE: ("RoleArn", "Stages.Actions.RoleArn"),
    "AWS::ECS::Service": ("LoadBalancers.TargetGroupArn",),
    "AWS::ECS::TaskDefinition": ("ExecutionRoleArn", "TaskRoleArn"),
    "AWS::Events::Rule": ("Targets.Arn", "Targets.DeadLetterConfig.Arn"),
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn",),
    "AWS::Lambda::Function": ("DeadLetterConfig.TargetArn",),
    "AWS::SNS::Subscription": ("TopicArn",),
    "AWS::SNS::TopicPolicy": ("Topics",),
    "AWS::SQS::Queue": ("RedrivePolicy.deadLetterTargetArn",),
}
# Where AWS takes the URL of a queue.
URLS: Mapping[str, Sequence[str]] = {"AWS::SQS::QueuePolicy": ("Queues",)}
# The same for settings of actions (CodePipeline User Guide, "Action structure
# reference").
_OF_ACTIONS = {
    "CodeBuild": {"ProjectName": "name"},
    "CodeDeploy": {"ApplicationName": "name", "DeploymentGroupName": "name"},
    "CodeDeployToECS": {"ApplicationName": "name", "DeploymentGroupName": "name"},
    "CodeStarSourceConnection": {"ConnectionArn": "arn"},
    "ECR": {"RepositoryName": "name"},
    "ECS": {"ClusterName": "name", "ServiceName": "name"},
    "Manual": {"NotificationArn": "arn"},
    "S3": {"BucketName": "name", "S3Bucket": "name"},
    "StepFunctions": {"StateMachineArn": "arn"},
}
_CALLED = {"arn": "an ARN", "name": "a name", "url": "a URL"}
_WANTED = {"arn": "the ARN", "name": "the name", "url": "the URL"}
# A text that is one reference: `${Id}` or `${Id.Attribute}`.
_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")


class NamesAndArnsAreNotMixedUp(HouseRule):
    """A name stands where AWS takes a name, an ARN where AWS takes an ARN.

    What Ref and GetAtt return is fixed for each type: Ref of a target group or of
    an ECS service is its ARN, of a role or cluster its name, of a queue its URL. The
    other one passes CloudFormation's own checks, and is refused or not found when the
    resource is made or used.
    """

    id = "E9957"
    page = (
        "AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref"
        ".html"
    )
    tags = ["resources", "references"]
    resource_types = tuple(sorted({*NAMES, *ARNS, *URLS}))

    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "{Name: payment-blue}",
        "{Name: arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/a/b}",
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for node, wanted in _places(template):
            found = form(node)
            if found not in ("", wanted):
                yield (
                    node,
                    f"{node.text} is {_CALLED[found]}; AWS takes {_WANTED[wanted]} "
                    "here",
                )


def form(node: Node) -> str:
    """Whether a value is an `arn`, `name` or `url`; empty if that is not known."""
    if found := _REFERENCE.fullmatch(node.text):
        body = node.template.get_resources().get(found[1], {})
        return returned(node.template.regions[0], body.get("Type", ""), found[2] or "")
    if node.text.startswith("arn:"):
        return "arn"
    is_whole = node.text and literal(node.text) == node.text
    return "name" if is_whole and not re.search(r"[:#{]", node.text) else ""


def _places(template: Any) -> Iterator[tuple[Node, str]]:
    """Every value that must be a name, an ARN or a URL, and which of them."""
    for wanted, table in (("name", NAMES), ("arn", ARNS), ("url", URLS)):
        for resource in resources(template, *table):
            for path in table[resource.type]:
                for node in resource.properties.leaves(path):
                    yield node, wanted
    for owner in configured(template):
        kinds = _OF_ACTIONS.get(owner.provider, {})
        for key, node in (owner.settings or {}).items():
            if key in kinds and isinstance(owner, Action):
                yield node, kinds[key]
