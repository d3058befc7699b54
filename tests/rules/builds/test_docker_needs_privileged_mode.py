"""E9941 for docker without privileged mode, W9941 for the reverse."""

import pytest

from generator.rules._fragments import build_project


def build(command, environment=""):
    return build_project(
        buildspec="version: 0.2\nphases:\n  build:\n    commands:\n"
        f"      - {command}\n",
        environment=environment,
    )


PRIVILEGED = "PrivilegedMode: true\n"


@pytest.mark.parametrize(
    "command",
    [
        "docker build .",
        "docker push $IMAGE",
        "DOCKER_BUILDKIT=1 docker buildx build .",
        "docker compose up -d",
        "docker-compose run tests",
        'test -n "$CI" && docker pull alpine',
        "if true; then docker build .; fi",
        "ID=$(docker run -d image)",
    ],
)
def test_docker_without_privileged_mode_is_found(judge, command):
    assert len(judge("E9941", build(command))) == 1
    assert len(judge("E9941", build(command, "PrivilegedMode: false\n"))) == 1
    assert judge("E9941", build(command, PRIVILEGED)) == []
    assert judge("W9941", build(command, PRIVILEGED)) == []


@pytest.mark.parametrize(
    "command",
    [
        "echo Now docker build follows",
        "npm test",
        "aws ecr get-login-password | docker login --password-stdin",
        "'# docker build .'",
        "export DOCKER_HOST=tcp://builder:2376 && docker build .",
        "./build-docker.sh",
    ],
)
def test_what_needs_no_daemon_is_fine(judge, command):
    assert judge("E9941", build(command)) == []


def test_a_docker_server_takes_the_place_of_privileged_mode(judge):
    server = "DockerServer: {ComputeType: BUILD_GENERAL1_SMALL}\n"
    assert judge("E9941", build("docker build .", server)) == []


def test_finally_blocks_are_read(judge):
    text = build_project(
        buildspec="version: 0.2\nphases:\n  build:\n    commands: ['true']\n"
        "    finally:\n      - docker run image\n"
    )
    assert len(judge("E9941", text)) == 1


def test_windows_is_not_judged(judge):
    text = build("docker build .").replace("LINUX_CONTAINER", "WINDOWS_CONTAINER")
    assert judge("E9941", text) == []


def test_each_branch_is_judged(judge):
    for mode in ("!If [IsProduction, true, false]", "!If [IsProduction, false, true]"):
        environment = f"PrivilegedMode: {mode}\n"
        assert len(judge("E9941", build("docker build .", environment))) == 1
        assert len(judge("W9941", build("aws s3 ls", environment))) == 1


@pytest.mark.parametrize(
    ("mode", "errors", "warnings"),
    [("true, false", 0, 0), ("false, true", 1, 0), ("true, true", 0, 0)],
)
def test_branches_are_judged_as_they_go_together(judge, mode, errors, warnings):
    docker = "version: 0.2\\nphases: {build: {commands: [docker build .]}}"
    source = f'{{Type: S3, BuildSpec: !If [IsProduction, "{docker}", buildspec.yml]}}'
    text = build_project(
        source=source, environment=f"PrivilegedMode: !If [IsProduction, {mode}]\n"
    )
    assert len(judge("E9941", text)) == errors
    assert len(judge("W9941", text)) == warnings


def test_privileged_mode_of_another_branch_is_fine(judge):
    plain = "version: 0.2\\nphases: {build: {commands: aws s3 ls}}"
    source = f'{{Type: S3, BuildSpec: !If [IsProduction, "{plain}", buildspec.yml]}}'
    mode = "PrivilegedMode: !If [IsProduction, {}]\n".format
    text = build_project(source=source, environment=mode("false, true"))
    assert judge("W9941", text) == []
    text = build_project(source=source, environment=mode("true, false"))
    assert len(judge("W9941", text)) == 1


def test_what_a_parameter_or_a_file_decides_is_not_judged(judge):
    assert judge("E9941", build("docker build .", "PrivilegedMode: !Ref Given\n")) == []
    assert judge("W9941", build("aws s3 ls", "PrivilegedMode: !Ref Given\n")) == []
    file = build_project(environment=PRIVILEGED)
    assert judge("E9941", file) == judge("W9941", file) == []


@pytest.mark.parametrize(
    "command",
    [
        "aws s3 ls",
        "CI=1 aws s3 cp a b && echo done",
        "if [ -f a ]; then aws s3 ls; else exit 1; fi",
        "aws ecr describe-images | jq .name > out",
    ],
)
def test_privileged_mode_for_nothing_is_found(judge, command):
    assert len(judge("W9941", build(command, PRIVILEGED))) == 1
    assert judge("W9941", build(command)) == []


@pytest.mark.parametrize(
    "command",
    [
        "./ci/build.sh",
        "bash ci/build.sh",
        "make image",
        "cdk deploy",
        "podman build .",
        # A test may start containers, an installation may run scripts.
        "npm test",
        "pytest",
        "ls && npm ci",
        "mount -t tmpfs none /mnt",
        "ID=$(podman run -d image)",
        '"$TOOL" build',
    ],
)
def test_what_may_use_docker_may_be_privileged(judge, command):
    assert judge("W9941", build(command, PRIVILEGED)) == []


def test_a_buildspec_that_is_known_in_part_is_not_judged(judge):
    parts = '["version: 0.2", "phases: {}", !ImportValue more]'
    source = f'{{Type: S3, BuildSpec: !Join ["\\n", {parts}]}}'
    assert judge("W9941", build_project(source=source, environment=PRIVILEGED)) == []
    whole = source.replace("!ImportValue more", '"env: {}"')
    assert len(judge("W9941", build_project(source=whole, environment=PRIVILEGED))) == 1


def test_a_buildspec_that_is_no_yaml_is_not_judged(judge):
    text = build_project(buildspec="version: 0.2\nphases: [docker build .\n")
    assert judge("E9941", text) == []


def test_a_project_with_file_systems_may_be_privileged(judge):
    text = build("aws s3 ls", PRIVILEGED)
    systems = "      FileSystemLocations: [{Type: EFS, MountPoint: /mnt}]\n"
    assert len(judge("W9941", text)) == 1
    assert (
        judge("W9941", text.replace("      Artifacts:", systems + "      Artifacts:"))
        == []
    )
