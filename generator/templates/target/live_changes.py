"""What a change of a parameter breaks in a target that a pipeline deploys to.

CloudFormation would go ahead; `plan` stops what is in `BREAKING` until somebody
names it, and the page tells both.
"""

from collections.abc import Mapping

from generator.templates.pipeline.inputs.addresses import noted_changes
from generator.templates.pipeline.live_changes import NEW_GROUP

_NEW_ROLES = (
    "it makes other roles, and the pipeline goes on asking for those of before: write "
    "the new ones in its parameter file and deploy it at once"
)

BREAKING: Mapping[str, str | Mapping[str, str]] = {
    "EnvironmentSuffix": f"{NEW_GROUP}: make a stack of the new name instead, after "
    "destroying this one",
    "ServiceName": f"{NEW_GROUP}: destroy the stack and make it anew under the new "
    "name",
    "NamePrefix": _NEW_ROLES,
    "DeploymentController": "the deployment group goes or comes, and what the pipeline "
    "has under way fails; the service must have the same controller first, and the "
    "pipeline's parameter file the same: let no revision be under way",
}
NOTED: Mapping[str, str] = {
    **noted_changes("NotificationEmail"),
    "PipelineRoleArn": "another role deploys from now on, and the one of before no "
    "longer does",
    "RolloutRoleArn": "another role looks from now on, and the one of before no "
    "longer does",
}
