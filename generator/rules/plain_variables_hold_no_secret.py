"""W9042: a plain variable with the name of a secret has no value in the template."""

import re
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import build_project
from generator.rules._plaintext import plain_variables

# Names that end in what they hold: REGISTRY_SECRET_NAME and TOKEN_URL do not.
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|SECRET_?KEY|PRIVATE_?KEY"
    r"|CLIENT_SECRET|ACCESS_KEY(?:_ID)?)$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"true|false|\d{0,3}|arn:.*|\W*", re.IGNORECASE)


class PlainVariablesHoldNoSecret(_house.HouseRule):
    """Flags PASSWORD, TOKEN and the like with a literal value."""

    id = "W9042"
    shortdesc = "Plain variables with the name of a secret hold none"
    description = (
        "A PLAINTEXT variable called ..._PASSWORD, ..._TOKEN or ..._API_KEY with its "
        "value in the template is a secret in the repository, or looks like one."
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
    Value: correct-horse-battery
"""
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each such variable; references are not judged."""
        for variable in plain_variables(cfn):
            if (
                _SECRET_NAME.search(variable.name)
                and not _NO_SECRET.fullmatch(variable.value)
                and not any(
                    mark in variable.value for mark in ("$", "#{", "{{resolve:")
                )
            ):
                yield RuleMatch(
                    variable.node.rule_path,
                    f"Variable {variable.name!r} is PLAINTEXT with its value in the "
                    "template: use Type SECRETS_MANAGER",
                )
