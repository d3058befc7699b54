"""The pipeline itself, and the role that runs its stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awacs import codebuild, codeconnections, codestar_connections, s3
from troposphere import Region, codepipeline, iam

from generator.templates.pipeline.actions import Stage
from generator.templates.pipeline.artifacts import (
    ArtifactStore,
    StoreElsewhere,
    check_names,
)
from generator.templates.pipeline.build_resources import BuildResources
from generator.templates.pipeline.encryption import USE, Encryption
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.source import SOURCE_ARTIFACT, push_trigger
from generator.templates.policy import (
    allow,
    inline_policy,
    reasons,
    regional_arn,
    trust,
)


@dataclass(frozen=True)
class Delivery:
    """What takes a revision through the stages."""

    pipeline_role: iam.Role
    pipeline: codepipeline.Pipeline


def delivery(
    *,
    inputs: Building,
    store: ArtifactStore,
    stages: Sequence[Stage],
    builds: Sequence[BuildResources],
    encryption: Encryption,
    elsewhere: StoreElsewhere | None = None,
) -> Delivery:
    """QUEUED: an approved revision must not be overtaken by a later one.

    `elsewhere` is the store of actions in another region.
    Raises GeneratorError if the names of two artifacts begin alike.
    """
    made = (each.build for stage in stages for each in stage.actions if each.build)
    check_names([SOURCE_ARTIFACT, *(name for each in made for name in each.artifacts)])
    role = _pipeline_role(inputs, store, stages, builds, encryption, elsewhere)
    source = inputs.source.uses_connection
    pipeline = codepipeline.Pipeline(
        "Pipeline",
        Name=inputs.naming.of_service("pipeline"),
        PipelineType="V2",
        ExecutionMode="QUEUED",
        RoleArn=role.get_att("Arn"),
        **_stores(store, encryption, elsewhere),
        Triggers=source.when([push_trigger(inputs=inputs)]),
        Stages=[stage.declaration for stage in stages],
        Tags=inputs.naming.tags(),
    )
    return Delivery(pipeline_role=role, pipeline=pipeline)


def _stores(
    store: ArtifactStore, encryption: Encryption, elsewhere: StoreElsewhere | None
) -> dict[str, Any]:
    """One store, or one for each region: never both (CodePipeline API reference,
    PipelineDeclaration).
    """
    own = _store(
        store.artifact_bucket.ref(),
        encryption.switch.when(_key(encryption.encryption_key.get_att("Arn"))),
    )
    if elsewhere is None:
        return {"ArtifactStore": own}
    other = _store(elsewhere.bucket_name.ref(), _key(elsewhere.key_arn.ref()))
    return {
        "ArtifactStore": elsewhere.there.unless(own),
        "ArtifactStores": elsewhere.there.when(
            [
                codepipeline.ArtifactStoreMap(Region=region, ArtifactStore=each)
                for region, each in (
                    (Region, own),
                    (elsewhere.region.ref(), other),
                )
            ]
        ),
    }


def _store(bucket_name: Any, key: Any) -> codepipeline.ArtifactStore:
    return codepipeline.ArtifactStore(
        Type="S3", Location=bucket_name, EncryptionKey=key
    )


def _key(arn: Any) -> codepipeline.EncryptionKey:
    return codepipeline.EncryptionKey(Type="KMS", Id=arn)


def _pipeline_role(
    inputs: Building,
    store: ArtifactStore,
    stages: Sequence[Stage],
    builds: Sequence[BuildResources],
    encryption: Encryption,
    elsewhere: StoreElsewhere | None,
) -> iam.Role:
    return iam.Role(
        "PipelineRole",
        **_reasons(stages),
        Description="What CodePipeline may do to run the stages of the pipeline",
        RoleName=inputs.naming.prefixed("codepipeline-role"),
        AssumeRolePolicyDocument=trust(
            "codepipeline.amazonaws.com",
            on_behalf_of=regional_arn(
                "codepipeline", "${ServiceName}-pipeline-${EnvironmentSuffix}"
            ),
        ),
        PermissionsBoundary=inputs.protection.boundary,
        ManagedPolicyArns=[encryption.policy],
        Policies=[
            inline_policy(
                "pipeline",
                *_artifact_statements(store),
                allow(
                    "RunBuilds",
                    codebuild.BatchGetBuilds,
                    codebuild.StartBuild,
                    on=[build.project_arn for build in builds],
                ),
                *(
                    grant
                    for stage in stages
                    for action in stage.actions
                    for grant in action.grants
                ),
            ),
            inputs.source.uses_connection.when(_connection_policy(inputs)),
            *(
                policy
                for stage in stages
                for action in stage.actions
                for policy in action.policies
            ),
            *(
                [elsewhere.there.when(_elsewhere_policy(elsewhere))]
                if elsewhere
                else []
            ),
        ],
        Tags=inputs.naming.tags(),
    )


def _reasons(stages: Sequence[Stage]) -> dict[str, Any]:
    said = {
        sid: reason
        for stage in stages
        for action in stage.actions
        for sid, reason in action.reasons.items()
    }
    return {"Metadata": reasons(**said)} if said else {}


def _elsewhere_policy(elsewhere: StoreElsewhere) -> iam.Policy:
    """The pipeline itself copies what an action there takes."""
    return inline_policy(
        "other-region",
        *_artifact_statements(elsewhere),
        allow("UseKey", *USE, on=[elsewhere.key_arn.ref()]),
    )


def _artifact_statements(store: ArtifactStore | StoreElsewhere) -> list[Any]:
    return [
        allow(
            "ReadAndWriteArtifacts",
            s3.GetObject,
            s3.GetObjectVersion,
            s3.PutObject,
            on=[store.objects],
        ),
        allow(
            "FindArtifacts",
            s3.GetBucketAcl,
            s3.GetBucketLocation,
            s3.GetBucketVersioning,
            s3.ListBucket,
            on=[store.bucket_arn],
        ),
    ]


def _connection_policy(inputs: Building) -> iam.Policy:
    """Both prefixes: the service was renamed, and an ARN may carry either."""
    return inline_policy(
        "connection",
        allow(
            "ReadRepository",
            codeconnections.UseConnection,
            codestar_connections.UseConnection,
            on=[inputs.source.connection_arn.ref()],
        ),
    )
