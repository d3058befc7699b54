"""Dynamic references, with a documentation value where nothing is stored.

A fresh sandbox has none of the secrets that an account has. Rather than fail,
a reference makes the secret (or SSM parameter) that it asks for, with a value
that says what it is.
"""

import json
import re
from collections.abc import Callable
from typing import Any

Client = Callable[[str], Any]

DOCUMENTATION = "documentation-only"
_REFERENCE = re.compile(r"\{\{resolve:(secretsmanager|ssm|ssm-secure):([^}]+)\}\}")


def resolved(value: Any, client: Client) -> Any:
    """A value with its dynamic references replaced by what they stand for.

    Syntax: CloudFormation user guide, "Get values stored in other services
    using dynamic references". `client` gives a boto3 client for a service.
    """
    if isinstance(value, dict):
        return {key: resolved(inner, client) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolved(item, client) for item in value]
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: _stored(found, client), value)
    return value


def _stored(found: re.Match[str], client: Client) -> str:
    service, reference = found.groups()
    if service == "secretsmanager":
        name, _, rest = reference.partition(":SecretString")
        return _secret(client("secretsmanager"), name, rest.lstrip(":").split(":")[0])
    return stored_parameter(client("ssm"), reference.rsplit(":", 1)[0])


def _secret(client: Any, name: str, key: str) -> str:
    try:
        text = str(client.get_secret_value(SecretId=name)["SecretString"])
    except client.exceptions.ResourceNotFoundException:
        text = DOCUMENTATION
        client.create_secret(
            Name=name.rsplit(":secret:", 1)[-1],
            Description=f"{DOCUMENTATION}, made by the sandbox",
            SecretString=text,
        )
    return _member(text, key) if key else text


def _member(text: str, key: str) -> str:
    return text if text == DOCUMENTATION else str(json.loads(text)[key])


def stored_parameter(client: Any, name: str) -> str:
    """The value of a Systems Manager parameter, made if it is not there."""
    try:
        return str(client.get_parameter(Name=name)["Parameter"]["Value"])
    except client.exceptions.ParameterNotFound:
        client.put_parameter(Name=name, Value=DOCUMENTATION, Type="String")
        return DOCUMENTATION
