"""A parameter file as other tools take it."""

import json
from collections.abc import Callable

from generator.parameters.model import ParameterFile


def for_cli(file: ParameterFile) -> str:
    """For `aws cloudformation create-change-set --parameters file://...`."""
    return _json(
        [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in file.parameters.items()
        ]
    )


def for_codepipeline(file: ParameterFile) -> str:
    """A template configuration, with the environment's defaults written out.

    [CloudFormation user guide, "CloudFormation artifacts"]
    """
    content: dict[str, object] = {
        "Parameters": dict(file.parameters),
        "Tags": dict(file.tags),
    }
    if file.stack_policy is not None:
        content["StackPolicy"] = file.stack_policy
    return _json(content)


def for_git_sync(file: ParameterFile) -> str:
    """A stack deployment file of Git sync; its path counts from the repository.

    [CloudFormation user guide, "Git sync", "Stack deployment file"]
    """
    return _json(
        {
            "template-file-path": f"templates_out/{file.template}.yaml",
            "parameters": dict(file.parameters),
            "tags": dict(file.tags),
        }
    )


FORMATS: dict[str, Callable[[ParameterFile], str]] = {
    "cli": for_cli,
    "git-sync": for_git_sync,
    "codepipeline": for_codepipeline,
}


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
