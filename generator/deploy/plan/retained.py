"""What an earlier stack retained under the names that a new stack would give.

CloudFormation cannot make such a resource, only import it (user guide, "Import
AWS resources into a CloudFormation stack manually").
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from generator.cloudformation.conditions import exists
from generator.cloudformation.document import TemplateError
from generator.cloudformation.partitions import pseudo_parameters
from generator.cloudformation.scope import (
    UNKNOWN,
    Scope,
    is_known,
    parameter_values,
)
from generator.cloudformation.values import REF_IS_NAME, evaluate, names_given
from generator.deploy.calls import Api, code
from generator.deploy.clients import Clients
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.target import Target

_RETAINING = {"Retain", "RetainExceptOnCreate"}
NEXT_STEP = (
    "the rest of the stack is not there yet; run `plan` or `deploy` again after it"
)
# What says whose a resource is.
_TAGS = ("Environment", "Project")


@dataclass(frozen=True)
class Retained:
    """A resource of the template that may exist already, under this name.

    `properties` are its own as far as they are known before it is deployed,
    values of NoEcho parameters left out; `tags` are those that it has if it
    belongs to the service.
    """

    logical_id: str
    type: str
    name: str
    policy: str
    properties: Mapping[str, Any]
    tags: Mapping[str, str]

    @property
    def is_in_own_namespace(self) -> bool:
        """Can no other account have a bucket of this name (S3 user guide)?"""
        return self.properties.get("BucketNamespace") == "account-regional"

    @property
    def to_import(self) -> dict[str, Any]:
        """The member of ResourcesToImport; the name is the type's identifier."""
        return {
            "LogicalResourceId": self.logical_id,
            "ResourceType": self.type,
            "ResourceIdentifier": {REF_IS_NAME[self.type]: self.name},
        }


def candidates(target: Target) -> list[Retained]:
    """What the stack's deletion retains and the template names, if AWS can be asked."""
    place = target.environment
    values = {
        **parameter_values(target.template, target.file.parameters),
        **pseudo_parameters(place.account, place.region),
        "AWS::StackName": target.stack_name,
        # A secret must not get into a template.
        **dict.fromkeys(target.template.no_echo, UNKNOWN),
    }
    scope = names_given(target.template, values)
    return [
        one
        for logical_id, body in target.template.resources.items()
        if body.get("DeletionPolicy") in _RETAINING
        and body.get("Type") in _LOOKS
        and exists(body, scope)
        for one in _named(logical_id, body, scope, target)
    ]


def _named(
    logical_id: str, body: Mapping[str, Any], scope: Scope, target: Target
) -> Iterator[Retained]:
    known = _known(body.get("Properties") or {}, scope)
    name = known.get(REF_IS_NAME[body["Type"]])
    if not name:
        return
    own = {tag["Key"]: tag["Value"] for tag in known.get("Tags") or ()}
    tags = {key: value for key, value in own.items() if key in _TAGS} or {
        key: value for key, value in target.file.tags.items() if key in _TAGS
    }
    policy = body["DeletionPolicy"]
    yield Retained(logical_id, body["Type"], name, policy, known, tags)


def _known(properties: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in properties.items():
        try:
            given = evaluate({key: value}, scope)
        except TemplateError:
            # CloudFormation will judge it; here it is only not known.
            continue
        found |= given if is_known(given) else {}
    return found


def find(target: Target, clients: Clients) -> tuple[list[Retained], list[Retained]]:
    """What exists already: the service's own, and what is not known to be.

    What the account may not see is taken for absent: CloudFormation then
    refuses the name by itself.

    Raises:
        ClientError, BotoCoreError: AWS cannot be used.
    """
    own: list[Retained] = []
    others: list[Retained] = []
    for one in candidates(target):
        tags = _LOOKS[one.type](one, target, clients)
        if tags is not None:
            mine = one.is_in_own_namespace or (
                bool(one.tags) and one.tags.items() <= tags.items()
            )
            (own if mine else others).append(one)
    return own, others


def to_adopt(target: Target, clients: Clients) -> list[Retained]:
    """What a new stack has to import before it can be made.

    Raises:
        Stopped: a name is taken by what is not known to be the service's own.
    """
    own, others = find(target, clients)
    if others:
        names = ", ".join(f"{one.logical_id} ({one.name})" for one in others)
        raise Stopped(
            Outcome.BLOCKED,
            f"these names are taken, and nothing says that this service has them: "
            f"{names}.",
            "Tag what is this service's own as the stack would (Environment, "
            "Project), delete it, or choose other names; then run `plan` again.",
        )
    return own


def import_template(found: Iterable[Retained]) -> str:
    """A template of nothing but these resources, as JSON.

    An import may bring neither other resources nor outputs. What the resources
    refer to is not there yet, so they have only what is known; the update that
    follows sets the rest.
    """
    resources = {
        one.logical_id: {
            "Type": one.type,
            "DeletionPolicy": one.policy,
            "Properties": dict(one.properties),
        }
        for one in found
    }
    return json.dumps({"Resources": resources}, indent=2)


def _bucket(one: Retained, target: Target, clients: Clients) -> dict[str, str] | None:
    """The bucket's tags; None when the account has none of that name."""
    s3 = clients.s3(target.environment)
    asked = {"Bucket": one.name, "ExpectedBucketOwner": target.environment.account}
    # HeadBucket answers without a body: the code is the HTTP status.
    if _unless(s3, {"404", "403", "400"}, "head_bucket", asked) is None:
        return None
    if one.is_in_own_namespace:
        return {}
    answer = _unless(s3, {"NoSuchTagSet"}, "get_bucket_tagging", asked) or {}
    return {tag["Key"]: tag["Value"] for tag in answer.get("TagSet") or ()}


def _log_group(
    one: Retained, target: Target, clients: Clients
) -> dict[str, str] | None:
    """The log group's tags; None when there is none of that name."""
    logs = clients.logs(target.environment)
    absent = {"AccessDeniedException", "InvalidParameterException"}
    asked = {"logGroupNamePrefix": one.name}
    # The name itself comes first among those that begin with it.
    answer = _unless(logs, absent, "describe_log_groups", asked) or {}
    for group in answer.get("logGroups") or ():
        if group["logGroupName"] == one.name:
            arn = group["arn"].removesuffix(":*")
            tags = _unless(logs, absent, "list_tags_for_resource", {"resourceArn": arn})
            return dict((tags or {}).get("tags") or {})
    return None


def _unless(
    api: Api, codes: set[str], operation: str, arguments: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The answer, or None for one of these error codes."""
    try:
        return api.call(operation, **arguments)
    except ClientError as error:
        if code(error) in codes:
            return None
        raise


_LOOKS: Mapping[str, Callable[[Retained, Target, Clients], dict[str, str] | None]] = {
    "AWS::S3::Bucket": _bucket,
    "AWS::Logs::LogGroup": _log_group,
}
