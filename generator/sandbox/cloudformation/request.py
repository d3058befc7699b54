"""One request to CloudFormation: what several operations read from it."""

from collections.abc import Mapping
from typing import Any

from generator.sandbox.cloudformation import change_sets
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.model import ChangeSet, Stack

Request = Mapping[str, Any]
Answer = dict[str, Any]


def change_set(region: Region, request: Request) -> tuple[Stack, ChangeSet]:
    """The change set that the request names, and its stack."""
    return change_sets.find(region, request["ChangeSetName"], request.get("StackName"))


def body(region: Region, request: Request) -> str | None:
    """The template, given in the request or in a bucket."""
    url = request.get("TemplateURL")
    if url:
        return region.services.read(region.account, region.name, url)
    return request.get("TemplateBody")


def token(request: Request) -> str:
    """ClientRequestToken, which comes back in the events."""
    return str(request.get("ClientRequestToken", ""))


def is_true(request: Request, name: str) -> bool:
    """A boolean member; absent is false."""
    return str(request.get(name, "")).lower() == "true"
