"""Pushes a folder to a pipeline, and runs its builds on this machine.

The buildspecs are those of the deployed stack; `rehearsal` runs them. What cannot be
run here is taken for good, and its log says so.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha1
from pathlib import Path

from filelock import FileLock, Timeout

from generator.errors import GeneratorError
from generator.rehearsal.project import build_project
from generator.rehearsal.rehearse import Rehearsed, Stage, rehearse
from generator.rehearsal.secrets import needed_secrets, texts_of
from generator.rehearsal.source import Source
from generator.sandbox.delivery import moving, pace
from generator.sandbox.delivery.definition import (
    Pipeline,
    properties_of,
    rehearsals,
)
from generator.sandbox.delivery.desk import Desk
from generator.sandbox.delivery.model import Build, Execution, Run

# What anybody reads of a log, and what the file of the sandbox has room for.
_LINES = 2000
# So many revisions can be retried or rolled back to with their source.
_SOURCES = 10

# Variables of builds with which they call ECR, KMS, CodeArtifact or Secrets Manager.
_ASKING = (
    *("ECR_REGISTRY", "BASE_IMAGE_REPOSITORY_ARNS", "SIGNING_KEY_ARN"),
    *("CODEARTIFACT_REPOSITORY_ARN", "PACKAGE_SECRET_NAME"),
    *("SCANNER_DATABASE", "SCANNER_JAVA_DATABASE"),
)

Said = Callable[[str], None]


class BusyError(GeneratorError):
    """Another command runs builds."""

    exit_code = 6


@dataclass(frozen=True)
class Job:
    """A build that waits to be run: `name` is tests or image."""

    name: str
    project: str
    build: str
    commit: str
    must_fail: bool


def push(
    desk: Desk, pipeline: Pipeline, source: Source, message: str, fails: Sequence[str]
) -> str:
    """Start an execution of a folder as it is now; returns its ID.

    `fails` names what shall fail once: tests, image, deployment.
    """
    if source.files is None:
        source = replace(source, files=tuple(_files(source.root)))
    commit = _commit(source)
    _keep(desk.sources, source, commit)
    with desk.scene() as scene:
        made = moving.begin(
            scene, pipeline, commit, message, "StartPipelineExecution", desk.person
        )
        made.fails = list(fails)
        return made.id


def run_builds(
    desk: Desk, pipeline: Pipeline, said: Said
) -> Iterator[tuple[Job, Rehearsed]]:
    """Run what waits for CodeBuild in a pipeline, one after the other.

    Raises:
        BusyError: another command does.
    """
    with _alone(desk.sources.parent):
        while job := _next(desk, pipeline):
            yield job, _run(desk, pipeline, job, said)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / "building.lock", timeout=0):
            yield
    except Timeout as error:
        raise BusyError(
            "another command runs builds in this sandbox.",
            "Wait until it has finished; `pipeline status --sandbox` shows how far it "
            "is.",
        ) from error


def _next(desk: Desk, pipeline: Pipeline) -> Job | None:
    """The first build that has not ended.

    Where a command was killed, its build is still to be run.
    """
    names = rehearsals(pipeline)
    with desk.scene() as scene:
        for execution, run in _runs(scene.deliveries.of(pipeline.identity)):
            name = names.get((run.stage, run.action))
            if name and run.status == "InProgress":
                project = run.configuration["ProjectName"]
                fails = name in execution.fails
                return Job(name, project, run.made, execution.commit, fails)
    return None


def _runs(executions: Sequence[Execution]) -> Iterator[tuple[Execution, Run]]:
    for execution in executions:
        yield from ((execution, run) for run in execution.runs)


def _run(desk: Desk, pipeline: Pipeline, job: Job, said: Said) -> Rehearsed:
    lines: list[str] = []

    def heard(line: str) -> None:
        lines.append(line)
        said(line)

    done = Rehearsed(job.name, was_run=True, failed_phase="BUILD", reason="stopped")
    try:
        done = _rehearsed(desk, pipeline, job, heard)
    finally:
        _end(desk, pipeline, job, done, lines)
    return done


def _rehearsed(desk: Desk, pipeline: Pipeline, job: Job, said: Said) -> Rehearsed:
    if job.must_fail:
        reason = f"ERROR: the {job.name} fail: asked for with --fail {job.name}"
        reason = reason.replace("the image fail", "the image fails")
        said(reason)
        return Rehearsed(job.name, was_run=False, failed_phase="BUILD", reason=reason)
    stage = Stage(job.name, build_project(_project(desk, pipeline, job)))
    if why := _hindrance(stage) or _question(stage, desk.sources / job.commit):
        said(f"simulated: not run on this machine, and taken for good: {why}")
        return Rehearsed(job.name, was_run=False, reason=why)
    given = {
        each: os.environ[each.variable] for each in needed_secrets([stage.project])
    }
    return rehearse(
        stage,
        Source(desk.sources / job.commit, job.commit),
        region=pipeline.region,
        secret=texts_of(given),
        said=said,
    )


def _hindrance(stage: Stage) -> str:
    """Why this machine does not run a build, nothing if it does."""
    if why := stage.hindrance:
        return why
    for each in needed_secrets([stage.project]):
        if each.variable not in os.environ:
            return f"its secret {each.variable} is not in the environment"
    return ""


def _question(stage: Stage, source: Path) -> str:
    """What a build would ask AWS, which is not there for a program that it starts."""
    values = {each.name: each.value for each in stage.project.variables}
    for name in _ASKING:
        if values.get(name):
            return f"{name} is given, so it asks AWS"
    if stage.name != "image":
        return ""
    own = source / values.get("SERVICE_PATH", ".") / "taskdef.json"
    by_ecs = values.get("DEPLOYMENT_CONTROLLER") == "ECS"
    if by_ecs or not own.is_file() or values["IMAGE_TAG_MUTABILITY"] != "MUTABLE":
        return "it asks ECS what runs"
    return ""


def _end(
    desk: Desk, pipeline: Pipeline, job: Job, done: Rehearsed, lines: Sequence[str]
) -> None:
    with desk.scene() as scene:
        (build,) = (one for one in scene.deliveries.builds if one.id == job.build)
        build.status = "FAILED" if done.failed_phase else "SUCCEEDED"
        build.phase, build.message = done.failed_phase, done.reason
        build.ended = pace.now().isoformat()
        build.lines = list(lines)[-_LINES:]
        for execution, run in _runs(scene.deliveries.of(pipeline.identity)):
            if run.made == build.id:
                _export(desk, pipeline, job, build, run, dict(done.exported))
                execution.fails = [one for one in execution.fails if one != job.name]


def _export(
    desk: Desk,
    pipeline: Pipeline,
    job: Job,
    build: Build,
    run: Run,
    exported: dict[str, str],
) -> None:
    """The variables of the action: what was built, or what stands for it."""
    run.variables = exported
    if job.name == "image" and build.status == "SUCCEEDED" and not exported:
        project = build_project(_project(desk, pipeline, job))
        values = {each.name: each.value for each in project.variables}
        registry = values.get("ECR_REGISTRY") or "sandbox"
        digest = moving.simulated_digest(job.commit)
        run.variables = {
            "IMAGE_DIGEST": digest,
            "IMAGE_TAG": job.commit,
            "IMAGE_URI": f"{registry}/{values.get('IMAGE_NAME', 'image')}@{digest}",
        }


def _project(desk: Desk, pipeline: Pipeline, job: Job) -> dict[str, object]:
    return dict(
        properties_of(
            desk.world,
            pipeline.account,
            pipeline.region,
            "AWS::CodeBuild::Project",
            "Name",
            job.project,
        )
    )


def _commit(source: Source) -> str:
    """The commit, or a digest of the files where they are not those of a commit."""
    if not source.changed and source.commit.strip("0"):
        return source.commit
    digest = sha1(usedforsecurity=False)
    for name in sorted(source.files or ()):
        path = source.root / name
        content = (
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        )
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    """Everything in a folder that is in no repository, but not the sandbox's own."""
    for path in root.rglob("*"):
        name = path.relative_to(root)
        if path.is_file() and not {".git", ".sandbox"} & set(name.parts):
            yield name


def _keep(sources: Path, source: Source, commit: str) -> None:
    """Keep what was pushed, and of what was pushed before only the last."""
    sources.mkdir(exist_ok=True)
    there = sources / commit
    if not there.exists():
        beside = sources / f".{commit}.{os.getpid()}"
        source.copy(beside)
        beside.rename(there)
    os.utime(there)
    kept = [each for each in sources.iterdir() if not each.name.startswith(".")]
    for old in sorted(kept, key=lambda each: each.stat().st_mtime)[:-_SOURCES]:
        shutil.rmtree(old)
