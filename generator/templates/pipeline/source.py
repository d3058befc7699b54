"""How a push starts the pipeline, and the source action for either way."""

from dataclasses import dataclass

from troposphere import Sub, codepipeline, secretsmanager

from generator.templates.pipeline.inputs.building import Building

SOURCE_ACTION = "Source"
SOURCE_ARTIFACT = "SourceOutput"
SOURCE_NAMESPACE = "SourceVariables"


@dataclass(frozen=True)
class WebhookSecret:
    """What GitHub signs its calls with; nobody has to know it."""

    webhook_secret: secretsmanager.Secret


@dataclass(frozen=True)
class Webhook:
    """GitHub calls CodePipeline; with a connection this is not needed."""

    webhook: codepipeline.Webhook


def webhook_secret(*, inputs: Building) -> WebhookSecret:
    """40 characters: GITHUB_HMAC takes up to 100."""
    return WebhookSecret(
        webhook_secret=secretsmanager.Secret(
            "WebhookSecret",
            Condition=inputs.source.uses_token.name,
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
            Description="Signs GitHub's calls to the webhook; made here, read by "
            "nobody",
            GenerateSecretString=secretsmanager.GenerateSecretString(
                ExcludePunctuation=True, PasswordLength=40
            ),
            Tags=inputs.naming.tags(),
        )
    )


def webhook(
    *,
    inputs: Building,
    secret: WebhookSecret,
    pipeline: codepipeline.Pipeline,
) -> Webhook:
    """Starts the pipeline on a push to the branch of the source action."""
    return Webhook(
        webhook=codepipeline.Webhook(
            "Webhook",
            Condition=inputs.source.uses_token.name,
            Authentication="GITHUB_HMAC",
            AuthenticationConfiguration=codepipeline.WebhookAuthConfiguration(
                SecretToken=Sub(
                    f"{{{{resolve:secretsmanager:${{{secret.webhook_secret.title}}}}}}}"
                )
            ),
            Filters=[
                codepipeline.WebhookFilterRule(
                    JsonPath="$.ref", MatchEquals="refs/heads/{Branch}"
                )
            ],
            RegisterWithThirdParty=True,
            TargetPipeline=pipeline.ref(),
            TargetPipelineVersion=pipeline.get_att("Version"),
            TargetAction=SOURCE_ACTION,
            Tags=inputs.naming.tags(),
        )
    )


def connection_action(*, inputs: Building) -> codepipeline.Actions:
    """GitHub through a connection; the pipeline's trigger detects changes."""
    source = inputs.source
    return _source_action(
        owner="AWS",
        provider="CodeStarSourceConnection",
        configuration={
            "ConnectionArn": source.connection_arn.ref(),
            "FullRepositoryId": Sub("${GitHubOwner}/${GitHubRepo}"),
            "BranchName": source.git_hub_branch.ref(),
            # Or a push would start two executions.
            "DetectChanges": "false",
        },
    )


def token_action(*, inputs: Building, token: Sub) -> codepipeline.Actions:
    """GitHub with an OAuth token; the webhook detects changes."""
    source = inputs.source
    return _source_action(
        owner="ThirdParty",
        provider="GitHub",
        configuration={
            "Owner": source.git_hub_owner.ref(),
            "Repo": source.git_hub_repo.ref(),
            "Branch": source.git_hub_branch.ref(),
            "OAuthToken": token,
            "PollForSourceChanges": "false",
        },
    )


def _source_action(
    *, owner: str, provider: str, configuration: dict[str, object]
) -> codepipeline.Actions:
    return codepipeline.Actions(
        Name=SOURCE_ACTION,
        Namespace=SOURCE_NAMESPACE,
        ActionTypeId=codepipeline.ActionTypeId(
            Category="Source", Owner=owner, Provider=provider, Version="1"
        ),
        Configuration=configuration,
        OutputArtifacts=[codepipeline.OutputArtifacts(Name=SOURCE_ARTIFACT)],
    )


def push_trigger(*, inputs: Building) -> codepipeline.PipelineTriggerDeclaration:
    """With a connection: a push to the branch."""
    return codepipeline.PipelineTriggerDeclaration(
        ProviderType="CodeStarSourceConnection",
        GitConfiguration=codepipeline.GitConfiguration(
            SourceActionName=SOURCE_ACTION,
            Push=[
                codepipeline.GitPushFilter(
                    Branches=codepipeline.GitBranchFilterCriteria(
                        Includes=[inputs.source.git_hub_branch.ref()]
                    )
                )
            ],
        ),
    )
