"""AWS's own cloudformation-validate on every template, as each sample would have it.

    python -m tests.second_opinion

`cdk synth` runs the same program. Each finding is answered in ACCEPTED, or the
check fails; so does an answer that nothing needs any more. Advice (INFO) does not
count: it names every property that only creation can set.
"""

import sys
from collections.abc import Iterator

from cloudformation_validate import RegoEngine, ValidateConfig

from generator.parameters import select
from generator.project import Project
from tests.checkout import ROOT

# Rule and what it is about -> why it stays; docs/second-opinion.md has the same.
NO_CONDITION = (
    "the empty default stands under a condition that does not hold then, which the "
    "program does not follow into Split and Ref"
)
NOT_MADE = (
    "the whole resource, or the action of a pipeline, has a condition that does not "
    "hold in the stacks in which a branch inside it is out of reach"
)
TOO_MANY = (
    "a promotion has more combinations of conditions than the program follows; "
    "cfn-lint and the house rules follow each"
)
A_NAME = "the parameter holds a name or an ARN of a secret, never the secret"
ONE_CONTROLLER = (
    "what refers to the rules is there with one deployment controller only; with the "
    "other one nothing else makes them first"
)
# Made with one deployment controller only.
BY_CONTROLLER = (
    "Application",
    "DeploymentGroup",
    "DeploymentRole",
    "DeploymentRule",
    "DeploymentInformationRule",
    "EcsDeploymentRule",
    "EcsDeploymentInformationRule",
    "NotificationTopic",
)
BY_RULES = (
    "both names are empty by default; the template's own Rules refuse the controller "
    "that makes the group without them"
)
ONE_CHANNEL = "the template's own Rules ask for exactly one of the two channels"
# What names a channel and is empty where the other kind is used.
BY_CHANNEL = (
    "SlackChannel",
    "SlackWorkspaceId",
    "SlackChannelId",
    "TeamsChannel",
    "TeamsTenantId",
    "TeamId",
    "TeamsChannelId",
)
ACCEPTED = {
    ("W1001", "chatConfigurationArn"): ONE_CHANNEL,
    ("W1030", "ChannelRole"): NO_CONDITION,
    **{("W1030", name): NO_CONDITION for name in BY_CHANNEL},
    ("F3037", "DeploymentGroup"): BY_RULES,
    **{
        (rule, f"{build}Project"): NO_CONDITION
        for rule in ("E1150", "E1154")
        for build in (
            "UnitTest",
            "DockerBuild",
            "VerifyImage",
            "Rollout",
            "Verification",
        )
    },
    **{
        ("W1030", name): NO_CONDITION
        for name in ("RolloutRole", "VerificationRole", "DeployRole", "ObserverRole")
    },
    ("W1030", "Target2DeployRoleArn"): NO_CONDITION,
    ("W1030", "Target3DeployRoleArn"): NO_CONDITION,
    ("W9052", ""): TOO_MANY,
    ("W1030", "UndeliveredAlarm"): NO_CONDITION,
    ("W1030", "UnitTestRole"): NO_CONDITION,
    ("W1030", "DockerBuildRole"): NO_CONDITION,
    ("W1030", "VerifyImageRole"): NO_CONDITION,
    ("W1030", "DeploymentRole"): NO_CONDITION,
    ("W1030", "PipelineRole"): NO_CONDITION,
    ("W1028", "WebhookSecret"): NOT_MADE,
    ("W1028", "Webhook"): NOT_MADE,
    ("W1028", "Pipeline"): NOT_MADE,
    **{("W1028", name): NOT_MADE for name in BY_CONTROLLER},
    ("W2509", "BuildSecretKeyArn"): A_NAME,
    ("W2509", "BuildSecretName"): A_NAME,
    ("W2509", "DockerHubSecretName"): A_NAME,
    ("W2509", "PackageSecretKeyArn"): A_NAME,
    ("W2509", "PackageSecretName"): A_NAME,
    ("W1030", "MutableTag"): NO_CONDITION,
    ("W1030", "Repository"): NO_CONDITION,
    ("W2509", "OAuthTokenSecretName"): A_NAME,
    ("W2509", "RegistryCredentialsSecretName"): A_NAME,
    ("W2509", "RegistrySecretKeyArn"): A_NAME,
    ("W1030", "WebAclAssociation"): NO_CONDITION,
    ("W1030", "WebAclArn"): NO_CONDITION,
    ("W1030", "TaskExecutionRole"): NO_CONDITION,
    ("W1030", "TaskRole"): NO_CONDITION,
    ("W1030", "InfrastructureRole"): NO_CONDITION,
    ("W1030", "ServerErrorAlarm"): NO_CONDITION,
    ("W1030", "UnhealthyAlarm"): NO_CONDITION,
    ("W1030", "SlowAlarm"): NO_CONDITION,
    ("W1030", "TaskPolicyArn"): NO_CONDITION,
    ("W3005", "Service"): ONE_CONTROLLER,
    ("W2509", "SecretArns"): A_NAME,
    ("W2509", "SecretsKeyArn"): A_NAME,
}


def findings(project: Project) -> Iterator[tuple[str, str, str]]:
    """Rule, logical ID and sentence of whatever is more than advice."""
    engine = RegoEngine()
    judged: list[tuple[str, dict[str, str]]] = [
        (str(path), {}) for path in sorted(project.templates_out.glob("*.yaml"))
    ]
    judged += [
        (str(project.templates_out / f"{file.template}.yaml"), dict(file.parameters))
        for file in select(project).files
    ]
    for template, values in judged:
        config = ValidateConfig(parameter_overrides=values)
        for one in engine.validate_template(template, config).diagnostics:
            if one.severity.name != "INFO":
                about = one.entity.logical_id if one.entity else ""
                yield one.rule_id, about, f"{template}:{one.start_line} {one.message}"


def main() -> int:
    """Print what is not answered, and answers that are not needed."""
    found = list(findings(Project(ROOT)))
    asked = {(rule, about) for rule, about, _ in found}
    new = [text for rule, about, text in found if (rule, about) not in ACCEPTED]
    old = [f"{key} is not found any more" for key in ACCEPTED if key not in asked]
    print("\n".join(dict.fromkeys([*new, *old])) or f"{len(asked)} findings, answered")
    return 1 if new or old else 0


if __name__ == "__main__":
    sys.exit(main())
