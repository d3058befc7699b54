"""What every answer must hold: one that lacks it is not AWS's own, or cut short."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError

# Operation -> where -> members that must be there. A where is a path through
# maps and lists; "" is the answer itself. Which members these are follows from
# what this package reads by name; whether AWS always sends them from the output
# shapes of botocore 1.44's service models and the API references.
_NEEDED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "get_caller_identity": {"": ("Account", "Arn")},
    "describe_stacks": {
        "": ("Stacks",),
        "Stacks": ("StackId", "StackName", "StackStatus", "CreationTime"),
        "Stacks.Parameters": ("ParameterKey",),
        "Stacks.Tags": ("Key", "Value"),
        "Stacks.Outputs": ("OutputKey", "OutputValue"),
    },
    "list_stacks": {"StackSummaries": ("StackId", "StackStatus")},
    "describe_stack_events": {
        "StackEvents": ("StackId", "Timestamp", "LogicalResourceId")
    },
    "list_stack_resources": {
        "StackResourceSummaries": ("LogicalResourceId", "ResourceType")
    },
    "create_change_set": {"": ("Id",)},
    "describe_change_set": {
        "": ("ChangeSetId", "StackId", "StackName", "Status", "CreationTime"),
        "Changes.ResourceChange": ("LogicalResourceId",),
        "Parameters": ("ParameterKey",),
        "Tags": ("Key", "Value"),
    },
    "list_change_sets": {"Summaries": ("ChangeSetId", "ChangeSetName", "CreationTime")},
    "describe_stack_set": {"": ("StackSet",)},
    "list_stack_instances": {"Summaries": ("Account", "Region")},
    "list_stack_set_auto_deployment_targets": {"Summaries": ("OrganizationalUnitId",)},
    "list_stack_set_operations": {"Summaries": ("OperationId",)},
    "list_stack_set_operation_results": {"Summaries": ("Account", "Region", "Status")},
    "describe_stack_set_operation": {
        "": ("StackSetOperation",),
        "StackSetOperation": ("Status",),
    },
    "update_stack_set": {"": ("OperationId",)},
    "create_stack_instances": {"": ("OperationId",)},
    "detect_stack_set_drift": {"": ("OperationId",)},
    "detect_stack_drift": {"": ("StackDriftDetectionId",)},
    "describe_stack_drift_detection_status": {"": ("DetectionStatus",)},
    "describe_stack_resource_drifts": {
        "StackResourceDrifts": (
            "LogicalResourceId",
            "ResourceType",
            "StackResourceDriftStatus",
        ),
        "StackResourceDrifts.PropertyDifferences": ("PropertyPath",),
    },
    "list_object_versions": {
        "Versions": ("Key", "VersionId"),
        "DeleteMarkers": ("Key", "VersionId"),
    },
    "describe_log_groups": {"logGroups": ("logGroupName", "arn")},
    # What `doctor` and `init` read.
    "describe_clusters": {"": ("clusters",)},
    "describe_target_groups": {"TargetGroups": ("TargetGroupName", "TargetGroupArn")},
    "describe_listeners": {"Listeners": ("ListenerArn", "Port")},
    "describe_rules": {
        "": ("Rules",),
        "Rules.Actions.ForwardConfig.TargetGroups": ("TargetGroupArn",),
    },
    "describe_alarms": {
        "MetricAlarms": ("AlarmName", "StateValue"),
        "CompositeAlarms": ("AlarmName", "StateValue"),
    },
    "list_subscriptions_by_topic": {
        "": ("Subscriptions",),
        "Subscriptions": ("SubscriptionArn", "Endpoint"),
    },
    "describe_repositories": {
        "": ("repositories",),
        "repositories": ("imageTagMutability",),
        "repositories.imageTagMutabilityExclusionFilters": ("filter",),
    },
    "get_role": {"": ("Role",), "Role": ("Arn", "AssumeRolePolicyDocument")},
    "list_service_quotas": {"Quotas": ("QuotaName", "QuotaCode", "Value")},
    "list_connections": {"Connections": ("ConnectionArn",)},
    # What `operations` reads.
    "get_pipeline": {
        "": ("pipeline",),
        "pipeline": ("stages",),
        "pipeline.stages": ("name", "actions"),
        "pipeline.stages.actions": ("name", "actionTypeId"),
        "pipeline.stages.actions.actionTypeId": ("category", "provider"),
    },
    "get_pipeline_state": {
        "": ("stageStates",),
        "stageStates": ("stageName",),
        "stageStates.actionStates": ("actionName",),
    },
    "list_pipeline_executions": {
        "pipelineExecutionSummaries": ("pipelineExecutionId", "status", "startTime")
    },
    "list_action_executions": {
        "actionExecutionDetails": (
            *("pipelineExecutionId", "stageName", "actionName"),
            *("status", "startTime"),
        )
    },
    "start_pipeline_execution": {"": ("pipelineExecutionId",)},
    "rollback_stage": {"": ("pipelineExecutionId",)},
    "get_deployment_group": {
        "": ("deploymentGroupInfo",),
        "deploymentGroupInfo": ("ecsServices",),
        "deploymentGroupInfo.ecsServices": ("clusterName", "serviceName"),
    },
    "batch_get_deployment_targets": {
        "deploymentTargets.ecsTarget.taskSetsInfo": ("identifer",)
    },
    "get_deployment": {"": ("deploymentInfo",)},
    "describe_services": {
        "services": ("status",),
        "services.loadBalancers": ("containerName", "containerPort"),
        "services.taskSets": ("id", "status", "taskDefinition"),
    },
    "describe_task_definition": {
        "": ("taskDefinition",),
        "taskDefinition": ("containerDefinitions",),
        "taskDefinition.containerDefinitions": ("name", "image"),
    },
    "list_service_deployments": {"serviceDeployments": ("serviceDeploymentArn",)},
    "describe_service_deployments": {
        "": ("serviceDeployments",),
        "serviceDeployments": ("status", "targetServiceRevision"),
        "serviceDeployments.targetServiceRevision": ("arn",),
        "serviceDeployments.sourceServiceRevisions": ("arn",),
    },
    "describe_service_revisions": {
        "": ("serviceRevisions",),
        "serviceRevisions": ("taskDefinition",),
    },
    "batch_get_builds": {"builds": ("id", "buildStatus")},
    "get_log_events": {
        "": ("nextBackwardToken",),
        "events": ("message",),
    },
}


# Lists of which AWS may say that there is nothing in them.
_EMPTY = {"clusters", "Subscriptions"}


class UnusableAnswerError(BotoCoreError):
    """What answers is not the service that was asked."""

    fmt = (
        "what answers {operation} is not {service} ({why}): a proxy, or an "
        "AWS_ENDPOINT_URL of another service"
    )


def missing(operation: str, answer: Mapping[str, Any]) -> str:
    """The first member that will be read from the answer and is not there, or ""."""
    for where, members in _NEEDED.get(operation, {}).items():
        for node in _nodes(answer, where.split(".") if where else []):
            for member in members:
                value = node.get(member)
                if value is None or (value == [] and member not in _EMPTY):
                    return f"{where}.{member}".removeprefix(".")
    return ""


def _nodes(node: Any, path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _nodes(each, path)
    elif not path:
        yield node
    elif node.get(path[0]) is not None:
        yield from _nodes(node[path[0]], path[1:])
