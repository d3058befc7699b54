"""A small checkout to deploy: two environments, one template."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.deploy.target import Target, targets_of
from generator.parameters import Selection
from generator.parameters.committed import read_template
from generator.parameters.files import Fleet
from generator.parameters.model import Environment, ParameterFile
from generator.project import Project

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Name:
    Type: String
  Secret:
    Type: String
    NoEcho: true
    Default: ''
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: !Ref Name
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub '${Name}-${Secret}'
Outputs:
  bucketName:
    Value: !Ref Bucket
  secretTopic:
    Value: !Sub 'x-${Secret}'
"""

DEV = Environment("dev", "111111111111", "eu-west-1")
PROD = Environment("prod", "111111111111", "eu-central-1", require_review=True)


def make_project(root: Path, template: str = TEMPLATE) -> Project:
    """Write environments and a template; stacks are added with `add_stack`."""
    project = Project(root)
    project.templates_out.mkdir(parents=True)
    project.params.mkdir()
    (project.templates_out / "store.yaml").write_text(template)
    (project.params / "environments.toml").write_text(
        '[dev]\naccount = "111111111111"\nregion = "eu-west-1"\n\n'
        '[prod]\naccount = "111111111111"\nregion = "eu-central-1"\n'
        "require_review = true\n"
    )
    return project


def add_stack(
    project: Project,
    environment: str,
    name: str,
    parameters: Mapping[str, str] | None = None,
    **sections: Any,
) -> Path:
    """Write a parameter file and return its path."""
    path = project.params / environment / f"{name}.store.json"
    path.parent.mkdir(exist_ok=True)
    values = {"Name": name, **(parameters or {})}
    content = {"Parameters": values, "Tags": {"Project": "payments"}, **sections}
    path.write_text(json.dumps(content))
    return path


def target(
    project: Project,
    name: str = "pay",
    environment: Environment = DEV,
    parameters: Mapping[str, str] | None = None,
    **changes: Any,
) -> Target:
    """A stack as the library sees it."""
    file = ParameterFile(
        project.params / environment.name / f"{name}.store.json",
        environment,
        name,
        "store",
        {"Name": name, **(parameters or {})},
        {"Project": "payments"},
    )
    template = read_template(project, "store")
    fleet = Fleet((environment,), (), {"store": template}, ())
    (made,) = targets_of(Selection(fleet, (replace(file, **changes),)))
    return made
