import pytest

from generator.rules._fragments import build_project


def project(source, artifacts):
    return build_project(
        source=f"{{Type: {source}, BuildSpec: b.yml}}",
        artifacts=f"{{Type: {artifacts}}}",
    )


@pytest.mark.parametrize(
    ("source", "artifacts"),
    [("CODEPIPELINE", "NO_ARTIFACTS"), ("GITHUB", "CODEPIPELINE")],
)
def test_one_end_alone_is_found(judge, source, artifacts):
    (finding,) = judge("E9945", project(source, artifacts))
    assert source in finding
    assert artifacts in finding


@pytest.mark.parametrize(
    ("source", "artifacts"),
    [
        ("CODEPIPELINE", "CODEPIPELINE"),
        ("GITHUB", "NO_ARTIFACTS"),
        ("S3", "S3"),
        ("!Ref Given", "NO_ARTIFACTS"),
        ("CODEPIPELINE", "!Ref Given"),
    ],
)
def test_both_ends_or_neither_are_fine(judge, source, artifacts):
    assert judge("E9945", project(source, artifacts)) == []


def test_branches_are_judged_as_they_go_together(judge):
    both = "!If [IsProduction, CODEPIPELINE, {}]".format
    assert judge("E9945", project(both("GITHUB"), both("NO_ARTIFACTS"))) == []
    assert len(judge("E9945", project(both("GITHUB"), both("CODEPIPELINE")))) == 1
    assert len(judge("E9945", project(both("GITHUB"), "CODEPIPELINE"))) == 1
