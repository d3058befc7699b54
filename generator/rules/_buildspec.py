"""Buildspecs that stand in a template, with the environment they run in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from generator.rules._expressions import UNKNOWN
from generator.rules._nodes import Node, Resource, resources, together

PROJECT = "AWS::CodeBuild::Project"
# `docker` as a command, with a subcommand that needs the Docker daemon. `docker
# login` alone proves nothing, and a build that pushes has another one anyway.
_DOCKER = re.compile(
    r"(?:^|[;&|(`!]|\b(?:sudo|then|do|if|else|time|exec)\b)\s*(?:\w+=\S*\s+)*"
    r"docker(?:-compose)?\s+(?:compose\s+|buildx\s+|image\s+|container\s+)?"
    r"(?:build|bake|run|push|pull|tag|load|save|up|exec|create|start|images|ps|info"
    r"|inspect)\b",
    re.MULTILINE,
)
# Where another daemon, or another tool under the name of docker, does the work.
_OTHER_DAEMON = re.compile(r"DOCKER_HOST|alias docker=|podman")
# Commands that do nothing but what stands there. Any other may run what nobody sees
# here, and that may use docker: a script, a make file, tests with containers.
_SEEN_THROUGH = re.compile(
    r"\[|aws|awk|cat|cd|cp|curl|cut|date|echo|exit|export|false|find|git|grep|gzip|head"
    r"|jq|ls|mkdir|mv|printf|pwd|rm|sed|set|sleep|sort|tail|tar|test|touch|tr|true"
    r"|unset|unzip|wc|zip|fi|done|"
)
# Where a shell may begin a command, and words before one.
_NEXT = re.compile(r"[\n;&|(){}`]+")
_BEFORE = re.compile(
    r"(?:\s*(?:if|then|elif|else|do|while|until|time|!|\w+=\S*)(?=\s|$))*\s*(\S*)"
)
_KEY = re.compile(r"^\s*\{|:(\s|$)")


@dataclass(frozen=True)
class Build:
    """An inline buildspec, the environment that goes with it, and the project."""

    buildspec: Mapping[str, Any]
    source: Node
    environment: Node
    project: Resource

    def settings(self, key: str) -> Iterator[Node]:
        """A property of the environment, in each branch that the buildspec meets."""
        for node in self.environment.get(key):
            if together(node.template, self.source.when, node.when) is not None:
                yield node

    @property
    def script(self) -> str:
        """Every command of every phase, one after the other, without comments."""
        phases = self.buildspec.get("phases")
        lines: list[str] = []
        for phase in phases.values() if isinstance(phases, dict) else ():
            for key in ("commands", "finally"):
                commands = phase.get(key) if isinstance(phase, dict) else None
                if isinstance(commands, list):
                    lines += map(str, commands)
                elif commands:
                    lines.append(str(commands))
        return re.sub(r"(?m)(^|\s)#.*$", "", "\n".join(lines))

    @property
    def runtimes(self) -> Mapping[str, str]:
        """Runtime versions of the install phase, as text."""
        install = _mapping(_mapping(self.buildspec.get("phases")).get("install"))
        versions = _mapping(install.get("runtime-versions"))
        return {k: v for k, v in versions.items() if isinstance(v, str)}

    @property
    def needs_daemon(self) -> bool:
        """A command needs the Docker daemon of the build container."""
        return bool(_DOCKER.search(self.script)) and not self._has_other_daemon

    @property
    def may_need_privileges(self) -> bool:
        """It runs something that may use docker, or mount a file system."""
        words = (_BEFORE.match(part) for part in _NEXT.split(self.script))
        return any(word and not _SEEN_THROUGH.fullmatch(word[1]) for word in words)

    @property
    def _has_other_daemon(self) -> bool:
        return bool(
            _OTHER_DAEMON.search(str(self.buildspec))
            or _OTHER_DAEMON.search(str(self.environment.value))
            or "DockerServer" in self.environment.value
        )


def inline_text(node: Node) -> str:
    """The text of a buildspec that stands in the template; else empty."""
    text = node.text
    # A path or an ARN is one line without a key of YAML or JSON.
    is_inline = "\n" in text.strip() or bool(_KEY.search(text))
    return text if is_inline and UNKNOWN not in text else ""


def inline_buildspec(node: Node) -> Mapping[str, Any] | None:
    """The buildspec that stands in the template; None for a path, ARN or unknown.

    Every scalar is a string, as `python: 3.10` is meant.
    """
    text = inline_text(node)
    return _parsed(text) if text else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Mapping[str, Any] | None:
    # Several rules read the same buildspecs.
    try:
        data = yaml.BaseLoader(text).get_single_data()
    except yaml.YAMLError:
        return None
    return data if isinstance(data, dict) else None


def builds(template: Any) -> Iterator[Build]:
    """Each project's inline buildspec with each environment it may run in."""
    for project in resources(template, PROJECT):
        for source in project.get("Source", "BuildSpec"):
            buildspec = inline_buildspec(source)
            if buildspec is None:
                continue
            for environment in project.get("Environment"):
                possible = together(template, source.when, environment.when)
                if isinstance(environment.value, dict) and possible is not None:
                    yield Build(buildspec, source, environment, project)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
