import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.parameters.environments import load_environments
from generator.parameters.model import Environment, Place
from generator.parameters.toml_lines import line_of
from generator.project import Project
from tests.parameters.small_project import SmallProject

GOOD = '[dev]\naccount = "111122223333"\nregion = "us-east-2"\n'


def load(small: SmallProject, text: str) -> tuple[Environment, ...]:
    small.environments(text)
    return load_environments(small.project)


def test_environments_come_in_the_order_of_the_file(small: SmallProject) -> None:
    text = GOOD + GOOD.replace("dev", "a-late-one").replace("us-east-2", "eu-west-1")
    assert [e.name for e in load(small, text)] == ["dev", "a-late-one"]


def test_everything_an_environment_may_say_is_read(small: SmallProject) -> None:
    role = "arn:aws:iam::111122223333:role"
    file = f"{small.project.params}/environments.toml"
    (environment,) = load(
        small,
        GOOD
        + f'role_arn = "{role}/cloudformation"\nassume_role_arn = "{role}/deploy"\n'
        'external_id = "a1"\ntemplate_bucket = "some-templates"\n'
        "termination_protection = true\nrequire_review = true\n"
        'parameters = { A = "x", B = 5, C = 1.50, D = true }\n[dev.tags]\nT = "v"\n',
    )
    assert environment == Environment(
        name="dev",
        account="111122223333",
        region="us-east-2",
        role_arn=f"{role}/cloudformation",
        assume_role_arn=f"{role}/deploy",
        external_id="a1",
        template_bucket="some-templates",
        termination_protection=True,
        require_review=True,
        parameters={"A": "x", "B": "5", "C": "1.50", "D": "true"},
        tags={"T": "v"},
        parameter_places={key: Place(file, 10) for key in "ABCD"},
        tag_places={"T": Place(file, 12)},
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "names no environment."),
        ("dev = 1", 1, '"dev" is no table.'),
        ('["a_b"]', 1,
         'the environment name "a_b" is not made of letters, digits and hyphens.'),
        (GOOD + "colour = 1", 4, 'dev has an unknown key "colour".'),
        ("[dev]\naccount = 111122223333", 2,
         "account of dev is 111122223333, which is not in quotes."),
        ('[dev]\nregion = "us-east-2"', 1, "dev has no account."),
        (GOOD.replace("111122223333", "1111"), 2,
         'account of dev is "1111", not 12 digits.'),
        (GOOD.replace("us-east-2", "Ohio"), 3,
         'region of dev is "Ohio", not a region\'s name.'),
        (GOOD + 'require_review = "yes"', 4,
         "require_review of dev is 'yes', not true or false."),
        (GOOD + "tags = 1", 4, "tags of dev is no table."),
        (GOOD + "[dev.parameters]\nSubnets = ['a']", 5,
         '"Subnets" in the parameters of dev is not one value.'),
        (GOOD + 'role_arn = "deploy"', 4, 'role_arn of dev is "deploy", no role ARN.'),
        (GOOD + 'assume_role_arn = "arn:aws:iam::999999999999:role/x"', 4,
         "assume_role_arn of dev is in account 999999999999, but the environment is "
         "account 111122223333."),
        (GOOD + 'external_id = "a1"', 4,
         "dev has an external_id but no assume_role_arn."),
        (GOOD + 'assume_role_arn = "arn:aws:iam::111122223333:role/x"\n'
         'external_id = "#"', 5, "external_id of dev is not valid."),
        (GOOD + 'template_bucket = "a.b"', 4,
         'template_bucket of dev is "a.b", no bucket\'s name.'),
        (GOOD + "template_bucket = 5", 4,
         "template_bucket of dev is 5, which is not in quotes."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_value(
    small: SmallProject, text: str, line: int, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(small, text)
    path = small.project.params / "environments.toml"
    assert caught.value.message == f"{path}:{line} {message}"


def test_an_unknown_key_has_the_nearest_as_a_hint(small: SmallProject) -> None:
    with pytest.raises(UsageError) as caught:
        load(small, GOOD + "require_reviews = true")
    assert caught.value.hint == "Did you mean require_review?"


def test_text_that_is_not_toml_is_told_with_its_line(small: SmallProject) -> None:
    with pytest.raises(UsageError, match=r"is not TOML: .*line 2"):
        load(small, "[dev]\naccount =\n")


def test_a_missing_file_is_told_with_what_to_write(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"There is no .*environments\.toml") as caught:
        load_environments(Project(tmp_path))
    assert "account" in caught.value.hint


def test_a_file_that_is_not_utf_8_is_refused(small: SmallProject) -> None:
    small.write("environments.toml", b"\xff")
    with pytest.raises(UsageError, match="cannot be read"):
        load_environments(small.project)


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-east-2", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
    ],
)
def test_the_region_tells_the_partition(
    region: str, partition: str, suffix: str
) -> None:
    environment = Environment("x", "111122223333", region)
    assert (environment.partition, environment.url_suffix) == (partition, suffix)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("dev",), 2),
        (("dev", "account"), 3),
        (("dev", "tags", "Team"), 4),
        (("dev", "parameters", "A"), 6),
        (("prod", "tags", "Team"), 8),
    ],
)
def test_lines_of_toml_keys_are_found(keys: tuple[str, ...], line: int) -> None:
    text = (
        "# all\n[dev]\naccount = '1'\ntags.Team = 'x'\n[dev.parameters]\nA = 'y'\n"
        "[prod]\ntags = { Team = 'z' }\n"
    )
    assert line_of(text, keys) == line


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 1 <= line_of(text, ("dev", "account")) <= text.count("\n") + len(text) + 1


def test_what_an_environment_requires_is_read_with_its_line(
    small: SmallProject,
) -> None:
    (dev,) = load(small, GOOD + '[dev.require]\nA = ">= 5"\nB = ["x"]\nC = true\n')
    assert dev.require == {"A": ">= 5", "B": ["x"], "C": True}
    assert [place.line for place in dev.require_places.values()] == [5, 6, 7]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('require = "A"', ":4 require of dev is no table."),
        ("[dev.require]\nA = 5", ':5 "A" in the require of dev is no text'),
        ('[dev.require]\nA = "> 5"', ':5 "A" in the require of dev is no bound.'),
    ],
)
def test_a_demand_that_says_nothing_is_refused(
    small: SmallProject, table: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(small, f"{GOOD}{table}\n")
    assert message in caught.value.message
