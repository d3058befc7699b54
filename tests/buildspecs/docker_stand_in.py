"""Stands in for `docker` where there is no engine: records, and refuses.

It takes exactly the calls a careful build makes, in the order in which they
make sense, answers in the real client's words and exits as the real one does: those
of Docker 28 with BuildKit (2025), trivy 0.69 (2026-03) and, for immutable tags,
Amazon ECR (2026-11).
What it is told by the test and what it did is in one JSON file beside it.
"""

import hashlib
import json
import os
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

# What trivy reads (its documentation, "Programming Language"): npm-shrinkwrap.json is
# not among it, go.sum is read with its go.mod.
LOCK_FILES = (
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "requirements.txt",
    "poetry.lock",
    "uv.lock",
    "go.mod",
    "pom.xml",
    "gradle.lockfile",
    "packages.lock.json",
)
# The base image, where the Dockerfile gives no digest.
BASE = "ba5e" * 16
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
SCANNER_OUTPUT = Path(__file__).parent / "scanner_output"


def stop(message: str, code: int = 1) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


def options(arguments: list[str], **kinds: type) -> tuple[dict[str, Any], list[str]]:
    """Long options as the real client reads them; an unknown one is refused."""
    given: dict[str, Any] = {name: [] for name in kinds}
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        if rest or not word.startswith("-"):
            rest.append(word)
            continue
        name = word.lstrip("-").replace("-", "_")
        if name not in kinds:
            stop(f"unknown flag: {word}", 125)
        given[name].append(True if kinds[name] is bool else queue.pop(0))
    return given, rest


def host(reference: str) -> str:
    return reference.split("/")[0]


def login(state: dict[str, Any], arguments: list[str]) -> None:
    given, rest = options(arguments, username=str, password_stdin=bool)
    if not given["password_stdin"]:
        stop("the password was not given on stdin")
    credentials = state["registries"].get(rest[0])
    if credentials != [given["username"][0], sys.stdin.read().removesuffix("\n")]:
        stop(
            f"Error response from daemon: Get https://{rest[0]}/v2/: unauthorized: "
            "incorrect username or password"
        )
    state["logged_in"].append(rest[0])
    print("Login Succeeded")


def build(state: dict[str, Any], arguments: list[str]) -> None:
    given, rest = options(
        arguments,
        pull=bool,
        cache_from=str,
        build_arg=str,
        tag=str,
        label=str,
        file=str,
        target=str,
        secret=str,
    )
    if os.environ.get("DOCKER_BUILDKIT") != "1":
        stop("without BuildKit there is no inline cache")
    context = Path(rest[0])
    dockerfile = Path(given["file"][0]).read_text()
    for secret in given["secret"]:
        name, _, source = secret.removeprefix("id=").partition(",src=")
        state["mounted"][name] = Path(source).read_text()
    if "RUN false" in dockerfile:
        stop('ERROR: failed to solve: process "/bin/sh -c false" did not complete')
    for line in dockerfile.splitlines():
        check_copy(line, context)
    for line in dockerfile.splitlines():
        if line.startswith("FROM "):
            # The words of BuildKit where nobody watches, for each stage.
            name, _, digest = line.split()[1].partition("@")
            digest = digest or f"sha256:{BASE}"
            print(f"#5 [1/3] FROM docker.io/library/{name}@{digest}")
    manifest = {"mediaType": MANIFEST, "made": f"{dockerfile}{given}"}
    text = json.dumps(manifest)
    image = hashlib.sha256(text.encode()).hexdigest()
    state["manifests"][image] = text
    state["labels"][image] = dict(one.split("=", 1) for one in given["label"])
    for tag in given["tag"]:
        state["images"][tag] = image
    state["builds"].append({**given, "context": str(context)})


def check_copy(line: str, context: Path) -> None:
    """COPY takes from the build context alone."""
    instruction, *sources = line.split()[:-1] or [""]
    if instruction != "COPY" or any(one.startswith("--") for one in sources):
        return
    for source in sources:
        if not list(context.glob(source.rstrip("/") or ".")):
            stop(
                "ERROR: failed to build: failed to solve: failed to compute cache key: "
                f'failed to calculate checksum of ref k3x::9q: "/{source}": not found'
            )


