"""500 stacks over two accounts and two regions, planned and deployed on loopback.

Not part of the tests: `python -m tests.benchmarks.many_stacks [STACKS]`. Each
figure is of a fresh process against a scripted CloudFormation whose answers
take 20 ms; `--aws` does the same stacks with `aws cloudformation deploy`, 16 at
a time by xargs.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.deploy.cloud import PEOPLE, Cloud
from tests.deploy.project import TEMPLATE

ROOT = Path(__file__).parents[2]
PLACES = [
    ("dev", "111111111111", "eu-west-1"),
    ("staging", "111111111111", "eu-central-1"),
    ("preprod", "222222222222", "eu-west-1"),
    ("prod", "222222222222", "eu-central-1"),
]
# Checking parameter files has a benchmark of its own.
UNCHECKED = (
    "import generator.parameters as p; p.validate = lambda *_: []; "
    "from generator.cli import main; main()"
)
ROLES = {"111111111111": "ALICE", "222222222222": "CAROL"}


class Bench(Cloud):
    """Roles that are assumed give the credentials of their account."""

    def AssumeRole(self, RoleArn: str, **_: object) -> dict[str, object]:  # noqa: N802, N803
        key = ROLES[RoleArn.split(":")[4]]
        return {
            "Credentials": {
                "AccessKeyId": key,
                "SecretAccessKey": "s",
                "SessionToken": "t",
                "Expiration": "2099-01-01T00:00:00Z",
            },
            "AssumedRoleUser": {"AssumedRoleId": "a:b", "Arn": PEOPLE[key][1]},
        }


class Impatient(Bench):
    """Operations end when they are looked at: `aws` never lists stacks."""

    def DescribeStacks(self, StackName: str) -> dict[str, Any]:  # noqa: N802, N803
        self._tick(self._find(StackName))
        return super().DescribeStacks(StackName)


def make(root: Path, stacks: int) -> None:
    """A checkout with so many stacks."""
    (root / "templates_out").mkdir()
    (root / "templates_out" / "store.yaml").write_text(TEMPLATE)
    text = ""
    for name, account, region in PLACES:
        text += (
            f'[{name}]\naccount = "{account}"\nregion = "{region}"\n'
            f'assume_role_arn = "arn:aws:iam::{account}:role/deploy"\n\n'
        )
        (root / "params" / name).mkdir(parents=True)
    (root / "params" / "environments.toml").write_text(text)
    for number in range(stacks):
        name = PLACES[number % len(PLACES)][0]
        path = root / "params" / name / f"s{number}.store.json"
        content = {"Parameters": {"Name": f"s{number}"}, "Tags": {"P": "b"}}
        path.write_text(json.dumps(content))


def timed(cloud: Cloud, root: Path, command: list[str]) -> dict[str, object]:
    """Seconds, CPU seconds, peak MiB and calls of a process."""
    cloud.endpoint.calls.clear()
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": cloud.endpoint.url,
        "AWS_ACCESS_KEY_ID": "ALICE",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(ROOT),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:])
    return {
        "exit": done.returncode,
        "seconds": round(seconds, 1),
        "cpu": round(
            after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, 1
        ),
        "peak_mib": after.ru_maxrss // 1024,
        "calls": sum(Counter(cloud.endpoint.names()).values()),
        "by_operation": dict(Counter(cloud.endpoint.names()).most_common()),
    }


def main(stacks: int, with_aws: bool) -> None:
    """Print one JSON line per step."""
    own = [sys.executable, "-c", UNCHECKED]
    steps = {
        "plan of new stacks": [*own, "plan"],
        "deploy of the plan": [*own, "deploy", "--plan", "plan.json", "--yes"],
        "plan without changes": [*own, "plan"],
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, stacks)
        cloud = Bench()
        cloud.endpoint.delay = 0.02
        cloud.ticks = 2
        with cloud.endpoint:
            for name, command in steps.items():
                figures = timed(cloud, root, command)
                per_stack = round(int(str(figures["calls"])) / stacks, 2)
                line = {"step": name, "calls_per_stack": per_stack, **figures}
                print(json.dumps(line))
        if with_aws:
            cloud = Impatient()
            cloud.endpoint.delay = 0.02
            cloud.ticks = 0
            with cloud.endpoint:
                figures = timed(cloud, root, ["bash", "-c", by_xargs(root)])
                per_stack = round(int(str(figures["calls"])) / stacks, 2)
                print(
                    json.dumps(
                        {
                            "step": "aws by xargs",
                            "calls_per_stack": per_stack,
                            **figures,
                        }
                    )
                )


def by_xargs(root: Path) -> str:
    """The same stacks with the AWS CLI, one process each, 16 at a time."""
    script = root / "one.sh"
    script.write_text(
        "aws cloudformation deploy --template-file templates_out/store.yaml "
        "--no-fail-on-empty-changeset --region eu-west-1 "
        '--stack-name "$1-store" --parameter-overrides "Name=$1" --tags P=b\n'
    )
    return (
        "ls params/*/*.json | xargs -n1 basename | sed 's/[.].*//' "
        f"| xargs -P 16 -n 1 bash {script}"
    )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 500, "--aws" in sys.argv)
