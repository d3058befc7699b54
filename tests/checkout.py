"""This checkout, and copies of what a build reads in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
INPUTS = ("buildspecs", "params", "templates_out", "setup.cfg")

Run = Callable[..., subprocess.CompletedProcess[str]]


def copy_to(folder: Path) -> Path:
    """Copy everything but the code that a command reads; the code is this one."""
    for name in INPUTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> "Finished":
    """`python -m generator ARGUMENTS` in `folder`, as a process of its own.

    Home and cache are the folder's: nothing of the machine's user decides.
    """
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


Finished = subprocess.CompletedProcess[str]