def pull(state: dict[str, Any], arguments: list[str]) -> None:
    repository, _, tag = arguments[0].rpartition(":")
    if host(repository) in state["registries"]:
        pull_pushed(state, repository, tag)
        return
    if arguments[0] != state["scanner"]:
        stop(
            "Error response from daemon: toomanyrequests: You have reached your "
            "unauthenticated pull rate limit."
        )
    state["pulled"].append(arguments[0])
    print(f"Status: Downloaded newer image for {arguments[0]}")


def pull_pushed(state: dict[str, Any], repository: str, tag: str) -> None:
    """What somebody pushed, in the words of Amazon ECR when nobody did."""
    if host(repository) not in state["logged_in"]:
        stop("Error response from daemon: Head: no basic auth credentials")
    digests = {name: digest for at, name, digest in state["pushed"] if at == repository}
    if tag not in digests:
        stop(
            f"Error response from daemon: manifest for {repository}:{tag} not found: "
            "manifest unknown: Requested image not found"
        )
    state["images"][f"{repository}:{tag}"] = digests[tag].removeprefix("sha256:")
    print(f"{tag}: Pulling from {repository.partition('/')[2]}")
    print(f"Digest: {digests[tag]}")
    print(f"Status: Downloaded newer image for {repository}:{tag}")


def image(state: dict[str, Any], arguments: list[str]) -> None:
    command, *rest = arguments
    given, rest = options(rest, format=str)
    found = image_of(state, rest[0])
    if command != "inspect":
        stop(f"docker: unknown command: docker image {command}")
    if given["format"] == ["{{json .Config.Labels}}"]:
        print(json.dumps(state["labels"].get(found)))
    elif given["format"] == ["{{.Os}}/{{.Architecture}}"]:
        print(state["platform"])
    else:
        stop(f"template parsing error: {given['format']}")


def image_of(state: dict[str, Any], reference: str) -> str:
    if reference not in state["images"]:
        stop(f"Error response from daemon: No such image: {reference}")
    return str(state["images"][reference])


def save(state: dict[str, Any], arguments: list[str]) -> None:
    given, rest = options(arguments, output=str)
    image_of(state, rest[0])
    manifest = Path(given["output"][0]).with_suffix(".manifest")
    manifest.write_text(json.dumps([{"RepoTags": rest}]))
    with tarfile.open(given["output"][0], "w") as bundle:
        bundle.add(manifest, "manifest.json")
    manifest.unlink()


def run(state: dict[str, Any], arguments: list[str]) -> None:
    """The scanner, whose flags are those of trivy, or a database that stays."""
    given, rest = options(
        arguments, rm=bool, volume=str, env=str, detach=bool, name=str, publish=str
    )
    if given["detach"]:
        state["databases"].append({**given, "image": rest[0]})
        print("0d5f1c")
        return
    # docker hands on what is set here under these names.
    state["scanner_settings"] = [name for name in given["env"] if name in os.environ]
    if rest[0] not in state["pulled"]:
        stop(f"Unable to find image '{rest[0]}' locally", 125)
    if any("docker.sock" in volume for volume in given["volume"]):
        stop("the scanner must not have the Docker socket")
    folder, inside = given["volume"][0].split(":")

    def path(text: str) -> Path:
        return Path(text.replace(inside, folder, 1))

    _, (command, *rest) = options(rest[1:], cache_dir=str)
    scan, targets = options(
        rest,
        **dict.fromkeys(["input", "format", "output", "severity", "scanners"], str),
        include_dev_deps=bool,
    )
    if state["scanner_fails"] and scan["scanners"]:
        stop("FATAL\tFatal error\trun error: failed to download vulnerability DB")
    if command == "fs":
        scan_files(state, path(targets[0]), scan, path)
    else:
        scan_image(state, path(scan["input"][0]), scan, path)


def exec(state: dict[str, Any], arguments: list[str]) -> None:
    """The database answers."""
    name, *question = arguments
    if [name] not in [each["name"] for each in state["databases"]]:
        stop(f"Error response from daemon: No such container: {name}")
    state["asked"].append(question)


