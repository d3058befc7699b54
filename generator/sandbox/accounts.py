"""The way into the accounts of a simulated AWS: a role in each."""

from dataclasses import replace

from generator.parameters.model import Environment


def role_arn(account: str) -> str:
    """The role by which the sandbox enters an account; it need not exist."""
    return f"arn:aws:iam::{account}:role/sandbox"


def reached(environment: Environment) -> Environment:
    """The environment with a way into its account, as the sandbox needs one.

    A plain session does not say which account it is for; a role's ARN does.
    """
    if environment.assume_role_arn:
        return environment
    return replace(environment, assume_role_arn=role_arn(environment.account))
