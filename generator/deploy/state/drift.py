"""Does what is there still look like the deployed template?"""

from dataclasses import replace
from typing import Any

from generator.deploy.across import result
from generator.deploy.calls import Api
from generator.deploy.mask import Mask
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.state.deployed import mask_beside
from generator.deploy.state.stack import find
from generator.deploy.target import Target

_POLL = 5.0
_DEADLINE = 1800.0


def drift(target: Target, api: Api, *, drifted: Outcome) -> Result:
    """What was changed by hand; `drifted` is the outcome where something was."""
    stack = find(api, target.stack_name)
    if stack is None:
        return result(target.file, Outcome.DONE, "not deployed")
    found = detect(api, stack["StackId"], mask_beside(target, stack, api))
    ended = result(target.file, Outcome.DONE, "in sync")
    if found:
        ended = result(
            target.file,
            drifted,
            f"{len(found)} resources have drifted",
            f"Put them back with `python -m generator deploy --revert-drift "
            f"{target.file.path}`, or "
            "take the changes into the template.",
            tuple(_lines(found)),
        )
    return replace(ended, stack_id=stack["StackId"], data={"drift": found})


def detect(api: Api, stack_id: str, mask: Mask) -> list[dict[str, Any]]:
    """Let CloudFormation compare every resource, and return the differing ones.

    Each has `logical_id`, `type`, `status` (MODIFIED or DELETED) and
    `differences` (path, expected, actual, type).

    Raises:
        Stopped: the detection failed, or took more than half an hour.
    """
    detection = api.call("detect_stack_drift", StackName=stack_id)
    waited = 0.0
    while True:
        found = api.call(
            "describe_stack_drift_detection_status",
            StackDriftDetectionId=detection["StackDriftDetectionId"],
        )
        if found["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
        if waited >= _DEADLINE:
            raise Stopped(
                Outcome.UNKNOWN, "drift detection is not finished after 30 minutes."
            )
        api.sleep(_POLL)
        waited += _POLL
    drifts = api.pages(
        "describe_stack_resource_drifts",
        "StackResourceDrifts",
        StackName=stack_id,
        StackResourceDriftStatusFilters=["MODIFIED", "DELETED"],
    )
    differing = [_drift(one, mask) for one in drifts]
    if found["DetectionStatus"] == "DETECTION_FAILED" and not differing:
        raise Stopped(
            Outcome.FAILED,
            f"drift detection failed: {found.get('DetectionStatusReason')}",
        )
    return differing


def _drift(raw: dict[str, Any], mask: Mask) -> dict[str, Any]:
    name = raw["LogicalResourceId"]

    def shown(path: str, value: str | None) -> str | None:
        masked = mask.property(name, f"/Properties{path}", value)
        return None if masked is None else mask.text(masked)

    return {
        "logical_id": name,
        "type": raw["ResourceType"],
        "status": raw["StackResourceDriftStatus"],
        "differences": [
            {
                "path": one["PropertyPath"],
                "expected": shown(one["PropertyPath"], one.get("ExpectedValue")),
                "actual": shown(one["PropertyPath"], one.get("ActualValue")),
                "type": one.get("DifferenceType"),
            }
            for one in raw.get("PropertyDifferences") or ()
        ],
    }


def _lines(drifts: list[dict[str, Any]]) -> list[str]:
    """The differences as text, a line each."""
    return [
        line
        for drift in drifts
        for line in (
            f"{drift['logical_id']} ({drift['type']}): {drift['status']}",
            *(
                f"  {one['path']}: {one['expected']} -> {one['actual']}"
                for one in drift["differences"]
            ),
        )
    ]
