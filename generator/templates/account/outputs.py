"""What environments.toml and the workflows want to know of the account's stack."""

from typing import Any

from troposphere import Output

from generator.templates.account.boundary import Boundary
from generator.templates.account.bucket import TemplateStore
from generator.templates.account.cloudformation_role import CloudFormationRole
from generator.templates.account.github import GitHub
from generator.templates.account.inputs import Inputs


def outputs(
    *,
    inputs: Inputs,
    store: TemplateStore,
    boundary: Boundary,
    cloudformation: CloudFormationRole,
    github: GitHub,
) -> tuple[Output, ...]:
    """The bucket always; the rest where there is a repository."""

    def with_repository(name: str, description: str, value: Any) -> Output:
        return Output(
            name,
            Condition=inputs.github.has_repository.name,
            Description=description,
            Value=value,
        )

    return (
        Output(
            "templateBucketName",
            Description="Bucket for templates that are too long for a call",
            Value=store.template_bucket.ref(),
        ),
        with_repository(
            "permissionsBoundaryArn",
            "Boundary that every role of a stack must have",
            boundary.permissions_boundary.ref(),
        ),
        with_repository(
            "cloudFormationRoleArn",
            "Role that CloudFormation makes stacks with",
            cloudformation.cloud_formation_role.get_att("Arn"),
        ),
        with_repository(
            "planRoleArn",
            "Role of jobs that plan",
            github.plan_role.get_att("Arn"),
        ),
        with_repository(
            "deployRoleArn",
            "Role of jobs that deploy",
            github.deploy_role.get_att("Arn"),
        ),
    )
