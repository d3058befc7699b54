"""The repository in Amazon ECR that takes the images."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject

CHECK = "repository"
# A tag as every build makes one: the commit.
_COMMIT = "0" * 40


def repository(subject: Subject) -> Iterator[Finding]:
    """There, and its tags move or stay as `ImageTagMutability` says."""
    name = subject.value("EcrRepositoryName")
    if not name:
        return
    answer = subject.asker.ask(
        "ecr",
        "describe_repositories",
        absent=("RepositoryNotFoundException",),
        repositoryNames=[name],
    )
    if not answer:
        yield wrong(
            CHECK,
            name,
            "does not exist in this account and region",
            why="the image build cannot push, so nothing is ever deployed",
            mend="Deploy a registry file (docs/registry.md), or: "
            + command("aws", "ecr", "create-repository", "--repository-name", name),
        )
        return
    (found,) = answer["repositories"]
    yield _mutability(subject, name, found)


def _mutability(subject: Subject, name: str, found: dict[str, Any]) -> Finding:
    told = subject.value("ImageTagMutability")
    is_there = found["imageTagMutability"]
    if told == "MUTABLE" and not _moves("latest", found):
        return wrong(
            CHECK,
            name,
            f"its tags are {is_there} and latest does not move, ImageTagMutability is "
            "MUTABLE",
            why="latest stays at the first image, and a commit that was pushed before "
            "cannot be built again",
            mend=f"Set ImageTagMutability to IMMUTABLE in {subject.target.file.path}",
        )
    if told == "IMMUTABLE" and _moves(_COMMIT, found):
        return wrong(
            CHECK,
            name,
            f"its tags are {is_there} and that of a commit moves, ImageTagMutability "
            "is IMMUTABLE",
            why="a build takes the image that has the commit's tag, and whoever pushes "
            "can give that tag to another one",
            mend=command(
                *("aws", "ecr", "put-image-tag-mutability", "--repository-name", name),
                *("--image-tag-mutability", "IMMUTABLE"),
            ),
        )
    return well(CHECK, name, f"is there, its tags are {is_there}")


def _moves(tag: str, found: dict[str, Any]) -> bool:
    """Amazon ECR API reference, Repository: the filters name the exceptions."""
    filters = found.get("imageTagMutabilityExclusionFilters") or ()
    is_exception = any(fnmatchcase(tag, each["filter"]) for each in filters)
    return bool(found["imageTagMutability"].startswith("MUTABLE") != is_exception)
