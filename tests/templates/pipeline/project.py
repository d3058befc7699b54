"""A CodeBuild project as one stack has it."""

from typing import Any

from tests.templates.stack import stack


def variables(project: str, *given: dict[str, str], **more: Any) -> dict[str, Any]:
    environment = stack(*given, **more).properties(project)["Environment"]
    return {each["Name"]: each for each in environment["EnvironmentVariables"]}
