"""The README's picture, a recording of `sandbox run`: `python -m tests.recording`.

Everything in it is what the program prints. The service's packages are installed and
its tests run; Docker is not there, so that the picture is the same on any machine.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from click.testing import CliRunner
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from generator.cli import generator
from generator.cli.sandbox import following
from generator.sandbox.delivery import pace
from tests.checkout import ROOT
from tests.samples import PARAMETERS, VALUES, sample_project, write_parameters

PICTURE = ROOT / "docs" / "sandbox-run.svg"
SERVICE = ROOT / "tests" / "fixtures" / "payment-service"
WORDS = ("sandbox", "run", "--env", "dev", "--service", "../payment-service")
GIVEN = {
    **VALUES,
    "DeploymentConfigName": "CodeDeployDefault.ECSCanary10Percent5Minutes",
}
_WIDTH = 116
# Fonts of other hosts, which a picture in a README may not load.
_FONTS = re.compile(r"\s*@font-face \{\{.*?\n    \}\}", re.S)
_BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def transcript(here: Path, also: Mapping[str, str]) -> str:
    """What a terminal shows of the run, typed words and colours included.

    `here` is an empty folder; `also` are variables of the environment by which the
    service's packages come here.
    """
    project = here / "project"
    project.mkdir()
    sample_project(project)
    write_parameters(project, GIVEN)
    shutil.copytree(SERVICE, here / "payment-service", ignore=_untracked)
    with chdir(project), _same_everywhere(also):
        deployed = CliRunner().invoke(
            generator, ["deploy", "--sandbox", "--yes", str(PARAMETERS)]
        )
        assert deployed.exit_code == 0, deployed.output
        ran = CliRunner().invoke(generator, WORDS, input="yes\n", color=True)
    assert ran.exit_code == 0, ran.output
    return f"$ generator {' '.join(WORDS)}\n{ran.output}"


def picture(text: str) -> str:
    """The text as a terminal in SVG."""
    console = Console(
        record=True,
        width=_WIDTH,
        file=StringIO(),
        force_terminal=True,
        legacy_windows=False,
    )
    console.print(Text.from_ansi(text))
    return console.export_svg(
        title="generator sandbox run", code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT)
    )


@contextmanager
def _same_everywhere(also: Mapping[str, str]) -> Iterator[None]:
    """A clock of its own, somebody at the terminal, no Docker."""
    time, found = [_BEGIN], shutil.which

    def wait(seconds: float) -> None:
        time[0] += timedelta(seconds=seconds)

    def which(program: str) -> str | None:
        return None if program == "docker" else found(program)

    with ExitStack() as stack:
        for change in (
            patch.object(pace, "now", lambda: time[0]),
            patch.object(pace, "wait", wait),
            patch.object(following, "has_terminal", lambda: True),
            patch("generator.rehearsal.machine.shutil.which", which),
            patch.dict("os.environ", also),
        ):
            stack.enter_context(change)
        yield


def _untracked(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("node_modules", "reports", "coverage")]


if __name__ == "__main__":
    with TemporaryDirectory() as here:
        PICTURE.write_text(picture(transcript(Path(here), {})), "utf-8")
