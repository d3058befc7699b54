"""This machine in place of the build image: tools, environment, and what is missing."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# What a build gets of the user's own environment: where programs are, and how this
# machine reaches the network. No other variable: CodeBuild has none of them.
_PASSED = (
    *("PATH", "LANG", "LC_ALL"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("NODE_EXTRA_CA_CERTS", "PIP_CERT", "AWS_CA_BUNDLE"),
    *("JAVA_HOME", "GOROOT", "DOTNET_ROOT"),
)
# What the image's build asks AWS with: reads alone.
_AWS = re.compile(r"AWS_\w+")
# The program of a runtime, and what it says of its version.
_RUNTIMES = {
    "nodejs": ("node", "--version"),
    "python": ("python3", "--version"),
    "java": ("java", "-version"),
    "golang": ("go", "version"),
    "dotnet": ("dotnet", "--version"),
}
_SECONDS = 20

# Everything but the registry's tags is real. A push is answered as docker does,
# with the image's own id where the digest would be. What runs is written down, so
# that it can be ended: CodeBuild's machine is gone after a build.
_DOCKER = """#!/bin/sh
case "$1 $2" in
  "push "*)
    for image; do :; done
    id=$({docker} image inspect --format '{{{{.Id}}}}' "$image") || exit 1
    echo "rehearsal: $image is not pushed"
    echo "${{image##*:}}: digest: $id size: 0"
    exit 0 ;;
  "run "*)
    shift
    exec {docker} run --cidfile "$HOME/containers/$$" "$@" ;;
  "buildx imagetools" | "manifest inspect") ;;
  buildx\\ * | manifest\\ * | trust\\ *)
    echo "rehearsal: docker $1 is not run" >&2
    exit 1 ;;
esac
exec {docker} "$@"
"""


def environment(
    home: Path, region: str, also: Sequence[str] = (), *, aws: bool = False
) -> dict[str, str]:
    """The environment of a build; `also` names further variables of the user's.

    With `aws`, the build asks AWS as the user would; without, no credentials are
    within its reach.
    """
    own = os.environ
    temporary = home / "tmp"
    temporary.mkdir()
    taken = [*_PASSED, *also, *(name for name in own if aws and _AWS.fullmatch(name))]
    if aws:
        _link(home, ".aws")
    return {
        "LANG": "C.UTF-8",
        **{name: own[name] for name in taken if name in own},
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def _link(home: Path, name: str) -> None:
    if (Path.home() / name).exists():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).symlink_to(Path.home() / name)


def docker_tools(home: Path, variables: dict[str, str]) -> dict[str, str]:
    """The variables with the tools of a build that runs Docker in front of others.

    `docker` pushes nothing, and keeps its logins in the build's own home;
    `python3` has PyYAML, as in CodeBuild's standard images.
    """
    tools = home / "tools"
    tools.mkdir()
    (home / "containers").mkdir()
    docker = shlex.quote(shutil.which("docker") or "docker")
    python = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'
    for name, script in (
        ("docker", _DOCKER.format(docker=docker)),
        ("python3", python),
    ):
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    # Docker Desktop keeps buildx there.
    _link(home, ".docker/cli-plugins")
    found = _said(
        "docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"
    )
    host = {"DOCKER_HOST": found.strip()} if found.strip() else {}
    given = {k: v for k, v in os.environ.items() if k.startswith("DOCKER_")}
    path = f"{tools}:{variables.get('PATH', os.defpath)}"
    return {**variables, **host, **given, "PATH": path}


def end_containers(home: Path) -> None:
    """End what Docker still runs for a build."""
    for file in home.glob("containers/*"):
        _said("docker", "rm", "--force", "--volumes", file.read_text())


def missing_programs(*, docker: bool, aws: bool) -> str:
    """Why no build that needs these can be run here, or nothing."""
    for program, is_needed in (("docker", docker), ("aws", aws)):
        if is_needed and not shutil.which(program):
            return f"there is no command {program} on this machine"
    if (
        docker
        and not _said("docker", "version", "--format", "{{.Server.Version}}").strip()
    ):
        return "the Docker engine does not answer"
    return ""


def missing_runtimes(wanted: Mapping[str, str]) -> Iterator[str]:
    """Each runtime that is not on this machine at all."""
    for runtime, version in wanted.items():
        program = _RUNTIMES.get(runtime, (runtime,))[0]
        if not shutil.which(program):
            yield f"there is no {program} on this machine: install {runtime} {version}"


def other_runtimes(wanted: Mapping[str, str]) -> Iterator[str]:
    """Each runtime that this machine has in another version than CodeBuild's."""
    for runtime, version in wanted.items():
        number = re.sub(r"^\D+", "", version)
        said = _said(*_RUNTIMES.get(runtime, (runtime, "--version")))
        found = re.search(r"\d+(\.\d+)*", said)
        here = found[0] if found else "unknown"
        if number and f"{here}.".startswith(f"{number.removesuffix('.0')}."):
            continue
        yield f"CodeBuild has {runtime} {version}, this machine {here}"


def _said(program: str, *arguments: str) -> str:
    """What a program prints, nothing if it fails or does not answer."""
    found = shutil.which(program)
    if found is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 (fixed words, found by which)
            [found, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return f"{done.stdout}{done.stderr}" if done.returncode == 0 else ""
