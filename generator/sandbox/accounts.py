"""What a simulated account has before anything is deployed: a way in, a bucket."""

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.parameters.model import Environment

if TYPE_CHECKING:
    from generator.deploy.clients import Clients


def role_arn(account: str) -> str:
    """The role by which the sandbox enters an account; it need not exist."""
    return f"arn:aws:iam::{account}:role/sandbox"


def reached(environment: Environment) -> Environment:
    """The environment with what the sandbox has in each account and region.

    A role, because a plain session does not say which account it is for; and a
    bucket for templates.
    """
    account, region = environment.account, environment.region
    return replace(
        environment,
        assume_role_arn=environment.assume_role_arn or role_arn(account),
        template_bucket=f"cloudformation-templates-{account}-{region}",
    )


def make_template_bucket(environment: Environment, clients: "Clients") -> None:
    """The bucket of an environment that `reached` gave, made anew in each run.

    Once: an environment may be planned again after others.
    """
    there = clients.s3(environment).call("list_buckets")["Buckets"]
    if environment.template_bucket in [each["Name"] for each in there]:
        return
    region = environment.region
    # The one region that S3 does not take by name (API reference, CreateBucket).
    place = {"LocationConstraint": region} if region != "us-east-1" else None
    clients.s3(environment).call(
        "create_bucket",
        Bucket=environment.template_bucket,
        **({"CreateBucketConfiguration": place} if place else {}),
    )
