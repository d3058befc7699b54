"""What a change of a parameter breaks in a pipeline that runs.

CloudFormation would go ahead; `plan` stops what is in `BREAKING` until somebody
names it, and the page tells both.
"""

from collections.abc import Mapping

from generator.templates.pipeline.inputs.addresses import noted_changes

NEW_GROUP = (
    "it replaces the deployment group, and CodeDeploy refuses a second group for "
    "one ECS service while the first is there"
)

# One deployment group for an ECS service (CodeDeploy API reference,
# ECSServiceMappingLimitExceededException).
# A mapping says it of one new value.
BREAKING: Mapping[str, str | Mapping[str, str]] = {
    "EnvironmentSuffix": f"{NEW_GROUP}: make a stack of the new name instead, "
    "after destroying this one",
    "ServiceName": f"{NEW_GROUP}: destroy the stack and make it anew under the new "
    "name",
    "NamePrefix": "it moves to another bucket, so revisions that wait for approval "
    "lose their artifacts, and the mail address has to confirm the new topic: let no "
    "revision be under way",
    "DeploymentController": "the deployment group goes or comes, and what is under way "
    "fails; the service must have the same controller first, see "
    "docs/deployment-modes.md: let no revision be under way",
    "Encryption": {
        "AES256": "the permission to use the key goes, so revisions that wait for "
        "approval can no longer be read, and going back makes another key: let no "
        "revision be under way"
    },
}
NOTED: Mapping[str, str] = {
    "SigningKeyArn": "what waits for approval is not signed by the new key, so it is "
    "not deployed: release it again",
    **noted_changes("NotificationEmail"),
    **noted_changes("InformationEmail"),
}
