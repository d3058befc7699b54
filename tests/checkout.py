"""This checkout, copies of what a build reads in it, and the command in a process."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
INPUTS = ("buildspecs", "params", "templates_out", "setup.cfg")

# Runs the command, then says which modules that took.
IMPORTED = """
import sys
from generator.cli import main
try:
    main()
finally:
    print(*sys.modules, file=open("modules.txt", "w"))
"""


def copy_to(folder: Path, *templates: str) -> Path:
    """Copy everything but the code that a command reads; the code is this one.

    Of the templates, and of what is deployed by them, these alone; all without one.
    """
    for name in INPUTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    if templates:
        settings = (folder / "setup.cfg").read_text()
        wanted = f"[generator]\ntemplates = {' '.join(templates)}\n"
        (folder / "setup.cfg").write_text(settings.replace("[generator]\n", wanted))
        for path in (folder / "templates_out").iterdir():
            if path.name.partition(".")[0] not in templates:
                path.unlink()
        for path in (folder / "params").rglob("*.json"):
            if path.name.split(".")[-2] not in templates:
                path.unlink()
    return folder


def environment(home: Path, **more: str) -> dict[str, str]:
    """Of a user who has only just got here: nothing of the machine's own."""
    measured = {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_")}
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        **measured,
        **more,
    }


def run(
    folder: Path, *arguments: str, home: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """`python -m generator ARGUMENTS` in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def imported(folder: Path, *arguments: str, home: Path) -> set[str]:
    """The packages that the command with these arguments needed."""
    subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments],
        cwd=folder,
        env=environment(home),
        capture_output=True,
        check=False,
    )
    modules = (folder / "modules.txt").read_text().split()
    return {name.partition(".")[0] for name in modules}
