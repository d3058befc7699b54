"""moto in this process, with the saved stacks' resources in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import boto3
import botocore.session
from botocore.loaders import create_loader
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.utilities.utils import REGION_PREFIX_TO_PARTITION

from generator.errors import GeneratorError
from generator.sandbox.accounts import role_arn
from generator.sandbox.delivery.desk import Desk
from generator.sandbox.model import RefusedError, Resource, Stack, World
from generator.sandbox.resources.services import Services
from generator.sandbox.wire import DELIVERY_WIRE, WIRE

# STS answers in every region; the endpoint decides nothing here.
_STS_REGION = "us-east-1"
# moto takes the region from the host, and IAM's in GovCloud is iam.us-gov.
REGION_PREFIX_TO_PARTITION["us-gov"] = "aws-us-gov"
# The sessions of all accounts read each service's model once.
_MODELS = create_loader()


class Simulator:
    """The ways into the accounts of a simulated AWS, and what its pipelines do."""

    desk: Desk

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str], boto3.Session] = {}

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


@contextmanager
def simulated(world: World, folder: Path, person: str = "") -> Iterator[Simulator]:
    """Simulate AWS with the stacks of that world and what they have.

    boto3 clients that are made inside the block talk to it. What pipelines do is kept
    in the folder.

    Raises:
        GeneratorError: a resource of the world cannot be made again.
    """
    # CloudFormation's requests are not moto's: wire.py answers them.
    config = {"core": {"passthrough": {"services": ["cloudformation"]}}}
    with _no_configuration(), mock_aws(config=config):
        simulator = Simulator()
        services = Services(simulator.session)
        _make_again(world, services)
        simulator.desk = Desk(folder, world, person_arn(person))
        WIRE.connect(world, services)
        DELIVERY_WIRE.connect(simulator.desk, services)
        if person:
            _be(person, simulator)
        try:
            yield simulator
        finally:
            # moto takes the keys away, which it set first.
            os.environ.pop("AWS_SESSION_TOKEN", None)
            WIRE.disconnect()
            DELIVERY_WIRE.disconnect()


def person_arn(person: str) -> str:
    """What STS says of who runs a command, before a role of an account is assumed."""
    return f"arn:aws:sts::{DEFAULT_ACCOUNT_ID}:assumed-role/sandbox/{person or 'you'}"


def _be(person: str, simulator: Simulator) -> None:
    """Give the person's credentials to sessions that are made from now on."""
    given = simulator.session(DEFAULT_ACCOUNT_ID, person).get_credentials()
    if given is None or not given.token:
        raise GeneratorError(
            f"The sandbox has no credentials for {person}.", "Try another name."
        )
    os.environ["AWS_ACCESS_KEY_ID"] = given.access_key
    os.environ["AWS_SECRET_ACCESS_KEY"] = given.secret_key
    os.environ["AWS_SESSION_TOKEN"] = given.token


@contextmanager
def _no_configuration() -> Iterator[None]:
    """Hide the user's AWS configuration.

    A profile that needs a login must not be asked for, and an endpoint that is
    configured must not be reached.
    """
    configured = {k: v for k, v in os.environ.items() if k.startswith("AWS_")}
    hidden = {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Nobody starts machines here, and moto reads hundreds of images for them.
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    }
    for name in configured:
        del os.environ[name]
    os.environ.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del os.environ[name]
        os.environ.update(configured)


def _session(
    key: str | None = None, secret: str | None = None, token: str | None = None
) -> boto3.Session:
    core = botocore.session.Session()
    core.register_component("data_loader", _MODELS)
    return boto3.Session(key, secret, token, botocore_session=core)


def _make_again(world: World, services: Services) -> None:
    for stack in world.stacks:
        for resource in stack.deployed.resources.values():
            if resource.physical_id:
                _same(services, stack, resource)
    for kept in world.retained:
        # Without what was deleted with its stack it may be impossible; that it
        # is there (its name is taken) is known all the same.
        with suppress(RefusedError):
            services.create(kept.stack, kept.resource)


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
