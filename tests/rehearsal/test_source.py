"""A rehearsal gets what a push would bring, and nothing else of the folder."""

import subprocess
from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.rehearsal.source import find_source

NOBODY = ("-c", "user.name=n", "-c", "user.email=n@example.com")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *NOBODY, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One file is committed, one is new, one deleted, one ignored."""
    root = tmp_path / "all"
    (root / "services" / "cards").mkdir(parents=True)
    git(root, "init", "-q")
    for name in ("services/cards/main.py", "gone.txt", "ä b.txt"):
        (root / name).write_text("1")
    (root / ".gitignore").write_text("*.secret\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "all")
    (root / "gone.txt").unlink()
    (root / "services" / "cards" / "new.py").write_text("2")
    (root / "services" / "cards" / "link").symlink_to("main.py")
    (root / "my.secret").write_text("3")
    return root


def copied(folder: Path, service_path: str, to: Path) -> set[str]:
    find_source(folder, service_path).copy(to)
    found = (p.relative_to(to) for p in to.rglob("*") if not p.is_dir())
    return {str(path) for path in found}


@pytest.mark.parametrize("folder", [".", "services/cards"])
def test_a_service_of_a_repository_comes_with_all_that_git_would_push(
    repository: Path, tmp_path: Path, folder: str
) -> None:
    assert copied(repository / folder, "services/cards", tmp_path / "copy") == {
        ".gitignore",
        "ä b.txt",
        "services/cards/main.py",
        "services/cards/new.py",
        "services/cards/link",
    }


def test_the_commit_is_named_and_what_is_not_in_it_counted(repository: Path) -> None:
    source = find_source(repository, ".")
    assert source.commit == git(repository, "rev-parse", "HEAD")
    assert source.changed == 3


def test_a_folder_of_no_repository_is_taken_whole(tmp_path: Path) -> None:
    (tmp_path / "s" / ".git").mkdir(parents=True)
    (tmp_path / "s" / "main.py").write_text("1")
    assert copied(tmp_path / "s", ".", tmp_path / "copy") == {"main.py"}
    assert find_source(tmp_path / "s", ".").commit == "0" * 40


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        find_source(tmp_path / "nowhere", ".")
