"""W9946 and W9948: variables of builds that are reserved, or secret and exported."""

from collections.abc import Callable

import pytest

from generator.rules._fragments import build_project
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline

Judge = Callable[[str, str], list[str]]


def spec(env: str) -> str:
    return build_project(
        buildspec=f"version: 0.2\nenv: {env}\nphases: {{build: {{commands: [ls]}}}}\n"
    )


def variable(text: str) -> str:
    return build_project(environment=f"EnvironmentVariables: [{text}]\n")


ACTION = pipeline(
    SOURCE,
    BUILD.replace(
        "{ProjectName: payment-image}",
        "{ProjectName: a, EnvironmentVariables: "
        """'[{"name": "CODEBUILD_BUILD_ID", "value": "1"}]'}""",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        variable("{Name: CODEBUILD_SRC_DIR, Value: a}"),
        variable("!If [IsProduction, {Name: CODEBUILD_X, Value: a}, {Name: B}]"),
        spec("{variables: {CODEBUILD_SRC_DIR: a}}"),
        spec("{parameter-store: {CODEBUILD_TOKEN: /a}}"),
        ACTION,
    ],
)
def test_a_reserved_name_is_found(text: str, judge: Judge) -> None:
    (found,) = judge("W9946", text)
    assert "CODEBUILD_ is reserved" in found


@pytest.mark.parametrize(
    "text",
    [
        variable("{Name: MY_CODEBUILD_ID, Value: $CODEBUILD_BUILD_ID}"),
        variable("{Name: !Ref Given, Value: a}"),
        spec("{exported-variables: [CODEBUILD_BUILD_ID]}"),
        spec("text"),
        ACTION.replace("CODEBUILD_BUILD_ID", "BUILD"),
    ],
)
def test_a_name_of_ones_own_is_fine(text: str, judge: Judge) -> None:
    assert judge("W9946", text) == []


PASSWORD = "{Name: PASSWORD, Type: SECRETS_MANAGER, Value: a:b}"


def both(environment: str, exported: str) -> str:
    return build_project(
        buildspec=f"version: 0.2\nenv: {{exported-variables: {exported}}}\n"
        "phases: {build: {commands: [ls]}}\n",
        environment=f"EnvironmentVariables: [{environment}]\n",
    )


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (spec("{secrets-manager: {A: b}, exported-variables: [C, A]}"), True),
        (spec("{secrets-manager: {A: b}, exported-variables: A}"), True),
        (spec("{secrets-manager: {A: b}, exported-variables: [C]}"), False),
        # A parameter is not always a secret.
        (spec("{parameter-store: {A: b}, exported-variables: [A]}"), False),
        (spec("{variables: {A: b}, exported-variables: [A]}"), False),
        (both(PASSWORD, "[PASSWORD]"), True),
        (both(PASSWORD, "[DIGEST]"), False),
        (both("{Name: PASSWORD, Value: a}", "[PASSWORD]"), False),
    ],
)
def test_a_secret_that_is_exported_is_found(
    text: str, is_found: bool, judge: Judge
) -> None:
    assert len(judge("W9948", text)) == is_found
