"""The template that a stack has, which may not be the committed one."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.cloudformation.document import Template, from_body, parse
from generator.deploy.calls import Api, is_missing
from generator.deploy.mask import Mask, mask_for, template_mask
from generator.deploy.state.statuses import ABSENT
from generator.deploy.target import Target


def deployed_template(api: Api, stack_id: str) -> Template | None:
    """The template as it was given to CloudFormation; None where there is none.

    Raises:
        ClientError: it may not be read.
    """
    try:
        answer = api.call("get_template", StackName=stack_id, TemplateStage="Original")
    except ClientError as error:
        if not is_missing(error):
            raise
        return None
    body = answer.get("TemplateBody")
    if not body:
        return None
    # A template in JSON comes as what boto3 reads from it.
    return parse(body) if isinstance(body, str) else from_body(body)


def mask_beside(target: Target, stack: Mapping[str, Any], api: Api) -> Mask:
    """What is secret by the committed template, or by the one that the stack has.

    A parameter that the committed one has no more still feeds what is there. `stack`
    is as DescribeStacks answers it, empty where there is none.

    Raises:
        ClientError: the stack's template may not be read.
    """
    mask = mask_for(target)
    if stack.get("StackStatus") in {None, *ABSENT}:
        return mask
    there = deployed_template(api, stack["StackId"])
    if there is None:
        return mask
    defaults = map(there.default, sorted(there.no_echo))
    return mask.beside(template_mask(there, tuple(filter(None, defaults))))
