"""Who signs where an image comes from, and who looks at it before a deployment.

KMS signs by itself: no program of others comes into the build, and there is no
private key that somebody could read. One key of type ECC_NIST_P256 has one algorithm,
ECDSA_SHA_256 (KMS Developer Guide, "Asymmetric key specs").
"""

import json
from typing import Any

from awacs import kms
from troposphere import If, codepipeline

from generator.templates.pipeline.actions import Action, Stage, aws_action
from generator.templates.pipeline.builds import Build, variable
from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import allow, inline_policy, regional_arn


def signing_policy(inputs: Building) -> If:
    """For the build of the image alone."""
    image = inputs.image
    return image.has_signing_key.when(
        inline_policy(
            "signing-key",
            allow("SignProvenance", kms.Sign, on=[image.signing_key_arn.ref()]),
        )
    )


def verify_statement(inputs: Building) -> Any:
    """KMS says whether it signed; whoever asks can sign nothing."""
    key = inputs.image.signing_key_arn.ref()
    return allow("VerifyProvenance", kms.Verify, on=[key])


def signing_variable(inputs: Building) -> Any:
    """The key, "" where nothing is signed."""
    return variable("SIGNING_KEY_ARN", inputs.image.signing_key_arn.ref())


def builder_variable(image: Build) -> Any:
    """Whose statements count: one key may sign for many services."""
    project = f"project/${{{image.project.data['Ref']}}}"
    return variable("BUILDER_ARN", regional_arn("codebuild", project))


def verify_stage(inputs: Building, image: Build) -> Stage:
    """Between the approval and the deployment: of what people were asked for."""
    there = inputs.image.has_signing_key
    build = Build(
        name="VerifyImage",
        description="Proves that the image build signed what is about to be deployed",
        buildspec="buildspec-verify.yml",
        grants=(verify_statement(inputs),),
        variables=(signing_variable(inputs), builder_variable(image)),
        there=there,
        writes=(),
    )
    digest = f"#{{{image.namespace}.IMAGE_DIGEST}}"
    action = codepipeline.Actions(
        Name="VerifyImage",
        ActionTypeId=aws_action("Test", "CodeBuild"),
        Configuration={
            "ProjectName": build.project,
            "EnvironmentVariables": json.dumps(
                [{"name": "IMAGE_DIGEST", "value": digest}], separators=(",", ":")
            ),
        },
        InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
    )
    return Stage("VerifyImage", (Action(action, build=build),), there=there)
