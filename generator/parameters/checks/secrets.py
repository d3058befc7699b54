"""No secret stands in a file."""

import re
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.references import is_reference
from generator.parameters.model import ParameterFile
from generator.parameters.wording import shown

HIDDEN = "(hidden)"
_HINT = (
    "Revoke it, keep the new one in Secrets Manager and write "
    "{{resolve:secretsmanager:NAME:SecretString:KEY}}."
)
# Token forms as their issuers publish them.
_FORMS = {
    "an AWS access key": r"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    "a GitHub token": r"\b(gh[pousr]_\w{36,}|github_pat_\w{22,})",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "a Docker Hub token": r"\bdckr_(pat|oat)_[\w-]{20,}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}",
    "a Slack token": r"\bxox[abeoprs]-[\w-]{10,}",
    "a payment provider's key": r"\b[rs]k_(live|test)_\w{10,}",
    "a Google API key": r"\bAIza[\w-]{35}",
    "a JSON web token": r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
    "a password": r"\b(password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*\S{4,}",
}
_SECRETS = {
    what: re.compile(form, re.I if what == "a password" else 0)
    for what, form in _FORMS.items()
}
# An AWS secret key has 40 characters; digests and IDs are hexadecimal.
_RANDOM = re.compile(r"(?<![\w/+=-])[A-Za-z0-9/+_-]{32,}={0,2}(?![\w/+=-])", re.ASCII)
# A change of kind; upper to lower case is one word, as in CamelCase.
_CHANGE = re.compile(
    r"(?<=[a-z])(?=[A-Z0-9])|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=\d)|[/+_-]"
)
_SECRET_NAME = re.compile(r"(Password|Passphrase|Secret|Token|ApiKey|PrivateKey)$")


def secrets(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Values that look like secrets, and any value of a NoEcho parameter."""
    for key, value in file.parameters.items():
        if not value or is_reference(value):
            continue
        what = secret_in(value)
        if what is None and key in template.no_echo:
            what = "the plain value of a NoEcho parameter"
        # An ARN says where the secret is.
        if what is None and _SECRET_NAME.search(key) and not value.startswith("arn:"):
            what = "a plain value where the name says secret"
        if what is not None:
            yield file.place_of(key).finding(
                "secret", f"{shown(key)} holds {what}", _HINT
            )
    for key, value in file.tags.items():
        what = secret_in(value)
        if what is not None:
            yield file.place_of_tag(key).finding(
                "secret",
                f"tag {shown(key)} holds {what}",
                "Revoke it; everybody can read tags.",
            )


def secret_in(value: str) -> str | None:
    """What kind of secret a text seems to hold, or None."""
    # An ARN names what is secret: `secret:app` within it is no password.
    is_arn = value.startswith("arn:")
    for what, pattern in _SECRETS.items():
        if pattern.search(value) and not (is_arn and what == "a password"):
            return what
    if not is_arn and any(map(_is_random, _RANDOM.findall(value))):
        return "a long random string"
    return None


def _is_random(word: str) -> bool:
    """Whether a word is more random than names, paths and digests are.

    It has lower case, upper case and digits, and changes from one to another,
    or starts anew, more often than each fourth step: CamelCase does in each fifth,
    99 of 100 random base64 strings of 40 characters do.
    """
    if not all(re.search(kind, word) for kind in (r"[a-z]", r"[A-Z]", r"\d")):
        return False
    return len(_CHANGE.findall(word)) > len(word) / 4


def display(value: str, secret: bool = False, longest: int = 60) -> str:
    """A value fit for a message: in quotes, or hidden if it may be a secret."""
    return HIDDEN if secret or secret_in(value) else shown(value, longest)
