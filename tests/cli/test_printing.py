"""Whatever is in a value, a line of the output is one line and no command."""

import ast
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from generator import cli
from generator.cli import deletion, planning, results, validate
from generator.cli.columns import print_whole
from generator.cli.printing import print_error, print_json
from generator.cli.progress import Watching
from generator.cli.targets import Targets
from generator.deploy.across import result
from generator.deploy.execute.watch import Progress
from generator.deploy.mask import Mask
from generator.deploy.outcome import Outcome
from generator.deploy.plan.changes import Change
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.markdown import markdown
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import Risk
from generator.deploy.state.events import Operation
from generator.deploy.target import Target
from generator.deploy.undo.destroy import Deletion, Fate
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.project import Project
from tests.deploy.plan.test_markdown import change, plan
from tests.deploy.project import make_project, target
from tests.hostile import HOSTILE, assert_harmless

TEXT = Targets(Project(), (), (), None, "text")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return target(make_project(tmp_path_factory.mktemp("project")))


def planned(value: str) -> StackPlan:
    properties = tuple(
        replace(one, path=value, before=value, after=value)
        for one in change("T").properties
    )
    one = Change(value, value, value, "", "", "", "", (), properties, (value,))
    return replace(
        plan(one, stack=value),
        inputs=(InputChange(value, value, value),),
        risks=(Risk("data-loss", value, value, "--allow-delete"),),
        warnings=(value,),
        commit=value,
        principal=value,
        template=value,
    )


def print_results(value: str, stack: Target) -> None:
    ended = result(stack.file, Outcome.FAILED, value, value, (value,))
    with suppress(SystemExit):
        results.finish("status", TEXT, [replace(ended, stack=value)])


def print_progress(value: str, stack: Target) -> None:
    at = datetime.now(UTC)
    file = replace(stack.file, name=value)
    watched = Operation(file, "arn", "", at, "deploy", Mask())
    with Watching() as screen:
        screen.moved(Progress(watched, value, value, 1))
        screen.ended(replace(result(file, Outcome.FAILED), stack=value))


def print_deletion(value: str, stack: Target) -> None:
    fates = (Fate(value, value, value, "Delete"),)
    deletion._show(Deletion(stack, value, value, datetime.now(UTC), fates))


PRINTERS: dict[str, Callable[[str, Target], None]] = {
    "results": print_results,
    "progress": print_progress,
    "deletion": print_deletion,
    "review": lambda value, _: planning.show([planned(value)]),
    "findings": lambda value, _: validate.show(
        [Finding(value, 1, value, value, "error", value)]
    ),
    "error": lambda value, _: print_error(GeneratorError(value, value, [value])),
    "table": lambda value, _: print_whole([(value, value), ("a", value)]),
}


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_line_is_one_line_and_no_command(
    printer: str, stack: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(value: str) -> str:
        PRINTERS[printer](value, stack)
        captured = capsys.readouterr()
        return f"{captured.out}{captured.err}"

    lines = len(told("plain").rstrip("\n").split("\n"))
    for value in HOSTILE:
        assert_harmless(told(value), lines)


def test_json_is_the_same_value_in_harmless_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = {value: [value] for value in HOSTILE}
    print_json(document)
    printed = capsys.readouterr().out
    assert_harmless(printed, printed.count("\n"))
    assert json.loads(printed) == document


@pytest.mark.parametrize("value", HOSTILE)
def test_the_rendered_review_holds_what_a_plain_value_would(value: str) -> None:
    def rendered(value: str) -> list[str]:
        # Our own marker is a comment, too.
        text = markdown([planned(value)]).partition("\n")[2]
        assert "##[" not in text and "##vso[" not in text
        text = text.encode("utf-8", "replace").decode()
        html = github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
        # A link that shows where it leads deceives nobody.
        html = re.sub(
            r'<a href="([^"]*)">([^<]*)</a>',
            lambda link: link[2] if unquote(link[1]) == link[2] else link[0],
            html,
        )
        return [
            part.partition(">")[0].partition(" ")[0]
            for part in html.replace("<!-- -->", "").split("<")
            if part and not part.startswith(("code", "/code"))
        ]

    assert rendered(value) == rendered("plain")


def test_only_one_module_prints() -> None:
    prints_or_asks = {"echo", "secho", "prompt", "confirm"}
    prints = {
        f"{path.name}:{node.lineno}"
        for path in Path(cli.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in prints_or_asks
        if path.name not in {"printing.py", "confirm.py", "completion.py"}
    }
    assert prints == set()
