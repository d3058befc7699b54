"""Which commit the committed files are of."""

import shutil
import subprocess
from pathlib import Path


def current_commit(root: Path) -> str:
    """The checkout's commit, with `+changes` for what is not committed.

    Empty where there is no git or no repository: the plan then says so.
    """
    git = shutil.which("git")
    if git is None:
        return ""

    def ask(*words: str) -> str | None:
        done = subprocess.run(  # noqa: S603 (fixed words, found by which)
            [git, "-C", str(root), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "HEAD")
    if not commit:
        return ""
    changed = ask("status", "--porcelain", "--", "params", "templates_out")
    return f"{commit}+changes" if changed else commit
