"""CodeBuild: builds, and their logs in CloudWatch Logs."""

from collections.abc import Mapping
from typing import Any

from generator.sandbox.delivery.answers.asked import Answer, Asked, some, time
from generator.sandbox.delivery.definition import properties_of
from generator.sandbox.delivery.model import Build


def _builds(asked: Asked) -> dict[str, Any]:
    known = {one.id: one for one in asked.scene.deliveries.builds}
    wanted = asked.given["ids"]
    return {
        "builds": [_build(asked, known[name]) for name in wanted if name in known],
        **some(buildsNotFound=[name for name in wanted if name not in known]),
    }


def _build(asked: Asked, build: Build) -> dict[str, Any]:
    group, stream = place(asked, build)
    failed = {
        "phaseType": build.phase,
        "phaseStatus": "FAILED",
        "contexts": [
            {"statusCode": "COMMAND_EXECUTION_ERROR", "message": build.message}
        ],
    }
    return {
        "id": build.id,
        "projectName": build.project,
        "buildStatus": build.status,
        "startTime": time(build.started),
        **({"endTime": time(build.ended)} if build.ended else {}),
        "buildComplete": build.status != "IN_PROGRESS",
        "phases": [failed] if build.phase else [],
        **({"logs": some(groupName=group, streamName=stream)} if build.lines else {}),
    }


def place(asked: Asked, build: Build) -> tuple[str, str]:
    """Log group and stream of a build: of its project, else as CodeBuild names it."""
    project = properties_of(
        asked.scene.world,
        asked.account,
        asked.region,
        "AWS::CodeBuild::Project",
        "Name",
        build.project,
    )
    logs = (project.get("LogsConfig") or {}).get("CloudWatchLogs") or {}
    group = logs.get("GroupName") or f"/aws/codebuild/{build.project}"
    return str(group), build.id.rpartition(":")[2]


def _events(asked: Asked) -> dict[str, Any] | None:
    """The whole log at once: the same token again says that there is no more."""
    for build in asked.scene.deliveries.builds:
        if place(asked, build) == (
            asked.given["logGroupName"],
            asked.given["logStreamName"],
        ):
            when = int(time(build.started).timestamp() * 1000)
            is_first = not asked.given.get("nextToken")
            lines = build.lines if is_first else []
            return {
                "events": [
                    {"timestamp": when, "ingestionTime": when, "message": line}
                    for line in lines
                ],
                "nextForwardToken": "f/end",
                "nextBackwardToken": "b/begin",
            }
    return None


ANSWERS: Mapping[str, Answer] = {"BatchGetBuilds": _builds}
LOGS: Mapping[str, Answer] = {"GetLogEvents": _events}
