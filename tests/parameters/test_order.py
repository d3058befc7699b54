"""What a stack needs is deployed before it; a circle is refused at its line."""

import random

import pytest

from generator.errors import UsageError
from generator.parameters import validate
from generator.parameters.environments import parse_environments
from generator.parameters.model import Environment, ParameterFile
from generator.parameters.order import circles, needed_by, steps, unknown_names
from generator.project import Project
from tests.deploy.project import add_stack

TABLES = """
[dev]
account = "111111111111"
region = "eu-west-1"

[prod]
account = "111111111111"
region = "eu-central-1"

[tools]
account = "222222222222"
region = "eu-west-1"
"""


def files(tables: str, *names: str) -> list[ParameterFile]:
    """Parameter files of `ENVIRONMENT/NAME.TEMPLATE`, in the environments' order."""
    environments = parse_environments(tables, "environments.toml")
    found = []
    for text in names:
        environment, _, rest = text.partition("/")
        name, _, template = rest.partition(".")
        (own,) = (each for each in environments if each.name == environment)
        path = Project().params / environment / f"{rest}.json"
        found.append(ParameterFile(path, own, name, template, {}, {}))
    place = {each.name: number for number, each in enumerate(environments)}
    return sorted(found, key=lambda file: place[file.environment.name])


def shown(found: list[ParameterFile]) -> list[list[str]]:
    return [
        [f"{file.environment.name}/{file.name}.{file.template}" for file in step]
        for step in steps(found)
    ]


def test_without_a_word_each_environment_is_one_step() -> None:
    found = files(TABLES, "dev/a.store", "dev/b.store", "prod/a.store")
    assert shown(found) == [["dev/a.store", "dev/b.store"], ["prod/a.store"]]


def test_a_pipeline_of_any_language_is_one_and_goes_after_its_service() -> None:
    found = files(TABLES, "dev/pay.pipeline-go", "dev/pay.service")
    assert shown(found) == [["dev/pay.service"], ["dev/pay.pipeline-go"]]
    assert found[0].stack_name == "pay-pipeline-dev"


def test_templates_say_what_stands_before_what() -> None:
    found = files(
        TABLES,
        "dev/pay.pipeline",
        "dev/pay.service",
        "dev/other.pipeline",
        "dev/pay.target",
        "prod/pay.target",
        "tools/images.registry",
        "tools/pay.promotion",
        "tools/pay.store",
        "tools/base.account",
    )
    assert shown(found) == [
        ["dev/pay.service", "dev/other.pipeline"],
        ["dev/pay.pipeline"],
        ["tools/images.registry", "tools/base.account"],
        ["dev/pay.target"],
        ["prod/pay.target"],
        ["tools/pay.store"],
        ["tools/pay.promotion"],
    ]


def test_what_is_written_orders_within_and_across_environments() -> None:
    tables = TABLES.replace(
        "[prod]",
        '[dev.depends_on]\n"*.store" = ["base.net", "tools/images.store"]\n\n[prod]',
    )
    found = files(tables, "dev/a.store", "dev/base.net", "tools/images.store")
    assert shown(found) == [["dev/base.net"], ["tools/images.store"], ["dev/a.store"]]
    assert needed_by(found[0], found) == {found[1].path, found[2].path}
    # What is not deployed now is taken to stand.
    assert shown(found[:1]) == [["dev/a.store"]]


def test_a_circle_is_refused_at_its_line() -> None:
    tables = TABLES.replace(
        "[prod]",
        '[dev.depends_on]\n"z.store" = ["a.store"]\n"a.store" = ["b.store"]\n'
        '"b.store" = ["a.store"]\n\n[prod]',
    )
    found = files(tables, "dev/z.store", "dev/a.store", "dev/b.store", "dev/c.store")
    with pytest.raises(UsageError) as caught:
        steps(found)
    assert caught.value.message == (
        "environments.toml:8 a-store-dev waits for b-store-dev, b-store-dev waits for "
        "a-store-dev: none of them can begin."
    )
    assert len(list(circles(found))) == 1


def test_one_written_word_against_the_templates_is_a_circle_too() -> None:
    tables = TABLES.replace(
        "[prod]", '[dev.depends_on]\n"a.service" = ["a.pipeline"]\n\n[prod]'
    )
    (wrong,) = circles(files(tables, "dev/a.service", "dev/a.pipeline"))
    assert (wrong.file, wrong.line) == ("environments.toml", 7)


def test_any_order_of_the_files_gives_every_need_first() -> None:
    chance = random.Random(5)
    names = [f"dev/s{number}.store" for number in range(30)]
    wanted = {
        f"s{number}.store": [f"s{n}.store" for n in chance.sample(range(number), 2)]
        for number in range(2, 30)
    }
    order = "\n".join(f'"{name}" = {texts}' for name, texts in wanted.items())
    found = files(
        TABLES.replace("[prod]", f"[dev.depends_on]\n{order}\n\n[prod]"), *names
    )
    chance.shuffle(found)
    done: set[object] = set()
    for step in steps(found):
        for file in step:
            assert needed_by(file, found) <= done
        done |= {file.path for file in step}
    assert len(done) == 30


@pytest.mark.parametrize("value", ['"a.store"', "[1]", '["a"]', "{}"])
def test_what_is_no_list_of_names_is_refused_at_its_line(value: str) -> None:
    text = TABLES + f'[tools.depends_on]\n"b.store" = {value}\n'
    with pytest.raises(UsageError, match=r"environments.toml:14 .*depends on no list"):
        parse_environments(text, "environments.toml")
    with pytest.raises(UsageError, match="is no table"):
        parse_environments(f"{TABLES}depends_on = 5\n", "environments.toml")


def test_a_name_of_no_file_is_found(project: Project) -> None:
    environments: list[Environment] = []
    text = TABLES + '[tools.depends_on]\n"b.store" = ["dev/a.store", "dev/x.store"]\n'
    environments += parse_environments(text, "e.toml")
    found = files(TABLES, "dev/a.store", "tools/b.store")
    (wrong,) = unknown_names(environments, found)
    assert (wrong.line, wrong.message.split()[0]) == (14, "dev/x.store")


def test_validate_finds_a_circle(project: Project) -> None:
    for name in ("a", "b"):
        add_stack(project, "dev", name)
    path = project.params / "environments.toml"
    circle = '"a.store" = ["b.store"]\n"b.store" = ["a.store"]\n'
    path.write_text(f"{path.read_text()}\n[dev.depends_on]\n{circle}")
    assert "depends-on" in {finding.rule for finding in validate(project)}
