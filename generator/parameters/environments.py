"""Reads params/environments.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from generator.errors import UsageError
from generator.parameters import demands
from generator.parameters.identifiers import ACCOUNT, REGION, ROLE
from generator.parameters.model import Environment, Place, Suppression
from generator.parameters.organization import Organization, parse_organization
from generator.parameters.toml_lines import line_of, line_of_item
from generator.parameters.wording import nearest, shown
from generator.project import Project

FILE = "environments.toml"
_TEXT_KEYS = (
    "account",
    "region",
    "role_arn",
    "assume_role_arn",
    "external_id",
    "template_bucket",
)
_SWITCHES = ("termination_protection", "require_review")
_TABLES = ("parameters", "tags")
_REQUIRE = "require"
_SUPPRESS = "suppress"
_DEPENDS_ON = "depends_on"
_ORGANIZATION = "organization"
_KEYS = (
    *_TEXT_KEYS,
    *_SWITCHES,
    "plan_expiry",
    *_TABLES,
    _REQUIRE,
    _SUPPRESS,
    _DEPENDS_ON,
    _ORGANIZATION,
)
_SUPPRESSION = (
    'Write [[{0}.suppress]], file = "NAME.TEMPLATE", rule = "...", '
    'reason = "...", expires = 2030-12-31.'
)

# Names become part of stack names, so their characters are the same.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
# [S3 user guide, "General purpose bucket naming rules"; a dot would break TLS]
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", re.ASCII)
# [API_AssumeRole, ExternalId]
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)


def load_environments(project: Project) -> tuple[Environment, ...]:
    """The environments, in the order in which changes travel through them.

    Raises:
        UsageError: the file is missing or wrong; names the line and the value.
    """
    path = project.params / FILE
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"There is no {path}.",
            'Write one table an environment: [dev], account = "111122223333", '
            'region = "eu-west-1".',
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None
    return parse_environments(text, str(path))


def parse_environments(text: str, file: str) -> tuple[Environment, ...]:
    """The environments of a text; `file` is its name in messages.

    Raises:
        UsageError: the text is wrong; names the line and the value.
    """
    try:
        # Numbers keep their spelling: 1.10 is not 1.1.
        tables = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise UsageError(f"{file} is not TOML: {error}.") from None
    if not tables:
        raise UsageError(f"{file}:1 names no environment.", "Write a table: [dev].")
    return tuple(
        _Table(file, text, name).environment(table) for name, table in tables.items()
    )


@dataclass(frozen=True)
class _Table:
    """One table of the file, and the text it stands in to find lines."""

    file: str
    text: str
    name: str

    def environment(self, table: Any) -> Environment:
        if not isinstance(table, dict):
            self.refuse((), f"{shown(self.name)} is no table", f"Write [{self.name}].")
        if not _NAME.fullmatch(self.name):
            self.refuse(
                (),
                f"the environment name {shown(self.name)} is not made of letters, "
                "digits and hyphens",
                "The name is part of the stack names.",
            )
        for key in table:
            if key not in _KEYS:
                near = nearest(key, _KEYS)
                hint = f"Did you mean {near}?" if near else f"Keys: {', '.join(_KEYS)}."
                self.refuse(
                    (key,), f"{self.name} has an unknown key {shown(key)}", hint
                )
        texts = {key: self.text_of(table, key) for key in _TEXT_KEYS}
        defaults = {key: self.strings(table, key) for key in _TABLES}
        required = self.demands(table)
        order = self.order(table)
        environment = Environment(
            name=self.name,
            account=self.required(texts, "account", ACCOUNT, "12 digits"),
            region=self.required(texts, "region", REGION, "a region's name"),
            role_arn=texts["role_arn"],
            assume_role_arn=texts["assume_role_arn"],
            external_id=texts["external_id"],
            template_bucket=texts["template_bucket"] or "",
            **{key: self.switch(table, key) for key in _SWITCHES},
            plan_expiry=self.days(table, "plan_expiry", Environment.plan_expiry),
            parameters=defaults["parameters"],
            tags=defaults["tags"],
            parameter_places=self.places("parameters", defaults["parameters"]),
            tag_places=self.places("tags", defaults["tags"]),
            require=required,
            require_places=self.places(_REQUIRE, required),
            suppress=tuple(self.suppressions(table)),
            depends_on=order,
            depends_on_places=self.places(_DEPENDS_ON, order),
            organization=self.organization(table),
        )
        self.check_roles(environment)
        self.check_bucket(environment)
        return environment

    def refuse(self, keys: tuple[str, ...], message: str, hint: str = "") -> NoReturn:
        line = line_of(self.text, (self.name, *keys))
        raise UsageError(f"{self.file}:{line} {message}.", hint)

    def text_of(self, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is not None and not isinstance(value, str):
            self.refuse(
                (key,),
                f"{key} of {self.name} is {value}, which is not in quotes",
                "A number loses its leading zeros." if key == "account" else "",
            )
        return value

    def required(
        self,
        texts: Mapping[str, str | None],
        key: str,
        pattern: re.Pattern[str],
        what: str,
    ) -> str:
        value = texts[key]
        if value is None:
            self.refuse((), f"{self.name} has no {key}", f'Write {key} = "...".')
        if not pattern.fullmatch(value):
            self.refuse((key,), f"{key} of {self.name} is {shown(value)}, not {what}")
        return value

    def switch(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.refuse((key,), f"{key} of {self.name} is {value!r}, not true or false")
        return value

    def days(self, table: Mapping[str, Any], key: str, default: int) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(
                (key,), f"{key} of {self.name} is {value!r}, not a number of days"
            )
        return value

    def strings(self, table: Mapping[str, Any], key: str) -> dict[str, str]:
        values = table.get(key, {})
        if not isinstance(values, dict):
            self.refuse((key,), f"{key} of {self.name} is no table")
        strings = {}
        for name, value in values.items():
            if not isinstance(value, str | bool | int):
                self.refuse(
                    (key, name),
                    f"{shown(name)} in the {key} of {self.name} is not one value",
                    'Write a list as one string, "a,b".',
                )
            is_switch = isinstance(value, bool)
            strings[name] = str(value).lower() if is_switch else str(value)
        return strings

    def demands(self, table: Mapping[str, Any]) -> dict[str, Any]:
        given = table.get(_REQUIRE, {})
        if not isinstance(given, dict):
            self.refuse((_REQUIRE,), f"{_REQUIRE} of {self.name} is no table")
        for key, demand in given.items():
            problem = demands.problem(demand)
            if problem:
                self.refuse(
                    (_REQUIRE, key),
                    f"{shown(key)} in the {_REQUIRE} of {self.name} {problem}",
                    'Write "365", ["a", "b"], ">= 365", "<= 60", true or false.',
                )
        return given

    def suppressions(self, table: Mapping[str, Any]) -> Iterator[Suppression]:
        given = table.get(_SUPPRESS, [])
        hint = _SUPPRESSION.format(self.name)
        if not isinstance(given, list):
            self.refuse((_SUPPRESS,), f"{_SUPPRESS} of {self.name} is no list", hint)
        for number, each in enumerate(given):
            line = line_of_item(self.text, (self.name, _SUPPRESS), number)
            match each:
                case {
                    "file": str(file),
                    "rule": str(rule),
                    "reason": str(reason),
                    "expires": date() as day,
                } if len(each) == 4 and reason.strip() and type(day) is date:
                    place = Place(self.file, line)
                    yield Suppression(file, rule, reason.strip(), day, place)
                case _:
                    raise UsageError(
                        f"{self.file}:{line} a suppression of {self.name} is not made "
                        "of file, rule, reason and expires.",
                        hint,
                    )

    def order(self, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """What stands before what."""
        given = table.get(_DEPENDS_ON, {})
        if not isinstance(given, dict):
            self.refuse((_DEPENDS_ON,), f"{_DEPENDS_ON} of {self.name} is no table")
        for name, wanted in given.items():
            texts = wanted if isinstance(wanted, list) else [None]
            if not all(isinstance(text, str) and "." in text for text in texts):
                self.refuse(
                    (_DEPENDS_ON, *name.split(".")),
                    f"{shown(name)} of {self.name} depends on no list of names",
                    'Write ["NAME.TEMPLATE", "ENVIRONMENT/NAME.TEMPLATE"].',
                )
        return {name: tuple(wanted) for name, wanted in given.items()}

    def organization(self, table: Mapping[str, Any]) -> Organization | None:
        """Where the environment's account template goes beyond its own account."""
        if _ORGANIZATION not in table:
            return None

        def refuse(keys: tuple[str, ...], problem: str, hint: str) -> NoReturn:
            name = f"{_ORGANIZATION} of {self.name}"
            self.refuse((_ORGANIZATION, *keys), f"{name} {problem}", hint)

        return parse_organization(table[_ORGANIZATION], table["region"], refuse)

    def places(self, table: str, values: Mapping[str, Any]) -> dict[str, Place]:
        return {
            # A name in quotes is read as the parts that a dot divides.
            key: Place(
                self.file, line_of(self.text, (self.name, table, *key.split(".")))
            )
            for key in values
        }

    def check_roles(self, environment: Environment) -> None:
        for key in ("role_arn", "assume_role_arn"):
            arn = getattr(environment, key)
            match = ROLE.fullmatch(arn) if arn is not None else None
            if arn is not None and not match:
                self.refuse(
                    (key,), f"{key} of {self.name} is {shown(arn)}, no role ARN"
                )
            if match and match[1] != environment.account:
                self.refuse(
                    (key,),
                    f"{key} of {self.name} is in account {match[1]}, but the "
                    f"environment is account {environment.account}",
                )
        external_id = environment.external_id
        if external_id is not None and environment.assume_role_arn is None:
            self.refuse(
                ("external_id",),
                f"{self.name} has an external_id but no assume_role_arn",
            )
        if external_id is not None and not _EXTERNAL_ID.fullmatch(external_id):
            self.refuse(("external_id",), f"external_id of {self.name} is not valid")

    def check_bucket(self, environment: Environment) -> None:
        bucket = environment.template_bucket
        if bucket and not _BUCKET.fullmatch(bucket):
            self.refuse(
                ("template_bucket",),
                f"template_bucket of {self.name} is {shown(bucket)}, no bucket's name",
                "Letters, digits and hyphens, in lower case.",
            )
