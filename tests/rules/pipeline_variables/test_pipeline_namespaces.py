"""E9904: a namespace belongs to one action."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline


@pytest.mark.parametrize(
    ("namespace", "problem"),
    [
        ("SourceVariables", "already that of action 'GitHub'"),
        ("SourceOutput", "name of an artifact"),
        ("BuildOutput", "name of an artifact"),
        ("codepipeline", "reserved"),
        ("variables", "reserved"),
    ],
)
def test_a_namespace_that_is_taken_is_found(judge, namespace, problem):
    text = pipeline(SOURCE, BUILD, DEPLOY).replace("BuildVariables", namespace)
    [found] = judge("E9904", text)
    assert problem in found


def test_namespaces_that_never_meet_may_be_equal(judge):
    build = BUILD.replace(
        "Namespace: BuildVariables",
        "Namespace: !If [IsProduction, SourceVariables, BuildVariables]",
    )
    source = SOURCE.replace(
        "Namespace: SourceVariables",
        "Namespace: !If [IsProduction, !Ref AWS::NoValue, SourceVariables]",
    )
    assert judge("E9904", pipeline(source, build)) == []
    assert len(judge("E9904", pipeline(SOURCE, build))) == 1


def test_a_namespace_from_a_parameter_is_not_judged(judge):
    text = pipeline(SOURCE, BUILD).replace(
        "Namespace: BuildVariables", "Namespace: !Ref Given"
    )
    assert judge("E9904", text) == []
