"""What stands for `aws` in the builds' tests is the command itself."""

import subprocess
import sys
from pathlib import Path

import pytest

REAL = str(Path(sys.executable).parent / "aws")


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["ecs", "describe-tasks"],
        ["ecs", "register-task-definition", "--cli-input-json", "-"],
        ["configure", "get", "region"],
        ["sts", "get-caller-identity", "--endpoint-url", "http://127.0.0.1:9"],
    ],
    ids=" ".join,
)
def test_a_call_ends_like_the_command_itself(
    words: list[str], aws_command: str, tmp_path: Path
) -> None:
    variables = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_REGION": "eu-west-1",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    ended = [
        subprocess.run(
            [*command, *words],
            input='{"family": "größe"',
            capture_output=True,
            text=True,
            env=variables,
            cwd=tmp_path,
            check=False,
        )
        for command in ([REAL], aws_command.split())
    ]
    first, second = ((one.returncode, one.stdout, one.stderr) for one in ended)
    assert first == second
