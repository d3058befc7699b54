"""moto in this process, with the saved stacks' resources in it."""

from contextlib import suppress
from dataclasses import replace
from types import TracebackType

import boto3
import botocore.session
from botocore.loaders import create_loader
from moto import mock_aws

from generator.errors import GeneratorError
from generator.sandbox.accounts import role_arn
from generator.sandbox.cloudformation.model import RefusedError, Resource, Stack, World
from generator.sandbox.resources.making import Services
from generator.sandbox.wire import WIRE

# STS answers in every region; the endpoint decides nothing here.
_STS_REGION = "us-east-1"
# The sessions of all accounts read each service's model once.
_MODELS = create_loader()


class Simulator:
    """A simulated AWS; boto3 clients made while it runs talk to it."""

    def __init__(self, world: World) -> None:
        self._world = world
        # CloudFormation's requests are not moto's: wire.py answers them.
        self._moto = mock_aws(
            config={"core": {"passthrough": {"services": ["cloudformation"]}}}
        )
        self._sessions: dict[tuple[str, str], boto3.Session] = {}

    def __enter__(self) -> "Simulator":
        """Start, and make again what the saved stacks have."""
        self._moto.start()
        try:
            services = Services(self.session)
            self._make_again(services)
        except BaseException:
            self._moto.stop()
            raise
        WIRE.connect(self._world, services)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; clients talk to the real AWS again."""
        WIRE.disconnect()
        self._moto.stop()

    def session(self, account: str, name: str = "sandbox") -> boto3.Session:
        """A session in an account; `name` is the end of its principal's ARN."""
        key = (account, name)
        if key not in self._sessions:
            sts = _session().client("sts", region_name=_STS_REGION)
            given = sts.assume_role(RoleArn=role_arn(account), RoleSessionName=name)[
                "Credentials"
            ]
            self._sessions[key] = _session(
                given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
            )
        return self._sessions[key]

    def _make_again(self, services: Services) -> None:
        for stack in self._world.stacks:
            for resource in stack.deployed.resources.values():
                if resource.physical_id:
                    _same(services, stack, resource)
        for kept in self._world.retained:
            # Without what was deleted with its stack it may be impossible;
            # that it is there (its name is taken) is known all the same.
            with suppress(RefusedError):
                services.create(kept.stack, kept.resource)


def _session(
    key: str | None = None, secret: str | None = None, token: str | None = None
) -> boto3.Session:
    core = botocore.session.Session()
    core.register_component("data_loader", _MODELS)
    return boto3.Session(key, secret, token, botocore_session=core)


def _same(services: Services, stack: Stack, resource: Resource) -> None:
    """Make a saved resource; it must come out as it was."""
    saved = replace(resource)
    try:
        services.create(stack, resource)
    except RefusedError as refused:
        raise GeneratorError(
            f"the sandbox cannot make {resource.logical_id} of stack {stack.name} "
            f"again: {refused}",
            "Start with an empty sandbox: delete the folder .sandbox.",
        ) from refused
    if resource.physical_id != saved.physical_id:
        raise GeneratorError(
            f"the saved sandbox has {saved.physical_id} as {resource.logical_id} of "
            f"stack {stack.name}; this version of moto makes {resource.physical_id}.",
            "Start with an empty sandbox: delete the folder .sandbox.",
        )
    resource.attributes, resource.updated = saved.attributes, saved.updated
