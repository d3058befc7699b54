"""What the parameter file of the promotion says of this target.

Each is the parameter `Target<N>...` of its name.
"""

from typing import Any

from troposphere import Output, Ref

from generator.templates.pipeline.deployment import Deployment
from generator.templates.target.inputs import Inputs
from generator.templates.target.roles import Roles


def outputs(
    *, inputs: Inputs, roles: Roles, deployment: Deployment
) -> tuple[Output, ...]:
    """All of them; application and group where CodeDeploy deploys."""
    by_code_deploy = {"Condition": inputs.controller.uses_code_deploy.name}
    return (
        _output(
            "deployRoleArn",
            "Role by which the pipeline deploys here",
            roles.deploy_role.get_att("Arn"),
        ),
        _output(
            "observerRoleArn",
            "Role by which the pipeline sees what runs here",
            roles.observer_role.get_att("Arn"),
        ),
        _output(
            "deploymentController",
            "Who shifts the traffic",
            Ref("DeploymentController"),
        ),
        _output("ecsClusterName", "Where the service runs", Ref("EcsClusterName")),
        _output("ecsServiceName", "What is deployed to", Ref("EcsServiceName")),
        _output(
            "codeDeployApplicationName",
            "Application of the deployments",
            deployment.application.ref(),
            **by_code_deploy,
        ),
        _output(
            "deploymentGroupName",
            "Group of the deployments",
            deployment.deployment_group.ref(),
            **by_code_deploy,
        ),
    )


def _output(name: str, what: str, value: Any, **more: str) -> Output:
    return Output(name, Description=what, Value=value, **more)
