"""The templates of the languages are one template, but for the places listed here.

So what tests say of `pipeline` (permissions, rules, live stacks) holds for all.
"""

import json
from typing import Any

import pytest

from generator.templates import TEMPLATES
from generator.templates.pipeline import pipeline
from generator.templates.pipeline.languages import LANGUAGES, NODE, Language
from tests.templates.stack import buildspecs, template

OTHERS = [each for each in LANGUAGES if each != NODE]


def made(language: Language) -> dict[str, Any]:
    return json.loads(json.dumps(pipeline(buildspecs(), language=language).to_dict()))


def as_node(document: dict[str, Any], language: Language) -> dict[str, Any]:
    """The document with what is allowed to differ put back."""
    node = json.loads(json.dumps(template()))
    document["Description"] = node["Description"]
    declared = document["Parameters"]
    declared[NODE.parameter] = node["Parameters"][NODE.parameter]
    del declared[language.parameter]
    form = document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    for group in form:
        group["Parameters"] = [
            NODE.parameter if name == language.parameter else name
            for name in group["Parameters"]
        ]
    ours, theirs = (
        each["Resources"]["UnitTestProject"]["Properties"] for each in (document, node)
    )
    assert ours["Source"]["BuildSpec"] == buildspecs().text(language.buildspec)
    ours["Source"] = theirs["Source"]
    (version, *rest) = ours["Environment"]["EnvironmentVariables"]
    assert version == {"Name": language.variable, "Value": {"Ref": language.parameter}}
    ours["Environment"]["EnvironmentVariables"] = [
        theirs["Environment"]["EnvironmentVariables"][0],
        *rest,
    ]
    return document


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.title)
def test_a_language_differs_in_its_version_and_its_tests_alone(
    language: Language,
) -> None:
    assert as_node(made(language), language) == json.loads(json.dumps(template()))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.title)
def test_the_default_is_a_version_that_may_be_chosen(language: Language) -> None:
    assert language.default in language.versions


def test_every_language_has_a_template() -> None:
    assert {each.template for each in LANGUAGES} <= {each.name for each in TEMPLATES}
