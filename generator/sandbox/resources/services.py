"""Makes, changes and deletes one resource of a stack."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto.moto_api._internal import mock_random

from generator.sandbox.model import RefusedError, Resource, Stack, now
from generator.sandbox.resources import kind_of
from generator.sandbox.resources.dynamic_references import resolved, stored_parameter
from generator.sandbox.resources.kind import Made, Order


class Services:
    """The services of every account and region, as CloudFormation uses them.

    `sessions` gives a boto3 session of an account.
    """

    def __init__(self, sessions: Callable[[str], boto3.Session]) -> None:
        self._sessions = sessions
        self._clients: dict[tuple[str, str, str], Any] = {}

    def create(self, stack: Stack, resource: Resource) -> None:
        """Make the resource and keep its physical ID and attributes."""
        with _refusals(resource):
            order = self._order(stack, resource)
            _seed(resource)
            _keep(resource, kind_of(resource.type).create(order))

    def update(self, stack: Stack, old: Resource, new: Resource) -> None:
        """Take the resource from the old properties to the new."""
        kind = kind_of(old.type)
        with _refusals(new):
            order = self._order(stack, new)
            if kind.update:
                _keep(new, kind.update(order, old.physical_id))
            else:
                kind.delete(self._order(stack, old), old.physical_id)
                _seed(new)
                _keep(new, kind.create(order))

    def delete(self, stack: Stack, resource: Resource) -> None:
        """Delete the resource."""
        with _refusals(resource):
            order = self._order(stack, resource)
            kind_of(resource.type).delete(order, resource.physical_id)

    def actual(self, stack: Stack, resource: Resource) -> dict[str, Any] | None:
        """The properties that can be read back; None when it is gone.

        Raises:
            RefusedError: resources of this type cannot be read back.
        """
        read = kind_of(resource.type).actual
        if read is None:
            raise RefusedError(f"{resource.type} is not read back in the sandbox")
        found = read(self._order(stack, resource), resource.physical_id)
        return None if found is None else dict(found)

    def read(self, account: str, region: str, url: str) -> str:
        """The text of an S3 object, from the URL that a caller gave.

        Raises:
            RefusedError: there is no such object.
        """
        host, _, key = url.removeprefix("https://").partition("/")
        bucket = host.split(".s3", 1)[0]
        client = self.client(account, region, "s3")
        try:
            found = client.get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            raise RefusedError(f"S3 error: {error}") from error
        return str(found["Body"].read().decode())

    def parameter(self, stack: Stack, name: str) -> str:
        """The value of a Systems Manager parameter, made if it is not there."""
        return stored_parameter(self.client(stack.account, stack.region, "ssm"), name)

    def _order(self, stack: Stack, resource: Resource) -> Order:
        def client(service: str) -> Any:
            return self.client(stack.account, stack.region, service)

        service = kind_of(resource.type).service
        return Order(
            account=stack.account,
            region=stack.region,
            type=resource.type,
            properties=resolved(resource.properties, client),
            default_name=_default_name(resource),
            client=client(service) if service else None,
            generation=1 + len(resource.identity) - len(resource.identity.rstrip("+")),
        )

    def client(self, account: str, region: str, service: str) -> Any:
        """A boto3 client, as the services of that account are reached."""
        key = (account, region, service)
        if key not in self._clients:
            session: Any = self._sessions(account)
            self._clients[key] = session.client(service, region_name=region)
        return self._clients[key]


@contextmanager
def _refusals(resource: Resource) -> Iterator[None]:
    """What a service refuses, in CloudFormation's words.

    Whatever goes wrong in a simulated service fails the resource and so the
    stack, as on AWS; it must not end the caller's request without an answer.
    """
    try:
        yield
    except Exception as error:
        detail = str(error) if isinstance(error, ClientError) else repr(error)
        raise RefusedError(
            f'Resource handler returned message: "{detail}" ({resource.type})'
        ) from error


def _default_name(resource: Resource) -> str:
    """Of the stack that made it first: an import does not change a name."""
    *_, stack, _, logical_id = resource.identity.split("/")
    suffix = sha256(resource.identity.encode()).hexdigest()[:12].upper()
    return f"{stack}-{logical_id.rstrip('+')}-{suffix}"


def _seed(resource: Resource) -> None:
    """Make what moto makes up (IDs in ARNs) follow from the identity.

    The state file holds no moto objects: a resource is made again in the next
    command, and must get the IDs that it had.
    """
    mock_random.seed(resource.identity)


def _keep(resource: Resource, made: Made) -> None:
    resource.physical_id = made.physical_id
    resource.attributes = dict(made.attributes)
    resource.updated = now()
