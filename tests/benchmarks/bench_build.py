"""How long `build` takes beside what one would run instead.

Whole processes, interleaved so that other work on the machine meets all of
them, each ratio from the medians:

    python tests/benchmarks/bench_build.py [ROUNDS]

`cfn-lint` is the plain command on the same file. A build does more: it makes the
template and the page beside it, and lints with the house rules, too; `cfn-lint
with our rules` is the command that finds as much. The parameter files are left
out but for `with parameter files`, where the sample stacks are validated too; a
build does that in a second process. Many of them: parameter_fleet.py.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable
GENERATOR = [PYTHON, "-m", "generator"]
CFN_LINT = [str(Path(PYTHON).with_name("cfn-lint")), "--regions", "us-east-2"]
TEMPLATE = ["--", "templates_out/pipeline.yaml"]
OUR_RULES = ["--include-checks", "I", "--append-rules", f"{ROOT}/generator/rules"]
FOLDERS = ("buildspecs", "templates_out")
COMMANDS = {
    "cfn-lint": [*CFN_LINT, *TEMPLATE],
    "cfn-lint with our rules": [*CFN_LINT, *OUR_RULES, *TEMPLATE],
    "build --no-cache": [*GENERATOR, "build", "--no-cache"],
    "build --no-cache, with parameter files": [*GENERATOR, "build", "--no-cache"],
    "build, unchanged": [*GENERATOR, "build"],
    "build --check, unchanged": [*GENERATOR, "build", "--check"],
    "import click": [PYTHON, "-c", "import click"],
    "--help": [*GENERATOR, "--help"],
}
# What is compared with what, and the ratio to stay below.
RATIOS = (
    ("build --no-cache", "cfn-lint", 0.75),
    ("build --no-cache", "cfn-lint with our rules", 0.75),
    ("build --no-cache, with parameter files", "cfn-lint", 1.3),
    ("build, unchanged", "cfn-lint", 0.13),
    ("build --check, unchanged", "cfn-lint", 0.13),
    ("--help", "import click", 2.0),
)


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one process; one that fails measures nothing."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    start = perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True
    )
    return perf_counter() - start


def _checkout(command: str) -> str:
    return "with" if command.endswith("with parameter files") else "without"


def rounds(count: int, folder: Path) -> Iterator[dict[str, float]]:
    """One time for each command a round; the first, which warms up, is left out."""
    for number in range(count + 1):
        times = {
            name: seconds(command, folder / _checkout(name))
            for name, command in COMMANDS.items()
        }
        if number:
            yield times


def main() -> None:
    """Print medians and ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as name:
        for checkout, folders in (("without", FOLDERS), ("with", (*FOLDERS, "params"))):
            for folder in folders:
                shutil.copytree(ROOT / folder, Path(name) / checkout / folder)
            shutil.copy(ROOT / "setup.cfg", Path(name) / checkout)
        measured = list(rounds(count, Path(name)))
    medians = {name: median(each[name] for each in measured) for name in COMMANDS}
    for name, middle in medians.items():
        low, high = (f(each[name] for each in measured) for f in (min, max))
        print(f"{name:38} {middle:6.3f} s  ({low:.3f} to {high:.3f}, n = {count})")
    for ours, theirs, limit in RATIOS:
        ratio = medians[ours] / medians[theirs]
        print(f"{ours} / {theirs}: {ratio:.2f} (at most {limit})")


if __name__ == "__main__":
    main()
