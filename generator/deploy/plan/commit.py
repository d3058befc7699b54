"""What git knows of the committed files."""

import shutil
import subprocess
from pathlib import Path

# Where a clone knows the default branch, the surest first.
_DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


def current_commit(root: Path) -> str:
    """The checkout's commit, with `+changes` for what is not committed.

    Empty where there is no git or no repository: the plan then says so.
    """
    commit = _ask(root, "rev-parse", "HEAD")
    if not commit:
        return ""
    changed = _ask(root, "status", "--porcelain", "--", "params", "templates_out")
    return f"{commit}+changes" if changed else commit


def on_default_branch(root: Path, path: str) -> str | None:
    """A file's text on the default branch, as this clone knows it; None without one.

    `path` is relative to `root`.
    """
    for branch in _DEFAULT_BRANCHES:
        text = _ask(root, "show", f"{branch}:./{path}")
        if text is not None:
            return text
    return None


def _ask(root: Path, *words: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(  # noqa: S603 (fixed words, found by which)
        [git, "-C", str(root), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else None
