"""Runs one command of a buildspec alone: quick, for what that command refuses."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from generator.rehearsal.project import BuildProject
from generator.rehearsal.shell import BASH
from tests.buildspecs.conftest import write_tool
from tests.buildspecs.test_mutations import commands


def run_step(
    project: BuildProject,
    marker: str,
    folder: Path,
    given: Mapping[str, str],
    **tools: str,
) -> tuple[str, int]:
    """What the command that has `marker` says, and its exit code.

    `folder` gets `src`, the repository, and `work`; `given` are variables on top of
    the project's, `tools` what runs in place of a command.
    """
    for name in ("src", "work", "tools"):
        (folder / name).mkdir(exist_ok=True)
    # As it is: a shim of pyenv's puts its own folder, and the aws there, before tools.
    tools.setdefault("python3", sys.executable)
    for name, command in tools.items():
        write_tool(folder / "tools" / name, command)
    (step,) = (each for each in commands(project.buildspec) if marker in each)
    ended = subprocess.run(
        [BASH, "-c", step],
        env={
            "PATH": f"{folder / 'tools'}:{os.environ['PATH']}",
            **{one.name: one.value for one in project.variables},
            "CODEBUILD_SRC_DIR": str(folder / "src"),
            "WORK": str(folder / "work"),
            **given,
        },
        cwd=folder / "src",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.stdout, ended.returncode
