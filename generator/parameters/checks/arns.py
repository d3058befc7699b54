"""An ARN is one, and it is of the environment's account and region."""

import re
from collections.abc import Iterator, Sequence

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.references import is_reference
from generator.parameters.checks.secrets import display
from generator.parameters.model import Environment, ParameterFile

# [IAM user guide, "Amazon Resource Names (ARNs)"]. Account and region may be
# empty: buckets have neither, IAM has no region; AWS's own policies have the
# account `aws`.
_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):"
    r"(?P<account>\d{12}|aws|):(?P<resource>\S+)",
    re.ASCII,
)
# Services whose ARNs always have region and account, and the form of what
# follows where people leave a part of it out [Service Authorization Reference,
# "Resource types defined by" each; ELB and KMS user guides for the IDs].
_REGIONAL = (
    *("acm", "codebuild", "codeconnections", "codedeploy", "codepipeline"),
    *("codestar-connections", "dynamodb", "ecr", "ecs", "elasticloadbalancing"),
    *("kms", "lambda", "logs", "secretsmanager", "sns", "sqs"),
)
_RESOURCES = {
    ("elasticloadbalancing", "listener/"): (
        re.compile(r"listener/(app|net|gwy)/[A-Za-z0-9-]{1,32}(/[0-9a-f]{16}){2}"),
        "listener/app/NAME/ID/ID",
    ),
    ("kms", "key/"): (
        re.compile(r"key/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"),
        "key/ID",
    ),
}


def arns(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Values that should be ARNs and are not, and ARNs of somewhere else.

    The template's Metadata says of which parameters they are of other accounts.
    """
    foreign = of_other_accounts(template)
    for key, value in file.parameters.items():
        named = key in template.parameters and key.endswith(("Arn", "Arns"))
        for problem in arn_problems(value, file.environment, named, key in foreign):
            yield file.place_of(key).finding("arn", f"{key} {problem}")


def of_other_accounts(template: Template) -> Sequence[str]:
    """The parameters that are of another account, as the template says."""
    found: Sequence[str] = (template.body.get("Metadata") or {}).get(
        "OfOtherAccounts"
    ) or []
    return found


def arn_problems(
    value: str, environment: Environment, named: bool, foreign: bool = False
) -> Iterator[str]:
    """What is wrong with the ARNs of a value, a list of them with commas too.

    `named` says that each item should be an ARN; otherwise those are judged
    that begin like one. `foreign` says that they may be of another account and region.
    """
    for item in (part.strip() for part in value.split(",")):
        if item.startswith("arn:") or (named and item and not is_reference(item)):
            yield from _problems(item, environment, foreign)


def _problems(arn: str, environment: Environment, foreign: bool) -> Iterator[str]:
    match = _ARN.fullmatch(arn)
    if not match:
        yield f"is {display(arn)}, which is no ARN"
        return
    for part in ("region", "account"):
        if match["service"] in _REGIONAL and not match[part]:
            yield f"is {display(arn)}, which lacks the {part}"
    for (service, start), (form, written) in _RESOURCES.items():
        resource = match["resource"]
        is_meant = match["service"] == service and resource.startswith(start)
        if is_meant and not form.fullmatch(resource):
            yield f"is {display(arn)}, which does not end in {written}"
    expected = {"partition": environment.partition}
    if not foreign:
        expected |= {"region": environment.region, "account": environment.account}
    for part, right in expected.items():
        if match[part] not in ("", "aws" if part == "account" else "", right):
            yield (
                f"names {part} {match[part]}, but the environment "
                f"{environment.name} is {part} {right}"
            )
