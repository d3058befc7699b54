"""The log of a build: its last lines, and the first that says ERROR."""

import re
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.calls import code
from generator.deploy.outcome import Outcome, Stopped
from generator.operations.pipeline import Pipeline

# A page has up to 10,000 lines or 1 MB [CloudWatch Logs API reference, GetLogEvents].
_PAGES = 20
# With it every buildspec of ours says why it stops.
_ERROR = "ERROR:"
# Colours and the like, which tools write into logs.
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Log:
    """A build's log; `is_cut` when it is longer than what was read of it."""

    build: str
    status: str
    phase: str
    group: str
    stream: str
    lines: tuple[str, ...]
    is_cut: bool

    @property
    def error(self) -> str:
        """The first line that says ERROR, or the reason that CodeBuild gives."""
        told = (line for line in self.lines if line.lstrip().startswith(_ERROR))
        return next(told, self.phase)


def build_log(pipeline: Pipeline, build: str) -> Log:
    """The log of a build, by its ID as the action's run names it.

    Raises:
        Stopped: the build is not known any more, or has no log.
    """
    found = pipeline.ask("codebuild").call("batch_get_builds", ids=[build])
    builds = found.get("builds") or []
    if not builds:
        raise Stopped(
            Outcome.MISUSED,
            f"CodeBuild does not know build {build} any more.",
            "It keeps builds for a year; their logs may still be in CloudWatch Logs.",
        )
    one = builds[0]
    place = one.get("logs") or {}
    group, stream = place.get("groupName") or "", place.get("streamName") or ""
    phase = pipeline.mask.text(_phase(one))
    if not group or not stream:
        raise Stopped(
            Outcome.MISUSED,
            f"build {build} has written no log.",
            "It has not begun, or logs are turned off in the project.",
            [phase] if phase else [],
        )
    lines, is_cut = _lines(pipeline, group, stream)
    return Log(build, one["buildStatus"], phase, group, stream, lines, is_cut)


def _phase(build: dict[str, Any]) -> str:
    """`BUILD: COMMAND_EXECUTION_ERROR ...` of the phase that failed first."""
    for phase in build.get("phases") or ():
        if phase.get("phaseStatus") in ("FAILED", "FAULT", "TIMED_OUT"):
            told = [
                f"{one.get('statusCode') or ''} {one.get('message') or ''}".strip()
                for one in phase.get("contexts") or ()
            ]
            return f"{phase['phaseType']}: {' '.join(told) or phase['phaseStatus']}"
    return ""


def _lines(pipeline: Pipeline, group: str, stream: str) -> tuple[tuple[str, ...], bool]:
    """The stream's lines, read from its end; is there more than that?"""
    logs = pipeline.ask("logs")
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    for _ in range(_PAGES):
        try:
            page = logs.call(
                "get_log_events",
                logGroupName=group,
                logStreamName=stream,
                startFromHead=False,
                **token,
            )
        except ClientError as error:
            if code(error) != "ResourceNotFoundException":
                raise
            raise Stopped(
                Outcome.MISUSED,
                f"log group {group} has no stream {stream}.",
                "The build has written nothing yet, or its log has expired "
                "(LogRetentionDays).",
            ) from None
        pages.insert(0, [_clean(pipeline, event) for event in page.get("events") or ()])
        # The same token again: there is nothing before it.
        if page["nextBackwardToken"] == token.get("nextToken"):
            return tuple(line for lines in pages for line in lines), False
        token = {"nextToken": page["nextBackwardToken"]}
    return tuple(line for lines in pages for line in lines), True


def _clean(pipeline: Pipeline, event: dict[str, Any]) -> str:
    return pipeline.mask.text(_ESCAPES.sub("", event["message"].rstrip()))
