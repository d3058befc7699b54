"""W9916: free texts in settings that are JSON."""

from collections.abc import Callable

import pytest

from generator.rules._pipeline_fragments import APPROVAL, SOURCE, pipeline

Judge = Callable[[str, str], list[str]]
MESSAGE = "#{SourceVariables.CommitMessage}"


def invoked(parameters: str) -> str:
    return pipeline(
        SOURCE,
        "- Name: Tell\n  Actions:\n    - Name: Tell\n"
        "      ActionTypeId: {Category: Invoke, Owner: AWS, Provider: Lambda, "
        'Version: "1"}\n'
        f"      Configuration: {{FunctionName: tell, UserParameters: {parameters}}}\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"""'{{"text": "{MESSAGE}"}}'""",
        f"""'["new: {MESSAGE}"]'""",
        f"""!Sub '{{"stack": "${{AWS::StackName}}", "text": "{MESSAGE}"}}'""",
        f"""!Sub '{{"count": ${{Given}}, "text": "{MESSAGE}"}}'""",
        """'{"text": "#{SourceVariables.PullRequestTitle}"}'""",
        f"""!Join ["", ['{{"text": "', "{MESSAGE}", '"}}']]""",
    ],
)
def test_a_free_text_in_json_is_found(text: str, judge: Judge) -> None:
    (found,) = judge("W9916", invoked(text))
    assert "is not escaped" in found


@pytest.mark.parametrize(
    "text",
    [
        f'"{MESSAGE}"',
        f'"[pay] {MESSAGE}"',
        """'{"commit": "#{SourceVariables.CommitId}"}'""",
        """'{"text": "CommitMessage"}'""",
    ],
)
def test_a_text_that_is_no_json_or_has_no_quotes_is_right(
    text: str, judge: Judge
) -> None:
    assert judge("W9916", invoked(text)) == []


def test_an_approval_may_show_the_message(judge: Judge) -> None:
    told = APPROVAL + f'      Configuration: {{CustomData: "{MESSAGE}"}}\n'
    assert judge("W9916", pipeline(SOURCE, told)) == []
