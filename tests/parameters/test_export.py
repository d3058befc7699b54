import json

from generator.parameters.documents import document
from generator.parameters.export import FORMATS, for_cli, for_codepipeline, for_git_sync
from tests.parameters.small_project import SmallProject

EFFECTIVE = {
    "EnvironmentSuffix": "dev",
    "NotificationEmail": "team@example.com",
    "SubnetIds": "subnet-01234567,subnet-89abcdef",
}
VALUES = {"SubnetIds": EFFECTIVE["SubnetIds"]}


def test_aws_cli_gets_a_list_of_keys_and_values(small: SmallProject) -> None:
    assert json.loads(for_cli(small.file(VALUES))) == [
        {"ParameterKey": key, "ParameterValue": value}
        for key, value in EFFECTIVE.items()
    ]


def test_codepipeline_gets_defaults_tags_and_policy_written_out(
    small: SmallProject,
) -> None:
    path = small.file(VALUES).path
    policy = {"Statement": [{"Effect": "Deny"}]}
    content = {"Parameters": {**VALUES, **EFFECTIVE}, "StackPolicy": policy}
    path.write_text(json.dumps(content))
    from generator.parameters import select

    (file,) = select(small.project).files
    assert json.loads(for_codepipeline(file)) == {
        "Parameters": EFFECTIVE,
        "Tags": {"Team": "payments"},
        "StackPolicy": policy,
    }


def test_git_sync_gets_the_templates_path(small: SmallProject) -> None:
    assert json.loads(for_git_sync(small.file(VALUES))) == {
        "template-file-path": "templates_out/small.yaml",
        "parameters": EFFECTIVE,
        "tags": {"Team": "payments"},
    }


def test_what_is_exported_for_aws_is_read_back_the_same(small: SmallProject) -> None:
    file = small.file(VALUES)
    for name in ("cli", "codepipeline"):
        said = document(FORMATS[name](file).encode(), "x.json")
        assert (said.parameters, said.findings) == (EFFECTIVE, ())
