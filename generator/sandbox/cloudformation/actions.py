"""The CloudFormation operations that the deployer uses, by their API names."""

from collections.abc import Callable, Mapping

from generator.sandbox.cloudformation import reading, writing
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.cloudformation.request import Answer, Request

ACTIONS: Mapping[str, Callable[[Region, Request], Answer]] = {
    "ContinueUpdateRollback": writing.continue_update_rollback,
    "CreateChangeSet": writing.create_change_set,
    "DeleteChangeSet": writing.delete_change_set,
    "DeleteStack": writing.delete_stack,
    "DescribeChangeSet": reading.describe_change_set,
    "DescribeEvents": reading.describe_events,
    "DescribeStackDriftDetectionStatus": reading.drift_detection_status,
    "DescribeStackEvents": reading.describe_stack_events,
    "DescribeStackResource": reading.describe_stack_resource,
    "DescribeStackResourceDrifts": reading.stack_resource_drifts,
    "DescribeStackResources": reading.describe_stack_resources,
    "DescribeStacks": reading.describe_stacks,
    "DetectStackDrift": writing.detect_stack_drift,
    "ExecuteChangeSet": writing.execute_change_set,
    "GetStackPolicy": reading.get_stack_policy,
    "GetTemplate": reading.get_template,
    "ListChangeSets": reading.list_change_sets,
    "ListExports": reading.list_exports,
    "ListHookResults": reading.list_hook_results,
    "ListStackResources": reading.list_stack_resources,
    "ListStacks": reading.list_stacks,
    "RollbackStack": writing.rollback_stack,
    "SetStackPolicy": writing.set_stack_policy,
    "UpdateTerminationProtection": writing.update_termination_protection,
    "ValidateTemplate": reading.validate_template,
}
