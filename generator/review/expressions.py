"""What an expression of a template says, short enough for a table's cell.

A parameter is shown as `<ParameterName>`, a resource by its physical name
where the template gives one and as `<LogicalId>` otherwise. `…` stands for
this partition, this region or this account in an ARN.
"""

from collections.abc import Mapping
from typing import Any

from generator.cloudformation.document import Template, as_text
from generator.cloudformation.references import (
    attribute,
    function,
    substitute,
    substitution,
)

_PSEUDO = {
    "AWS::AccountId": "<account>",
    "AWS::Region": "<region>",
    "AWS::Partition": "<partition>",
    "AWS::StackName": "<stack>",
    "AWS::StackId": "<stack ID>",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NotificationARNs": "<stack notifications>",
    "AWS::NoValue": "",
}
_OWN_ACCOUNT = "arn:<partition>:"

# ARN forms by type: Service Authorization Reference, "Resource types defined
# by" each service. `Ref` of a topic or a key is its ARN or ID, of all others
# the name.
_ARN_FORMS = {
    "AWS::CodeBuild::Project": "arn:…:codebuild:…:project/{}",
    "AWS::CodeBuild::ReportGroup": "arn:…:codebuild:…:report-group/{}",
    "AWS::CodePipeline::Pipeline": "arn:…:codepipeline:…:{}",
    "AWS::Events::Rule": "arn:…:events:…:rule/{}",
    "AWS::IAM::Role": "arn:…:iam:…:role/{}",
    "AWS::KMS::Key": "arn:…:kms:…:key/{}",
    "AWS::Lambda::Function": "arn:…:lambda:…:function:{}",
    "AWS::Logs::LogGroup": "arn:…:logs:…:log-group:{}:*",
    "AWS::S3::Bucket": "arn:…:s3:::{}",
    "AWS::SNS::Topic": "arn:…:sns:…:{}",
    "AWS::SQS::Queue": "arn:…:sqs:…:{}",
}
_ARN_ATTRIBUTES = {"Arn", "TopicArn"}


def say(value: Any, template: Template) -> str:
    """The value as one line of text."""
    text = _say(value, template)
    called = function(value)
    if called and called[0] == "Fn::If":
        text = text.removeprefix("(").removesuffix(")")
    return _shorten(text) if text.startswith("arn:") else text


def physical_name(logical_id: str, template: Template) -> str:
    """The name a resource gets, or "" if CloudFormation chooses it.

    The name property is `Name` or the type's last part and `Name`, for
    example `BucketName` [CloudFormation User Guide, "Name Type"].
    """
    resource = template.resources[logical_id]
    properties = resource.get("Properties") or {}
    kind = resource["Type"].rpartition("::")[2]
    for key in (f"{kind}Name", "Name"):
        if key in properties:
            return say(properties[key], template)
    return ""


def _say(value: Any, template: Template) -> str:
    called = function(value)
    if called:
        return _call(*called, template)
    if isinstance(value, list):
        return ", ".join(_say(item, template) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(
            f"{key}: {_say(item, template)}" for key, item in value.items()
        )
    return as_text(value)


def _call(name: str, argument: Any, template: Template) -> str:
    match name:
        case "Ref":
            return _reference(argument, template)
        case "Fn::GetAtt":
            logical_id, name = attribute(argument)
            return _get_att(logical_id, _say(name, template), template)
        case "Fn::Sub":
            return _substitute(*substitution(argument), template)
        case "Fn::Join":
            return _join(argument[0], argument[1], template)
        case "Fn::If":
            both = dict.fromkeys(_say(branch, template) for branch in argument[1:])
            texts = [text for text in both if text]
            return f"({' or '.join(texts)})" if len(texts) > 1 else "".join(texts)
        case "Fn::FindInMap":
            return f"<{argument[0]} {_say(argument[2], template)}>"
        case "Fn::Select":
            return _select(argument[0], argument[1], template)
        case "Fn::ImportValue":
            return f"<export {_say(argument, template)}>"
        case _:
            return f"{name.removeprefix('Fn::')}({_say(argument, template)})"


def _join(separator: str, parts: Any, template: Template) -> str:
    if isinstance(parts, list):
        return separator.join(_say(part, template) for part in parts)
    called = function(parts)
    if called and called[0] == "Fn::Split":
        # Split and join again is how a template replaces text.
        old, source = called[1]
        whole = _say(source, template).strip("<>")
        return f"<{whole}: {old} → {separator}>"
    return _say(parts, template)


def _select(index: Any, parts: Any, template: Template) -> str:
    called = function(parts)
    if called is None:
        return _say(parts[int(index)], template)
    if called[0] == "Fn::Split":
        separator, source = called[1]
        parts = _say(source, template).strip(separator)
        # The fifth part of an ARN is its account (General Reference, "ARN format").
        if (separator, str(index)) == (":", "4") and parts.endswith("Arn>"):
            return f"<account of {parts.strip('<>')}>"
    return f"<item {int(index) + 1} of {_say(parts, template).strip('<>')}>"


def _reference(name: str, template: Template) -> str:
    if name in _PSEUDO:
        return _PSEUDO[name]
    if name not in template.resources:
        return f"<{name}>"
    if template.resources[name]["Type"] == "AWS::SNS::Topic":
        return _get_att(name, "TopicArn", template)
    return physical_name(name, template) or f"<{name}>"


def _get_att(logical_id: str, name: str, template: Template) -> str:
    form = _ARN_FORMS.get(template.resources.get(logical_id, {}).get("Type", ""))
    if form and name in _ARN_ATTRIBUTES:
        return form.format(physical_name(logical_id, template) or f"<{logical_id}>")
    return f"<{logical_id}.{name}>"


def _substitute(text: str, own: Mapping[str, Any], template: Template) -> str:
    def value(name: str) -> str:
        if name in own:
            return _say(own[name], template)
        if "." in name:
            return _get_att(*attribute(name), template)
        return _reference(name, template)

    return substitute(text, value)


def _shorten(arn: str) -> str:
    """An ARN without the parts that only say: here."""
    if not arn.startswith(_OWN_ACCOUNT):
        return arn
    service, region, account, rest = (
        arn.removeprefix(_OWN_ACCOUNT).split(":", 3) + [""] * 3
    )[:4]
    here = {("<region>", "<account>"), ("", "<account>")}
    middle = "…" if (region, account) in here else f"{region}:{account}"
    return f"arn:…:{service}:{middle}:{rest}"
