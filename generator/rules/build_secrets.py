"""Environment variables of builds: secrets are not among the plain ones."""

import re
from collections.abc import Iterator
from typing import Any

from generator.cloudformation.document import Template
from generator.rules._buildspec import PROJECT
from generator.rules._expressions import references
from generator.rules._fragments import build_project
from generator.rules._house import HouseRule, Problem
from generator.rules._plaintext import PIPELINE, plain_variables

_VARIABLE_OF_A_SECRET = build_project(
    environment="""\
EnvironmentVariables:
  - Name: REGISTRY_PASSWORD
    Type: SECRETS_MANAGER
    Value: docker-registry-credentials-dev:password
"""
)
# Forms of keys that their issuers document: AWS access keys, GitHub and Slack
# tokens, and private keys in PEM.
_KEY_FORMS = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{20}"
    r"|\bxox[abprs]-\w|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)


_SECRET_REFERENCE = re.compile(r"\{\{resolve:(?:secretsmanager|ssm-secure):")


class SecretsAreNeverPlaintext(HouseRule):
    """Secrets are never PLAINTEXT variables of a build.

    A dynamic reference or a NoEcho parameter in a PLAINTEXT variable stores the
    secret in the project, where BatchGetProjects, the console and the build log
    show it. Give the variable Type SECRETS_MANAGER (or PARAMETER_STORE) and the
    name of the secret as its value; CodeBuild then reads it when the build runs.
    """

    id = "E9942"
    page = (
        "AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environmentvariable.html"
    )
    tags = ["resources", "codebuild", "secrets"]
    pci = ("8.6.2",)
    resource_types = (PROJECT, PIPELINE)

    good = _VARIABLE_OF_A_SECRET
    bad = build_project(
        environment="""\
EnvironmentVariables:
  - Name: REGISTRY_PASSWORD
    Value: "{{resolve:secretsmanager:docker-registry-credentials-dev}}"
"""
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        declared = {"Parameters": template.get_parameters_valid()}
        hidden = Template("", declared).no_echo
        for variable in plain_variables(template):
            if _SECRET_REFERENCE.search(variable.value):
                reason = "is the value of a secret"
            elif references(variable.value) & hidden:
                reason = "comes from a NoEcho parameter"
            elif _KEY_FORMS.search(variable.value):
                reason = "has the form of a key or token"
            else:
                continue
            yield (
                variable.node,
                f"Variable {variable.name!r} is PLAINTEXT but {reason}: "
                "use Type SECRETS_MANAGER with the secret's name",
            )


# Names that end in what they hold: REGISTRY_SECRET_NAME and TOKEN_URL do not.
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|SECRET_?KEY|PRIVATE_?KEY"
    r"|CLIENT_SECRET|ACCESS_KEY(?:_ID)?)$",
    re.IGNORECASE,
)


_NO_SECRET = re.compile(r"true|false|\d{0,3}|arn:.*|\W*", re.IGNORECASE)


class PlainVariablesHoldNoSecret(HouseRule):
    """Plain variables with the name of a secret hold none.

    A PLAINTEXT variable called ..._PASSWORD, ..._TOKEN or ..._API_KEY with its
    value in the template is a secret in the repository, or looks like one.
    """

    id = "W9942"
    page = (
        "AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environmentvariable.html"
    )
    tags = ["resources", "codebuild", "secrets"]
    pci = ("8.6.2",)
    resource_types = (PROJECT, PIPELINE)

    good = _VARIABLE_OF_A_SECRET
    bad = build_project(
        environment="""\
EnvironmentVariables:
  - Name: REGISTRY_PASSWORD
    Value: correct-horse-battery
"""
    )

    def _problems(self, template: Any) -> Iterator[Problem]:
        for variable in plain_variables(template):
            if (
                _SECRET_NAME.search(variable.name)
                and not _NO_SECRET.fullmatch(variable.value)
                and not any(
                    mark in variable.value for mark in ("$", "#{", "{{resolve:")
                )
            ):
                yield (
                    variable.node,
                    f"Variable {variable.name!r} is PLAINTEXT with its value in the "
                    "template: use Type SECRETS_MANAGER",
                )
