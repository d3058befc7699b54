"""The source of a build: the files that a push would bring, copied."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.errors import UsageError

# What CodeBuild would say of a folder that is in no repository.
_NO_COMMIT = "0" * 40
_NEVER = shutil.ignore_patterns(".git")


@dataclass(frozen=True)
class Source:
    """The repository that a build gets, or a folder that is in none.

    `files` are relative to `root`, or None for everything that is there.
    `commit` is what the build takes for the pushed commit, `message` the first line
    of what its author says; `changed` counts the files that are not as they are in it.
    """

    root: Path
    commit: str = _NO_COMMIT
    files: tuple[Path, ...] | None = None
    changed: int = 0
    message: str = ""

    def copy(self, to: Path) -> None:
        """Write the files to a folder that is not there yet."""
        if self.files is None:
            shutil.copytree(self.root, to, symlinks=True, ignore=_NEVER)
            return
        to.mkdir()
        for file in self.files:
            (to / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.root / file, to / file, follow_symlinks=False)


def find_source(folder: Path, service_path: str) -> Source:
    """What a push from this folder would bring.

    The folder is the repository's root, or the service's own, which is
    `service_path` in a repository. Files that git ignores are left out, so are
    submodules, which CodePipeline's source has not (CodePipeline User Guide,
    "GitHub connections": the default is a zip without Git metadata).

    Raises:
        UsageError: there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", "Name the service's folder.")
    root = folder.resolve()
    top = Path(_git(root, "rev-parse", "--show-toplevel").rstrip("\n") or root)
    if (top / service_path).resolve() == root:
        root = top
    names = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if not names:
        return Source(root)
    files = (Path(name) for name in dict.fromkeys(names.split("\0")) if name)
    changed = _git(root, "status", "--porcelain", "-z", "--no-renames", "--", ".")
    return Source(
        root,
        _git(root, "rev-parse", "--verify", "-q", "HEAD").strip() or _NO_COMMIT,
        tuple(f for f in files if (root / f).is_file() or (root / f).is_symlink()),
        changed.count("\0"),
        _git(root, "log", "-1", "--format=%s").strip(),
    )


def _git(folder: Path, *arguments: str) -> str:
    """What git prints, nothing where it has nothing to say."""
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run(  # noqa: S603 (fixed words, found by which)
        [git, "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else ""
