"""E9042: a secret is not published as a plain variable of a build."""

import re
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import references
from generator.rules._fragments import build_project
from generator.rules._plaintext import plain_variables

# Forms of keys that their issuers document: AWS access keys, GitHub and Slack
# tokens, and private keys in PEM.
_KEY_FORMS = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{20}"
    r"|\bxox[abprs]-\w|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_SECRET_REFERENCE = re.compile(r"\{\{resolve:(?:secretsmanager|ssm-secure):")


class SecretsAreNeverPlaintext(_house.HouseRule):
    """Flags secrets that CloudFormation would write into a plain variable."""

    id = "E9042"
    shortdesc = "Secrets are never PLAINTEXT variables of a build"
    description = (
        "A dynamic reference or a NoEcho parameter in a PLAINTEXT variable stores the "
        "secret in the project, where BatchGetProjects, the console and the build log "
        "show it. Give the variable Type SECRETS_MANAGER (or PARAMETER_STORE) and the "
        "name of the secret as its value; CodeBuild then reads it when the build runs."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "aws-properties-codebuild-project-environmentvariable.html"
    )
    tags = ["resources", "codebuild", "secrets"]
    pci = ("8.6.2",)
    resource_types = ("AWS::CodeBuild::Project", "AWS::CodePipeline::Pipeline")

    good = build_project(
        environment="""\
EnvironmentVariables:
  - Name: REGISTRY_PASSWORD
    Type: SECRETS_MANAGER
    Value: docker-registry-credentials-dev:password
"""
    )
    bad = build_project(
        environment="""\
EnvironmentVariables:
  - Name: REGISTRY_PASSWORD
    Value: "{{resolve:secretsmanager:docker-registry-credentials-dev}}"
"""
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each plain variable that certainly holds a secret."""
        hidden = {
            name
            for name, parameter in cfn.get_parameters_valid().items()
            if str(parameter.get("NoEcho")).lower() == "true"
        }
        for variable in plain_variables(cfn):
            if _SECRET_REFERENCE.search(variable.value):
                reason = "is the value of a secret"
            elif references(variable.value) & hidden:
                reason = "comes from a NoEcho parameter"
            elif _KEY_FORMS.search(variable.value):
                reason = "has the form of a key or token"
            else:
                continue
            yield RuleMatch(
                variable.node.rule_path,
                f"Variable {variable.name!r} is PLAINTEXT but {reason}: "
                "use Type SECRETS_MANAGER with the secret's name",
            )
