"""The targets of a promotion: each the outputs of a stack of target.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from troposphere import And, Condition, Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.patterns import Pattern
from generator.templates.switch import Always, Switch


@dataclass(frozen=True)
class Target:
    """One ECS service in an account of its own, and when a revision reaches it."""

    number: int
    name: Parameter
    deploy_role_arn: Parameter
    observer_role_arn: Parameter
    region: Parameter
    deployment_controller: Parameter
    ecs_cluster_name: Parameter
    ecs_service_name: Parameter
    code_deploy_application_name: Parameter
    deployment_group_name: Parameter
    approver_email: Parameter
    approval_timeout_minutes: Parameter
    deployment_window: Parameter
    service_url: Parameter
    there: Switch | Always
    is_here: Switch
    uses_code_deploy: Switch
    uses_ecs: Switch
    has_approver: Switch
    has_approver_policy: Switch
    has_window: Switch
    has_url: Switch
    label: str

    @property
    def title(self) -> str:
        """Begins the names of its parameters, and of what is made for it."""
        return f"Target{self.number}"

    @property
    def needed(self) -> Sequence[Parameter]:
        """What a target must have."""
        return (
            self.name,
            self.deploy_role_arn,
            self.observer_role_arn,
            self.ecs_cluster_name,
            self.ecs_service_name,
        )

    @property
    def of_code_deploy(self) -> Sequence[Parameter]:
        """What it has if CodeDeploy shifts the traffic, and only then."""
        return (self.code_deploy_application_name, self.deployment_group_name)


def target(number: int) -> Target:
    """The first must be there; an empty role leaves no trace of another."""
    title = f"Target{number}"
    first = number == 1

    def text(
        name: str,
        pattern: Pattern,
        description: str,
        *,
        needed: bool,
        **limits: int,
    ) -> Parameter:
        if first and needed:
            given: dict[str, Any] = pattern.required
        else:
            given = {"Default": "", **pattern.optional}
        return Parameter(
            f"{title}{name}",
            Type="String",
            Description=description,
            **limits,
            **given,
        )

    def given(switch: str, name: str) -> Switch:
        return Switch(switch, Not(Equals(Ref(f"{title}{name}"), "")))

    controller = f"{title}DeploymentController"
    return Target(
        number=number,
        name=text(
            "Name",
            patterns.TARGET_NAME,
            "What people call it, such as staging; the last part of its stages' names",
            needed=True,
        ),
        deploy_role_arn=text(
            "DeployRoleArn",
            patterns.ONE_ROLE_ARN,
            "Role by which the pipeline deploys there: deployRoleArn of the target's "
            "stack" + ("" if first else "; empty for no such target"),
            needed=True,
        ),
        observer_role_arn=text(
            "ObserverRoleArn",
            patterns.ONE_ROLE_ARN,
            "Role by which a build sees what runs there: observerRoleArn of the "
            "target's stack",
            needed=True,
            MaxLength=128,
        ),
        region=text(
            "Region",
            patterns.REGION,
            "Region of the target's stack if it is OtherRegion; empty for this one",
            needed=False,
            MaxLength=20,
        ),
        deployment_controller=Parameter(
            controller,
            Type="String",
            Default="CODE_DEPLOY",
            AllowedValues=["CODE_DEPLOY", "ECS"],
            Description="Who shifts the traffic there: deploymentController of the "
            "target's stack",
            ConstraintDescription="CODE_DEPLOY or ECS",
        ),
        ecs_cluster_name=text(
            "EcsClusterName",
            patterns.ECS_NAME,
            "Cluster of the service there",
            needed=True,
            MaxLength=100,
        ),
        ecs_service_name=text(
            "EcsServiceName",
            patterns.ECS_NAME,
            "Service there",
            needed=True,
            MaxLength=100,
        ),
        code_deploy_application_name=text(
            "CodeDeployApplicationName",
            patterns.CODE_DEPLOY_NAME,
            "Application there; empty with ECS",
            needed=False,
        ),
        deployment_group_name=text(
            "DeploymentGroupName",
            patterns.CODE_DEPLOY_NAME,
            "Deployment group there; empty with ECS",
            needed=False,
        ),
        approver_email=text(
            "ApproverEmail",
            patterns.EMAIL,
            "Address that is asked to approve each deployment there; empty for none",
            needed=False,
        ),
        approval_timeout_minutes=Parameter(
            f"{title}ApprovalTimeoutMinutes",
            Type="Number",
            Default=10080,
            MinValue=5,
            # CodePipeline API reference, ActionDeclaration: 5 to 86,400.
            MaxValue=86400,
            Description="An approval that nobody gives by then has failed",
            ConstraintDescription="5 to 86400 minutes",
        ),
        deployment_window=text(
            "DeploymentWindow",
            patterns.CRON,
            "When deployments there may begin, such as * * 9-16 ? * MON-THU *; a "
            "revision waits for it; empty for any time",
            needed=False,
        ),
        service_url=text(
            "ServiceUrl",
            patterns.SERVICE_URL,
            "Must answer after a deployment there; empty to ask nothing",
            needed=False,
            MaxLength=128,
        ),
        there=Always() if first else _there(title),
        is_here=_here(title, first=first),
        uses_code_deploy=Switch(
            f"{title}UsesCodeDeploy", Not(Equals(Ref(controller), "ECS"))
        ),
        uses_ecs=Switch(f"{title}UsesEcs", Equals(Ref(controller), "ECS")),
        has_approver=_approved(title, first=first),
        has_approver_policy=Switch(
            f"{title}HasApproverPolicy",
            And(
                Condition(f"{title}HasApprover"),
                Equals(Ref("CreateApproverPolicy"), "true"),
            ),
        ),
        has_window=given(f"{title}HasWindow", "DeploymentWindow"),
        has_url=given(f"{title}HasUrl", "ServiceUrl"),
        label=f"Target {number}",
    )


def _there(title: str) -> Switch:
    """Both of its roles are given; the section Rules refuses one alone."""
    roles = (Ref(f"{title}{role}RoleArn") for role in ("Deploy", "Observer"))
    return Switch(f"Has{title}", And(*(Not(Equals(role, "")) for role in roles)))


def _here(title: str, *, first: bool) -> Switch:
    """It is there, and in the pipeline's own region."""
    own = Equals(Ref(f"{title}Region"), "")
    return Switch(
        f"{title}IsHere", own if first else And(Condition(f"Has{title}"), own)
    )


def _approved(title: str, *, first: bool) -> Switch:
    """There are people who approve, and something to approve."""
    asked = Not(Equals(Ref(f"{title}ApproverEmail"), ""))
    return Switch(
        f"{title}HasApprover", asked if first else And(Condition(f"Has{title}"), asked)
    )
