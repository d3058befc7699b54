"""Every parameter and switch of the target template."""

from dataclasses import dataclass

from troposphere import (
    And,
    AWSHelperFn,
    Condition,
    Equals,
    If,
    Not,
    Parameter,
    Ref,
)

from generator.templates import patterns
from generator.templates.pipeline.inputs.addresses import Address, addresses
from generator.templates.pipeline.inputs.controller import Controller, controller
from generator.templates.pipeline.inputs.deployment import (
    GroupInputs,
    ecs_cluster_name,
    ecs_service_name,
    group_inputs,
)
from generator.templates.pipeline.inputs.hooks import HookInputs, hook_inputs
from generator.templates.pipeline.inputs.naming import Naming, naming
from generator.templates.policy import account_of
from generator.templates.switch import Always, Switch


@dataclass(frozen=True)
class ToolsInputs:
    """Who comes from the account of the pipeline, and where its artifacts are."""

    pipeline_role_arn: Parameter
    rollout_role_arn: Parameter
    artifact_bucket_name: Parameter
    label: str = "Promotion pipeline"

    @property
    def account(self) -> AWSHelperFn:
        """The account of the pipeline, and so of its bucket and key."""
        return account_of(self.pipeline_role_arn)


@dataclass(frozen=True)
class ServiceInputs:
    """The ECS service, and how it is deployed."""

    ecs_cluster_name: Parameter
    ecs_service_name: Parameter
    group: GroupInputs
    label: str = "Deployment"


@dataclass(frozen=True)
class OperationsInputs:
    """Who hears of rollbacks, and the limit of every role."""

    notification_emails: tuple[Address, ...]
    permissions_boundary_arn: Parameter
    has_boundary: Switch
    label: str = "Notifications and protection"

    @property
    def tells_of_deployments(self) -> Switch | Always:
        """Whether there is a topic, which somebody hears."""
        return self.notification_emails[0].there


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    tools: ToolsInputs
    controller: Controller
    service: ServiceInputs
    hooks: HookInputs
    operations: OperationsInputs

    @property
    def group(self) -> GroupInputs:
        """What the deployment group is made of."""
        return self.service.group

    @property
    def boundary(self) -> If:
        """The permissions boundary of every role, if there is one."""
        given = self.operations
        return given.has_boundary.when(given.permissions_boundary_arn.ref())


def inputs() -> Inputs:
    """All of them."""
    return Inputs(
        naming=naming(),
        tools=_tools(),
        controller=controller(),
        service=ServiceInputs(
            ecs_cluster_name=ecs_cluster_name(),
            ecs_service_name=ecs_service_name(),
            group=group_inputs(),
        ),
        hooks=hook_inputs(),
        operations=_operations(),
    )


def _tools() -> ToolsInputs:
    """Names, so that this stack can be made before the pipeline."""
    return ToolsInputs(
        pipeline_role_arn=Parameter(
            "PipelineRoleArn",
            Type="String",
            Description="Role of the promotion pipeline in its own account, which "
            "alone may deploy by the role DeployRole; it may be made later",
            **patterns.ONE_ROLE_ARN.required,
        ),
        rollout_role_arn=Parameter(
            "RolloutRoleArn",
            Type="String",
            Description="Role of the pipeline's build Rollout, which alone may look "
            "at what runs by the role ObserverRole; it may be made later",
            **patterns.ONE_ROLE_ARN.required,
        ),
        artifact_bucket_name=Parameter(
            "ArtifactBucketName",
            Type="String",
            Description="Bucket of the pipeline's artifacts, in the account of its "
            "role and in this region",
            **patterns.BUCKET.required,
        ),
    )


def _operations() -> OperationsInputs:
    return OperationsInputs(
        notification_emails=addresses(
            "NotificationEmail",
            "Address that hears from CodeDeploy of rollbacks here, once it has "
            "confirmed its subscription; the pipeline tells of everything else; empty "
            "for none",
            there=Switch(
                "TellsOfDeployments",
                And(
                    Condition("UsesCodeDeploy"),
                    Not(Equals(Ref("NotificationEmail"), "")),
                ),
            ),
        ),
        permissions_boundary_arn=Parameter(
            "PermissionsBoundaryArn",
            Type="String",
            Default="",
            Description="Permissions boundary of every role; empty for none",
            **patterns.POLICY_ARN.optional,
        ),
        has_boundary=Switch(
            "HasBoundary", Not(Equals(Ref("PermissionsBoundaryArn"), ""))
        ),
    )
