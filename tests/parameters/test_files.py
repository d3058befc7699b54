import os

import pytest

from generator.errors import UsageError
from generator.findings import Finding
from generator.parameters.files import load
from generator.parameters.model import Place
from tests.parameters.small_project import SmallProject

GOOD = '{"Parameters": {"NotificationEmail": "team@example.com"}}'


def only(small: SmallProject) -> Finding:
    (finding,) = load(small.project).findings
    return finding


def test_environment_name_and_template_come_from_the_path(small: SmallProject) -> None:
    small.write("prod/refunds.small.json", GOOD)
    (file,) = load(small.project).files
    assert (file.environment.name, file.name, file.template) == (
        "prod",
        "refunds",
        "small",
    )
    assert file.stack_name == "refunds-small-prod"


def test_files_are_in_environment_order_then_by_path(small: SmallProject) -> None:
    for path in ("prod/a.small.json", "dev/b.small.yml", "dev/a.small.yaml"):
        small.write(path, GOOD)
    names = [
        str(f.path.relative_to(small.project.params)) for f in load(small.project).files
    ]
    assert names == ["dev/a.small.yaml", "dev/b.small.yml", "prod/a.small.json"]


def test_the_files_value_wins_over_the_environments(small: SmallProject) -> None:
    small.environments(
        '[dev]\naccount = "111122223333"\nregion = "us-east-2"\n'
        'parameters = {Label = "shared", NodeVersion = "20"}\n'
        'tags = {Team = "a", Owner = "b"}\n'
    )
    file = small.file({"Label": "own"}, {"Team": "own"})
    toml = f"{small.project.params}/environments.toml"
    assert (file.parameters["Label"], file.parameters["NodeVersion"]) == ("own", "20")
    assert file.tags == {"Team": "own", "Owner": "b"}
    assert file.place_of("NodeVersion") == Place(toml, 4)
    assert file.place_of("Label") == Place(str(file.path), 4)
    assert file.place_of_tag("Owner") == Place(toml, 5)


def test_the_folder_gives_the_suffix_and_the_file_may_repeat_it(
    small: SmallProject,
) -> None:
    assert small.file().parameters["EnvironmentSuffix"] == "dev"
    assert small.wrong({"EnvironmentSuffix": "dev"}) == []


def test_a_default_that_the_template_does_not_know_is_not_sent(
    small: SmallProject,
) -> None:
    small.environments(
        '[dev]\naccount = "111122223333"\nregion = "us-east-2"\n'
        'parameters = {OfAnother = "x"}\n'
    )
    small.template("Resources: {}", "plain")
    small.write("dev/a.plain.json", "{}")
    (file,) = load(small.project).files
    assert file.parameters == {}


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("dev/payment-service.json", "its name is not <name>.<template>",
         "Name it params/<environment>/<name>.<template>.json."),
        ("dev/.small.json.json", "its name is not <name>.<template>", None),
        ("dev/a.b.small.json", "its name is not <name>.<template>", None),
        ("dev/a.smal.json", 'there is no template "smal" in templates_out',
         "Did you mean small?"),
        ("dev/a.zzz.json", 'there is no template "zzz" in templates_out',
         "Run `python -m generator build`."),
        ("dev/a.small.jsn", "it ends in none of .json, .yaml and .yml", None),
        ("dev/a.small.json/x.json",
         "folders in an environment's folder are not read", None),
        ("prd/a.small.json", '"prd" is no environment of environments.toml',
         "Did you mean prod?"),
        ("qa/a.small.json", '"qa" is no environment of environments.toml',
         "Add [qa] to it."),
        ("a.small.json", "it is in no environment's folder", None),
    ],
)  # fmt: skip
def test_a_path_that_names_no_stack_is_told(
    small: SmallProject, path: str, message: str, hint: str | None
) -> None:
    small.write(path, GOOD)
    if path == "dev/.small.json.json":  # hidden files are nobody's
        assert load(small.project).findings == ()
        return
    finding = only(small)
    assert finding.message == message
    if hint is not None:
        assert finding.hint == hint


def test_notes_are_left_alone(small: SmallProject) -> None:
    small.write("dev/README.md", "notes")
    assert load(small.project).findings == ()


def test_a_link_that_leaves_params_is_refused(small: SmallProject) -> None:
    outside = small.root / "secret.json"
    outside.write_text(GOOD)
    small.write("dev/README.md", "")
    (small.project.params / "dev" / "a.small.json").symlink_to(outside)
    assert only(small).message == "it is a link that leaves params/"


def test_a_folder_that_is_a_link_out_of_params_is_refused(small: SmallProject) -> None:
    (small.root / "elsewhere").mkdir()
    (small.root / "elsewhere" / "a.small.json").write_text(GOOD)
    (small.project.params / "dev").symlink_to(small.root / "elsewhere")
    assert only(small).message == "it is a link that leaves params/"


def test_a_link_inside_params_is_a_file_of_its_own(small: SmallProject) -> None:
    small.write("dev/a.small.json", GOOD)
    small.write("prod/README.md", "")
    (small.project.params / "prod" / "a.small.json").symlink_to("../dev/a.small.json")
    assert [f.environment.name for f in load(small.project).files] == ["dev", "prod"]


def test_a_link_to_nothing_is_told(small: SmallProject) -> None:
    small.write("dev/README.md", "")
    (small.project.params / "dev" / "a.small.json").symlink_to("b.small.json")
    assert only(small).message == "it cannot be read: No such file or directory"


def test_a_pipe_is_not_waited_for(small: SmallProject) -> None:
    small.write("dev/README.md", "")
    os.mkfifo(small.project.params / "dev" / "a.small.json")
    assert only(small).message == "it cannot be read: it is not a regular file"


def test_a_file_with_mistakes_has_findings_instead(small: SmallProject) -> None:
    small.write("dev/a.small.json", "[1]")
    fleet = load(small.project)
    assert fleet.files == ()
    assert len(fleet.findings) == 1


def test_a_template_that_cannot_be_read_stops_everything(small: SmallProject) -> None:
    small.write("dev/a.small.json", GOOD)
    (small.project.templates_out / "small.yaml").write_text("[")
    with pytest.raises(UsageError, match=r"small.yaml:2 this is not YAML"):
        load(small.project)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dev/a.small.json", "it cannot be read: Too many levels of symbolic links"),
        ("dev", "it is no folder, but is named like an environment"),
    ],
)
def test_a_link_that_leads_to_itself_is_a_mistake(
    small: SmallProject, name: str, message: str
) -> None:
    small.write("prod/b.small.json", GOOD)
    path = small.project.params / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(path)
    fleet = load(small.project)
    assert [(f.file, f.message) for f in fleet.findings] == [(str(path), message)]
    assert [file.name for file in fleet.files] == ["b"]
