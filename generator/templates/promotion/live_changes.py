"""What a change of a parameter breaks in a promotion that runs; see `pipeline`."""

from collections.abc import Mapping

from generator.templates.pipeline.inputs.addresses import noted_changes
from generator.templates.pipeline.live_changes import NOTED as OF_A_PIPELINE

_NEW_NAMES = (
    "it makes roles and a bucket of other names, which no target knows: deploy the "
    "targets with them first, and let no revision be under way"
)
_OTHER_STORE = (
    "what was copied to a store of before is not in this one, and a target reads from "
    "the one that it names: change its stack, too, and let no revision be under way"
)

BREAKING: Mapping[str, str | Mapping[str, str]] = {
    "EnvironmentSuffix": _NEW_NAMES,
    "NamePrefix": _NEW_NAMES,
    "ServiceName": "it makes another pipeline, without the history of this one: let no "
    "revision be under way",
}
NOTED: Mapping[str, str] = {
    "SigningKeyArn": OF_A_PIPELINE["SigningKeyArn"],
    **noted_changes("NotificationEmail"),
    **noted_changes("InformationEmail"),
    "OtherRegion": _OTHER_STORE,
    "OtherRegionArtifactBucketName": _OTHER_STORE,
    **{
        f"Target{number}ApproverEmail": "the new address has to confirm its "
        "subscription; until then nobody is asked, while the approval waits"
        for number in (1, 2, 3)
    },
}
