"""Runs the commands of one build, each as a process that starts from the last."""

import os
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

BASH = shutil.which("bash") or "/bin/bash"

# What the next command of a build finds of the one before. The guide says that
# version 0.2 runs all commands in one shell; error messages with line numbers,
# and arrays that the next command does not know (aws/aws-cdk#26694), say that each
# has a shell of its own, which gets exported variables and the folder.
SHELLS = {
    "one shell": """declare -p | grep -Ev '^declare -([^ ]*r|[^ ]+ (_|BASH|FUNCNAME))'
      declare -f; set +o""",
    "a shell each": "export -p",
}

# Each command is a process that starts from what the one before left behind.
# Only so can a command say `exit 1` and the build go on with `finally`. Secrets
# come by the environment alone, so that none is ever in a file.
_COMMAND = """
. {state}
leave() {{
  trap - EXIT
  unset {hidden}
  {{ {left}
    printf 'cd %q\\n' "$PWD"; }} > {state}
  exit "$1"
}}
trap 'leave $?' EXIT
. {command}
"""
# A process in the background may keep the output open: so many seconds later the
# build goes on.
_LAST_WORDS = 1.0


@dataclass
class Shell:
    """What runs the commands of one build.

    `left` is of SHELLS; `work` is a folder of the shell's own, `here` the one in
    which the first command starts. `secrets` are variables like those of
    `environment`. `said` gets each line that is printed. `seconds` is how long
    all commands may take together.
    """

    left: str
    work: Path
    here: Path
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    said: Callable[[str], None]
    seconds: float
    _groups: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._end = monotonic() + self.seconds
        lines = [f"export {k}={shlex.quote(v)}" for k, v in self.environment.items()]
        lines.append(f"cd {shlex.quote(str(self.here))}")
        self._file.write_text("\n".join([*lines, ""]))

    def run(self, command: str) -> bool:
        """Run one command; says whether it succeeded, and in the time that is left."""
        path = self.work / "command"
        path.write_text(command + "\n")
        script = _COMMAND.format(
            state=self._state,
            command=shlex.quote(str(path)),
            left=self.left,
            hidden=" ".join(self.secrets),
        )
        return self._bash(script, self.said) == 0

    def set(self, name: str, value: str) -> None:
        """Give a variable to the commands that follow."""
        with self._file.open("a") as state:
            state.write(f"export {name}={shlex.quote(value)}\n")

    def values(self, names: list[str]) -> dict[str, str]:
        """What variables are at the end of the build; one that is unset is empty."""
        path = self.work / "values"
        each = f'for n in {" ".join(names)}; do printf "%s\\0" "${{!n}}"; done'
        self._bash(f". {self._state}; {each} > {shlex.quote(str(path))}", self.said)
        return dict(zip(names, path.read_text().split("\0"), strict=False))

    @property
    def is_over(self) -> bool:
        """Has the build had all its time?"""
        return monotonic() >= self._end

    def close(self) -> None:
        """End what the commands left running."""
        for group in self._groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)

    @property
    def _file(self) -> Path:
        return self.work / "state"

    @property
    def _state(self) -> str:
        return shlex.quote(str(self._file))

    def _bash(self, script: str, said: Callable[[str], None]) -> int:
        process = subprocess.Popen(  # noqa: S603 (what the buildspec says)
            [BASH, "-c", script],
            env=dict(self.secrets),
            cwd=self.here,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._groups.append(process.pid)
        reader = threading.Thread(target=_read, args=(process, said), daemon=True)
        reader.start()
        try:
            code = process.wait(max(0.0, self._end - monotonic()))
        except subprocess.TimeoutExpired:
            self.close()
            code = process.wait()
        reader.join(_LAST_WORDS)
        return code


def _read(process: "subprocess.Popen[str]", said: Callable[[str], None]) -> None:
    for line in process.stdout or ():
        said(line)
