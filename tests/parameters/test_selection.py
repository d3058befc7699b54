from pathlib import Path

import pytest

from generator.errors import GeneratorError, UsageError
from generator.parameters import select
from tests.parameters.small_project import ENVIRONMENTS, SmallProject


@pytest.fixture
def three(small: SmallProject) -> SmallProject:
    small.file(name="ledger")
    small.file(name="refunds")
    small.file(name="ledger", environment="prod")
    return small


def stacks(small: SmallProject, *args, **rest) -> list[str]:
    return [file.stack_name for file in select(small.project, *args, **rest).files]


def test_nothing_asked_for_means_every_file(three: SmallProject) -> None:
    assert stacks(three) == [
        "ledger-small-dev",
        "refunds-small-dev",
        "ledger-small-prod",
    ]


def test_a_path_may_be_a_file_or_a_folder(three: SmallProject) -> None:
    params = three.project.params
    assert stacks(three, [params / "prod"]) == ["ledger-small-prod"]
    assert stacks(three, [params / "dev" / "ledger.small.json"]) == ["ledger-small-dev"]
    assert len(stacks(three, [params / "dev" / ".." / "prod", params / "dev"])) == 3


def test_environments_toml_concerns_every_file(three: SmallProject) -> None:
    assert len(stacks(three, [three.project.params / "environments.toml"])) == 3


def test_a_path_is_taken_from_the_current_folder(
    three: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(three.root)
    assert stacks(three, [Path("params/prod")]) == ["ledger-small-prod"]


def test_environment_and_service_narrow_the_choice(three: SmallProject) -> None:
    assert stacks(three, environments=["prod"]) == ["ledger-small-prod"]
    assert stacks(three, service="refunds") == ["refunds-small-dev"]
    assert stacks(three, (), ["dev"], "ledger") == ["ledger-small-dev"]


@pytest.mark.parametrize(
    ("rest", "message", "hint"),
    [
        ({"environments": ["prd"]}, 'There is no environment "prd".',
         "Did you mean prod?"),
        ({"environments": ["xyz"]}, 'There is no environment "xyz".',
         "There are dev, prod."),
        ({"service": "ledgr"}, "No parameter file matches.", "Did you mean ledger?"),
        ({"environments": ["prod"], "service": "refunds"}, "No parameter file matches.",
         "Did you mean refunds?"),
    ],
)  # fmt: skip
def test_what_matches_nothing_is_refused(
    three: SmallProject, rest: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(three.project, **rest)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_path_outside_params_is_refused(three: SmallProject) -> None:
    with pytest.raises(UsageError, match=r"is not under params/\."):
        select(three.project, [three.root / "templates_out"])


def test_a_path_that_is_not_there_has_the_nearest_as_a_hint(
    three: SmallProject,
) -> None:
    with pytest.raises(UsageError, match="There is no") as caught:
        select(three.project, [three.project.params / "dev" / "ledgr.small.json"])
    assert caught.value.hint.endswith("ledger.small.json?")


def test_an_unreadable_file_stops_those_who_ask_for_it_only(
    three: SmallProject,
) -> None:
    bad = three.write("dev/bad.small.json", "{")
    with pytest.raises(GeneratorError) as caught:
        select(three.project)
    assert caught.value.message.startswith(f"{bad}:1 this is not JSON: the file ends")
    assert stacks(three, environments=["prod"]) == ["ledger-small-prod"]


PROD = '[prod]\naccount = "444455556666"\nregion = "us-east-2"\n'


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("staging", "has no parameter file"),
        ("dev/notes.md", "is hidden or a note, which are not read"),
        ("dev/.hidden.small.json", "is hidden or a note, which are not read"),
        ("dev/inner/a.small.json", "is in a folder within an environment's"),
        ("elsewhere/a.small.json", "is in no environment's folder"),
    ],
)
def test_a_path_that_is_there_is_told_why_it_is_not_read(
    three: SmallProject, path: str, why: str
) -> None:
    there = three.project.params / path
    if there.suffix:
        three.write(path, "{}")
    else:
        three.environments(ENVIRONMENTS.replace("[prod]", "[staging]") + PROD)
        there.mkdir()
    with pytest.raises(UsageError) as caught:
        select(three.project, [there])
    assert caught.value.message.startswith(f"{there} {why}")
    assert caught.value.hint


def test_a_file_of_another_environment_is_told_so(three: SmallProject) -> None:
    path = three.project.params / "dev" / "ledger.small.json"
    with pytest.raises(UsageError) as caught:
        select(three.project, [path], ["prod"])
    assert caught.value.message == f"{path} is not of prod."
