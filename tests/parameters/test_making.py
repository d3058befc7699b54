import json

import pytest

from generator.errors import GeneratorError, UsageError
from generator.parameters import select
from generator.parameters.copying import Question, content
from generator.parameters.making import draft
from generator.parameters.validation import validate
from generator.writing import write
from tests.parameters.small_project import ENVIRONMENTS, TEMPLATE, SmallProject

OWN = {
    "ServiceName": "payment-service",
    "TaskRoleArn": "arn:aws:iam::111122223333:role/payment-service-dev",
    "Label": "dev-x",
}


def asked(small: SmallProject, *args: str) -> dict[str, Question]:
    drafted = draft(small.project, *args)
    return {question.key: question for question in drafted.questions}


def test_values_with_the_old_name_are_proposed_with_the_new(
    small: SmallProject,
) -> None:
    small.file(OWN)
    found = asked(small, "refunds", "dev", "payment-service")
    assert found["ServiceName"] == Question(
        "ServiceName", "refunds", "it was payment-service"
    )
    role = "arn:aws:iam::111122223333:role/refunds-dev"
    assert found["TaskRoleArn"].proposal == role


def test_a_clashing_name_asks_for_what_shapes_it(small: SmallProject) -> None:
    small.file(OWN)
    found = asked(small, "refunds", "dev", "payment-service")
    assert found["NamePrefix"] == Question(
        "NamePrefix", "refunds-", "another stack makes resources of that name"
    )


def test_a_prefix_that_the_template_forbids_is_not_proposed(
    small: SmallProject,
) -> None:
    small.file(OWN)
    name = "a-name-that-is-longer-than-it-may-be"
    assert asked(small, name, "dev", "payment-service")["NamePrefix"].proposal == ""


def test_an_arn_of_the_other_account_must_be_given(small: SmallProject) -> None:
    small.file(OWN)
    found = asked(small, "payment-service", "prod", "payment-service")
    assert found["TaskRoleArn"] == Question(
        "TaskRoleArn", "", "it names another account or region"
    )
    assert found["Label"].proposal == "prod-x"
    assert set(found) == {"TaskRoleArn", "Label"}


def test_an_arn_that_is_of_another_account_anyway_is_kept(small: SmallProject) -> None:
    small.template(f"{TEMPLATE}Metadata:\n  OfOtherAccounts: [TaskRoleArn]\n")
    role = "arn:aws:iam::222233334444:role/promotes"
    small.file({**OWN, "TaskRoleArn": role})
    assert "TaskRoleArn" not in asked(
        small, "payment-service", "prod", "payment-service"
    )


def test_the_environments_defaults_are_left_to_the_new_environment(
    small: SmallProject,
) -> None:
    small.environments(
        ENVIRONMENTS + '[dev.parameters]\nNodeVersion = "18"\n'
        '[prod.parameters]\nNodeVersion = "20"\n'
    )
    small.file({"ServiceName": "payment-service"})
    drafted = draft(small.project, "payment-service", "prod", "payment-service")
    made = drafted.file
    assert drafted.questions == ()
    assert made.parameters["NodeVersion"] == "20"
    assert json.loads(content(made, {}))["Parameters"] == {
        "ServiceName": "payment-service",
        "NotificationEmail": "team@example.com",
    }


def test_what_is_made_with_the_answers_validates(
    small: SmallProject, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = small.file(OWN, {"Owner": "payment-service"}).path
    before = json.loads(path.read_text())
    path.write_text(json.dumps(before | {"StackPolicy": {"Statement": []}}))
    drafted = draft(small.project, "refunds", "dev", "payment-service")
    made, answers = drafted.file, {q.key: q.proposal for q in drafted.questions}
    assert drafted.mistakes(answers) == []
    write(made.path, content(made, answers))
    said = json.loads(made.path.read_text())
    assert (said["Tags"], said["StackPolicy"]) == (
        {"Owner": "refunds"},
        {"Statement": []},
    )
    errors = [f for f in validate(small.project) if f.severity == "error"]
    assert errors == []


def test_a_source_may_be_a_file_or_a_service_of_another_environment(
    small: SmallProject,
) -> None:
    path = small.file(OWN).path
    assert asked(small, "payment-service", "prod", str(path))
    assert asked(small, "payment-service", "prod", "payment-service")


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (("refunds", "dev", "payment-servic"),
         'There is no service "payment-servic".', "Did you mean payment-service?"),
        (("refunds", "dev", "zzz"), 'There is no service "zzz".',
         "Name a parameter file."),
        (("refunds", "prd", "payment-service"), 'There is no environment "prd".',
         "Did you mean prod?"),
        (("a_b", "dev", "payment-service"), '"a_b" is no name for a service.', None),
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(
    small: SmallProject, args: tuple[str, ...], message: str, hint: str | None
) -> None:
    small.file(OWN)
    with pytest.raises(UsageError) as caught:
        draft(small.project, *args)
    assert caught.value.message == message
    if hint:
        assert caught.value.hint == hint


def test_a_file_that_is_there_is_never_overwritten(small: SmallProject) -> None:
    small.file(OWN)
    with pytest.raises(GeneratorError, match=r"is there already\."):
        draft(small.project, "payment-service", "dev", "payment-service")


def test_a_copy_is_selected_like_any_other(small: SmallProject) -> None:
    small.file(OWN)
    made = draft(small.project, "payment-service", "prod", "payment-service").file
    write(made.path, content(made, {}))
    assert len(select(small.project).files) == 2
