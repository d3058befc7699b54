"""What happens in a target: it is looked at, deployed to, and looked at again."""

import json
from typing import Any

from awacs import sts
from troposphere import Parameter, Sub, codepipeline

from generator.templates.pipeline.actions import Action, aws_action
from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.deploy_actions import IMAGE_PLACEHOLDER
from generator.templates.pipeline.source import SOURCE_ARTIFACT
from generator.templates.policy import allow, inline_policy
from generator.templates.promotion.access import files_of
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target
from generator.templates.switch import Switch


def rollout_action(
    name: str, order: int, target: Target, image: Build, rollout: Build
) -> Action:
    """Prepare hands on what is deployed; Verify tells later approvals since when."""
    prepares = name == "Prepare"
    more: dict[str, Any] = (
        {"OutputArtifacts": [codepipeline.OutputArtifacts(Name=files_of(target))]}
        if prepares
        else {"Namespace": _verified(target)}
    )
    return Action(
        codepipeline.Actions(
            Name=name,
            RunOrder=order,
            ActionTypeId=aws_action("Test", "CodeBuild"),
            Configuration={
                "ProjectName": rollout.project,
                "EnvironmentVariables": _variables(
                    target,
                    asks_url=not prepares,
                    STEP=name.lower(),
                    OBSERVER_ROLE_ARN=_of(target.observer_role_arn),
                    DEPLOYMENT_CONTROLLER=_of(target.deployment_controller),
                    ECS_CLUSTER_NAME=_of(target.ecs_cluster_name),
                    ECS_SERVICE_NAME=_of(target.ecs_service_name),
                    IMAGE_DIGEST=digest(image),
                ),
            },
            InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
            **more,
        ),
        build=rollout,
    )


def code_deploy_action(target: Target) -> Action:
    """Fed by what Prepare made: CodeDeployToECS takes 3 MB at most."""
    files = files_of(target)
    return _deploy_action(
        target,
        target.uses_code_deploy,
        "CodeDeployToECS",
        {
            "ApplicationName": target.code_deploy_application_name.ref(),
            "DeploymentGroupName": target.deployment_group_name.ref(),
            "TaskDefinitionTemplateArtifact": files,
            "AppSpecTemplateArtifact": files,
            "Image1ArtifactName": files,
            "Image1ContainerName": IMAGE_PLACEHOLDER,
        },
    )


def ecs_action(inputs: PromotionInputs, target: Target) -> Action:
    """ECS shifts the traffic, as the service there says."""
    return _deploy_action(
        target,
        target.uses_ecs,
        "ECS",
        {
            "ClusterName": target.ecs_cluster_name.ref(),
            "ServiceName": target.ecs_service_name.ref(),
            "FileName": "imagedefinitions.json",
            "DeploymentTimeout": inputs.rollout.deployment_timeout_minutes.ref(),
        },
    )


def _deploy_action(
    target: Target, there: Switch, provider: str, configuration: dict[str, Any]
) -> Action:
    """By the target's role: the pipeline's own may do nothing there but take it."""
    role = target.deploy_role_arn.ref()
    title = target.title
    take = inline_policy(
        f"{title.lower()}-deployment",
        allow(f"DeployTo{title}", sts.AssumeRole, on=[role]),
    )
    return Action(
        there.when(
            codepipeline.Actions(
                Name="Deploy",
                RunOrder=2,
                RoleArn=role,
                ActionTypeId=aws_action("Deploy", provider),
                Configuration=configuration,
                # Where there is no such target, there is no action either.
                Region=target.is_here.unless(target.region.ref()),
                InputArtifacts=[codepipeline.InputArtifacts(Name=files_of(target))],
            )
        ),
        # For both providers, so with one of them.
        policies=(target.there.when(take),) if there is target.uses_ecs else (),
    )


def verification_action(
    inputs: PromotionInputs, target: Target, image: Build, build: Build
) -> Action:
    """The service's own tests, if there are any."""
    return Action(
        inputs.rollout.has_verification.when(
            codepipeline.Actions(
                Name="Test",
                RunOrder=4,
                ActionTypeId=aws_action("Test", "CodeBuild"),
                Configuration={
                    "ProjectName": build.project,
                    "EnvironmentVariables": _variables(
                        target, asks_url=True, IMAGE_DIGEST=digest(image)
                    ),
                },
                InputArtifacts=[codepipeline.InputArtifacts(Name=SOURCE_ARTIFACT)],
            )
        ),
        build=build,
    )


def _variables(target: Target, *, asks_url: bool = False, **values: str) -> Sub:
    """For one run of a project, about a target.

    A JSON array (CodePipeline User Guide, "AWS CodeBuild build and test action
    reference"), which may have 1,000 characters as every setting of an action; the
    parameters' lengths keep it below. No page says that a variable may be empty there,
    so what a target has not is left out.
    """
    url = target.has_url.choose(_more(SERVICE_URL=target.service_url), "")
    name = _listed(TARGET_NAME=_of(target.name))
    return Sub(
        f"[{_listed(**values)}{'${Url}' if asks_url else ''},{name}${{Region}}]",
        **({"Url": url} if asks_url else {}),
        Region=target.is_here.choose("", _more(TARGET_REGION=target.region)),
    )


def _more(**parameters: Parameter) -> Sub:
    names = {name: _of(parameter) for name, parameter in parameters.items()}
    return Sub(f",{_listed(**names)}")


def _listed(**values: str) -> str:
    return ",".join(
        json.dumps({"name": name, "value": value}, separators=(",", ":"))
        for name, value in values.items()
    )


def _of(parameter: Parameter) -> str:
    return f"${{{parameter.title}}}"


def digest(image: Build) -> str:
    """What the image build of this execution pushed."""
    return f"#{{{image.namespace}.IMAGE_DIGEST}}"


def _verified(target: Target) -> str:
    return f"{target.title}Verified"


def since(target: Target) -> str:
    """Since when a target runs it, as its Verify has found."""
    return f"#{{{_verified(target)}.RUNS_SINCE}}"
