"""The two secrets: there, of the right form, and never shown.

A value is looked at where it was read and goes nowhere: no finding, message or
exception holds any of it.
"""

import json
from collections.abc import Iterator
from typing import Any

from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject

CHECK = "secret"
KEYS = ("username", "password", "registry")
_ABSENT = ("ResourceNotFoundException",)


def registry_secret(subject: Subject) -> Iterator[Finding]:
    """Username, password and registry, where images do not go to ECR."""
    if subject.value("EcrRepositoryName"):
        return
    name = subject.value("RegistryCredentialsSecretName") or (
        f"docker-registry-credentials-{subject.value('EnvironmentSuffix')}"
    )
    text = _text(subject, name)
    if text is None:
        yield _missing(
            subject, name, "registry.json", "the image build cannot log in and stops"
        )
        return
    problem = _registry_problem(text)
    if problem:
        yield wrong(
            CHECK,
            name,
            problem,
            why="the image build cannot log in to the registry and stops",
            mend=_put(subject, name, "registry.json"),
        )
    else:
        yield well(CHECK, name, f"has {', '.join(KEYS)}")


def token_secret(subject: Subject) -> Iterator[Finding]:
    """The bare token, where GitHub is not read through a connection."""
    if subject.value("ConnectionArn"):
        return
    name = subject.value("OAuthTokenSecretName") or (
        f"github-oauth-token-{subject.value('EnvironmentSuffix')}"
    )
    text = _text(subject, name)
    if text is None:
        yield _missing(
            subject,
            name,
            "token.txt",
            "CloudFormation reads it when it deploys the pipeline, and fails",
        )
        return
    problem = _token_problem(text)
    if problem:
        yield wrong(
            CHECK,
            name,
            problem,
            why="GitHub refuses it, and the pipeline reads no source",
            mend=f'printf %s "$TOKEN" > token.txt && {_put(subject, name, "token.txt")}'
            ", then put it into a secret of another name if the pipeline is deployed "
            "already: CloudFormation reads a changed secret only with a changed name",
        )
    else:
        yield well(CHECK, name, "holds a bare token")


def _text(subject: Subject, name: str) -> str | None:
    """The value; "" for one of bytes; None if there is no secret of that name."""
    described = subject.asker.ask(
        "secretsmanager", "describe_secret", absent=_ABSENT, SecretId=name
    )
    if described is None or described.get("DeletedDate"):
        return None
    answer = subject.asker.ask_anew(
        "secretsmanager", "get_secret_value", absent=_ABSENT, SecretId=name
    )
    return None if answer is None else str(answer.get("SecretString") or "")


def _registry_problem(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return "is no JSON"
    if not isinstance(found, dict):
        return "is no JSON object"
    lacking = [key for key in KEYS if not found.get(key)]
    odd = [key for key in KEYS if key not in lacking and not _is_plain(found[key])]
    if lacking:
        return f"lacks {' and '.join(lacking)}"
    if odd:
        return f"has blanks or a newline around {' and '.join(odd)}"
    return ""


def _token_problem(text: str) -> str:
    if not text:
        return "is empty, or holds bytes and no text"
    if text.endswith(("\n", "\r")):
        return "ends with a newline"
    if not _is_plain(text) or len(text.split()) > 1:
        return "has blanks in it"
    if text.startswith(("{", '"')):
        return "holds JSON, not the bare token"
    return ""


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and value == value.strip()


def _missing(subject: Subject, name: str, file: str, why: str) -> Finding:
    mend = command(
        *("aws", "secretsmanager", "create-secret", "--region", subject.region),
        *("--name", name, "--secret-string", f"file://{file}"),
    )
    return wrong(CHECK, name, "does not exist, or is to be deleted", why=why, mend=mend)


def _put(subject: Subject, name: str, file: str) -> str:
    return command(
        *("aws", "secretsmanager", "put-secret-value", "--region", subject.region),
        *("--secret-id", name, "--secret-string", f"file://{file}"),
    )
