"""Stands in for reading parameter files."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import generator.parameters as parameters
from generator.findings import Finding
from generator.parameters.model import Environment, ParameterFile
from generator.project import Project


def select(
    project: Project,
    paths: Sequence[Path],
    environments: Sequence[str] = (),
    service: str | None = None,
) -> list[ParameterFile]:
    tables = tomllib.loads((project.params / "environments.toml").read_text())
    files = []
    for name, table in tables.items():
        for path in sorted((project.params / name).glob("*.json")):
            stem, template, _ = path.name.split(".")
            if paths and not any(path.absolute() == one.absolute() for one in paths):
                continue
            if (environments and name not in environments) or service not in (
                None,
                stem,
            ):
                continue
            said = json.loads(path.read_text())
            files.append(
                ParameterFile(
                    path,
                    Environment(name, **table),
                    stem,
                    template,
                    said["Parameters"],
                    said["Tags"],
                    said.get("StackPolicy"),
                )
            )
    return files


def validate(project: Project, files: Sequence[ParameterFile]) -> list[Finding]:
    return [
        Finding(str(file.path), 1, "unknown-parameter", f"{name} is not declared")
        for file in files
        for name in file.parameters
        if name not in {"Name", "Secret"}
    ]


def install() -> None:
    parameters.select = select
    parameters.validate = validate
