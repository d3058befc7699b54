"""The secrets that builds need, by name: what to ask for, and what CodeBuild reads."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import yaml

from generator.rehearsal.project import BuildProject
from generator.rehearsal.runner import merged_variables, secret_parts


@dataclass(frozen=True)
class Needed:
    """A variable of a build that a secret fills; without `key` it is the whole text."""

    variable: str
    secret: str
    key: str


def needed_secrets(projects: Iterable[BuildProject]) -> list[Needed]:
    """The secret variables of builds, each once."""
    merged = [
        variable
        for project in projects
        for variable in merged_variables(
            yaml.safe_load(project.buildspec), project
        ).values()
    ]
    return list(
        dict.fromkeys(
            Needed(each.name, *secret_parts(each.value))
            for each in merged
            if each.type == "SECRETS_MANAGER"
        )
    )


def texts_of(given: Mapping[Needed, str]) -> Callable[[str], str]:
    """Reads the text of a secret by its id, as Secrets Manager would have it."""
    texts: dict[str, str] = {}
    keys: dict[str, dict[str, str]] = {}
    for each, value in given.items():
        if each.key:
            keys.setdefault(each.secret, {})[each.key] = value
        else:
            texts[each.secret] = value
    texts |= {secret: json.dumps(values) for secret, values in keys.items()}
    return texts.__getitem__
