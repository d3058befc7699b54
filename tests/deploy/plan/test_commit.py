"""The plan says of which commit the files are, and whether they are committed."""

import subprocess
from pathlib import Path

import pytest

from generator.deploy.plan.commit import current_commit


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True)


def test_the_commit_and_what_is_not_in_it(tmp_path: Path) -> None:
    assert current_commit(tmp_path) == ""
    git(tmp_path, "init", "-q")
    assert current_commit(tmp_path) == "", "no commit yet"
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "a.json").write_text("{}")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    commit = current_commit(tmp_path)
    assert len(commit) == 40
    (tmp_path / "notes.txt").write_text("not part of what is deployed")
    assert current_commit(tmp_path) == commit
    (tmp_path / "params" / "a.json").write_text('{"edited": 1}')
    assert current_commit(tmp_path) == f"{commit}+changes"


def test_without_git_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert current_commit(tmp_path) == ""
