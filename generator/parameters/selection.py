"""Which parameter files a command is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.cloudformation.document import Template
from generator.errors import GeneratorError, UsageError
from generator.parameters.environments import FILE
from generator.parameters.files import NAMING, Fleet, load
from generator.parameters.model import Environment, ParameterFile
from generator.parameters.wording import nearest, shown
from generator.project import Project


@dataclass(frozen=True)
class Selection:
    """The parameter files a command is about, and all they were read together with.

    One command reads once and hands this on: what was judged is what is sent.
    `files` are in environment order, then by path.
    """

    fleet: Fleet
    files: tuple[ParameterFile, ...]

    def template(self, file: ParameterFile) -> Template:
        """The committed template of a file's stack."""
        return self.fleet.templates[file.template]

    def through(self, way: Callable[[ParameterFile], Environment]) -> "Selection":
        """The same files with their environments reached another way."""
        files = tuple(replace(file, environment=way(file)) for file in self.files)
        own = {file.path: file for file in files}
        every = tuple(own.get(file.path, file) for file in self.fleet.files)
        return Selection(replace(self.fleet, files=every), files)


def select(
    project: Project,
    paths: Sequence[Path] = (),
    environments: Sequence[str] = (),
    service: str | None = None,
) -> Selection:
    """Read params/ and choose the files that are asked for.

    A path may be a file or a folder; nothing given means every file.

    Raises:
        UsageError: nothing matches, or a path is not under params/.
        GeneratorError: a file that is asked for cannot be read.
    """
    fleet = load(project)
    chosen = Choice(project, fleet, paths, environments, service)
    for finding in fleet.findings:
        if finding.severity == "error" and chosen.includes(Path(finding.file)):
            raise GeneratorError(
                f"{finding.file}:{finding.line} {finding.message}.",
                finding.hint or "Run `python -m generator validate`.",
            )
    return Selection(fleet, tuple(chosen.files()))


class Choice:
    """What of a fleet is asked for, by path, environment and service.

    Raises:
        UsageError: a path or an environment that is not there.
    """

    def __init__(
        self,
        project: Project,
        fleet: Fleet,
        paths: Sequence[Path] = (),
        environments: Sequence[str] = (),
        service: str | None = None,
    ) -> None:
        self._fleet, self._environments, self._service = fleet, environments, service
        self._params = _absolute(project.params)
        self._asked = paths
        self._paths = [self._checked(path) for path in paths]
        known = [environment.name for environment in fleet.environments]
        for name in environments:
            if name not in known:
                near = nearest(name, known)
                raise UsageError(
                    f"There is no environment {shown(name)}.",
                    f"Did you mean {near}?"
                    if near
                    else f"There are {', '.join(known)}.",
                )

    def _checked(self, path: Path) -> Path:
        absolute = _absolute(path)
        if absolute == self._params / FILE:  # what it says concerns every file
            return self._params
        if not absolute.is_relative_to(self._params):
            raise UsageError(f"{path} is not under params/.", NAMING)
        if not (path.exists() or path.is_symlink()):
            names = [p.name for p in absolute.parent.glob("*")]
            near = nearest(path.name, names)
            raise UsageError(
                f"There is no {path}.",
                f"Did you mean {path.parent / near}?" if near else NAMING,
            )
        return absolute

    def includes(self, path: Path) -> bool:
        """Whether a file under params/ is asked for."""
        absolute = _absolute(path)
        inside = absolute.is_relative_to(self._params)
        parts = absolute.relative_to(self._params).parts if inside else ()
        name = absolute.name.partition(".")[0]
        return (
            (not self._paths or any(absolute.is_relative_to(p) for p in self._paths))
            and (not self._environments or parts[:1] in _singles(self._environments))
            and (self._service in (None, name))
        )

    def readable(self) -> list[ParameterFile]:
        """The readable files that are asked for, perhaps none."""
        return [file for file in self._fleet.files if self.includes(file.path)]

    def files(self) -> list[ParameterFile]:
        """The readable files that are asked for.

        Raises:
            UsageError: there is none.
        """
        files = self.readable()
        if not files and self._paths:
            raise UsageError(*self._unread(self._asked[0], self._paths[0]))
        if not files:
            services = sorted({file.name for file in self._fleet.files})
            near = nearest(self._service, services) if self._service else None
            raise UsageError(
                "No parameter file matches.",
                f"Did you mean {near}?" if near else NAMING,
            )
        return files

    def _unread(self, asked: Path, path: Path) -> tuple[str, str]:
        """Why nothing is read of a path that is there, and what to do."""
        inside = [
            file
            for file in self._fleet.files
            if _absolute(file.path).is_relative_to(path)
        ]
        parts = path.relative_to(self._params).parts
        known = [environment.name for environment in self._fleet.environments]
        if inside:
            wanted = [*self._environments, *([self._service] if self._service else [])]
            what = f"{inside[0].path} is not of {' and '.join(wanted)}"
        elif path.is_dir():
            what = f"{asked} has no parameter file"
        elif parts[0] not in known:
            what = f"{asked} is in no environment's folder"
        elif len(parts) > 2:
            what = f"{asked} is in a folder within an environment's, which is not read"
        else:
            what = f"{asked} is hidden or a note, which are not read"
        return f"{what}.", NAMING


def _singles(names: Sequence[str]) -> set[tuple[str, ...]]:
    return {(name,) for name in names}


def _absolute(path: Path) -> Path:
    # Not resolve(): a link inside params/ is chosen by its own name.
    return path.resolve() if ".." in path.parts else path.absolute()