def scan_files(
    state: dict[str, Any], folder: Path, scan: dict[str, Any], path: Callable[..., Path]
) -> None:
    """`trivy fs`: it passes over a lock file that it cannot read."""
    read = [
        str(one.relative_to(folder))
        for one in sorted(folder.rglob("*"))
        if one.name in LOCK_FILES and one.name not in state["unreadable"]
    ]
    if scan["format"] == ["cyclonedx"]:
        components = [{"type": "application", "name": name} for name in read]
        components += state["components"]
        sbom = {"bomFormat": "CycloneDX", "components": components}
        path(scan["output"][0]).write_text(json.dumps(sbom))
        return
    # What is for development is judged only when it is asked for.
    if scan["include_dev_deps"]:
        stop("development dependencies must not stop a build")
    state["audited"].append(read)
    path(scan["output"][0]).write_text(report(state["finds_in_dependencies"], scan))


def scan_image(
    state: dict[str, Any], saved: Path, scan: dict[str, Any], path: Callable[..., Path]
) -> None:
    with tarfile.open(saved) as bundle:
        content = bundle.extractfile("manifest.json")
        tags = json.loads(content.read())[0]["RepoTags"] if content else []
    if scan["format"] == ["cyclonedx"]:
        sbom = (SCANNER_OUTPUT / "sbom.cdx.json").read_bytes()
        path(scan["output"][0]).write_bytes(sbom)
        return
    state["scanned"] += [image_of(state, one) for one in tags]
    path(scan["output"][0]).write_text(report(state["finds"], scan))


def report(found: Any, scan: dict[str, Any]) -> str:
    """The JSON of a scan: `found` is a severity, or what differs in each finding."""
    levels = scan["severity"][0].split(",")
    if not set(levels) <= {"UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"}:
        stop(f'FATAL\tFatal error\tunknown severity option: "{levels[0]}"')
    if scan["format"] != ["json"]:
        stop("what is judged is the JSON")
    whole = json.loads((SCANNER_OUTPUT / "vulnerabilities.json").read_text())
    (result,) = whole["Results"]
    (pattern,) = result["Vulnerabilities"]
    each = [{"Severity": found}] if isinstance(found, str) else found
    findings = [{**pattern, **one} for one in each]
    findings = [one for one in findings if one["Severity"] in levels]
    if findings:
        result["Vulnerabilities"] = findings
    else:
        # A report without findings has results without that key.
        del result["Vulnerabilities"]
    return json.dumps(whole)


def push(state: dict[str, Any], arguments: list[str]) -> None:
    reference = arguments[0]
    image = image_of(state, reference)
    if host(reference) not in state["logged_in"]:
        stop("denied: requested access to the resource is denied")
    if image not in state["scanned"] or not state["audited"]:
        stop("neither image nor dependencies may be pushed without a scan")
    repository, _, name = reference.rpartition(":")
    print(f"The push refers to repository [{repository}]")
    print("5f70bf18a086: Pushed", flush=True)
    if repository in state["no_repository"]:
        stop(
            f"name unknown: The repository with name '{repository.partition('/')[2]}' "
            "does not exist in the registry with id '123456789012'"
        )
    if reference in state["read_only"]:
        stop(
            "denied: User: arn:aws:sts::123456789012:assumed-role/codebuild is not "
            "authorized to perform: ecr:PutImage"
        )
    if state["immutable"] and [repository, name] in [
        one[:2] for one in state["pushed"]
    ]:
        stop(
            f"tag invalid: The image tag '{name}' already exists in the repository and "
            "cannot be overwritten because the tag is immutable."
        )
    state["pushed"].append([repository, name, f"sha256:{image}"])
    print(f"{name}: digest: sha256:{image} size: 1783")


COMMANDS = {
    command.__name__: command
    for command in (login, pull, build, image, save, run, exec, push)
}


def main(path: Path, arguments: list[str]) -> None:
    state = json.loads(path.read_text())
    for secret in state["secrets"]:
        if any(secret in argument for argument in arguments):
            stop("a password was given on the command line")
    state["calls"].append(arguments)
    if arguments[0] not in COMMANDS:
        stop(f"docker: '{arguments[0]}' is not a docker command.")
    try:
        COMMANDS[arguments[0]](state, arguments[1:])
    finally:
        path.write_text(json.dumps(state))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
