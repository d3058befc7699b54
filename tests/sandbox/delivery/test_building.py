"""What is pushed is kept, and builds run one command at a time."""

import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from generator.rehearsal.source import Source, find_source
from generator.sandbox.delivery import building
from tests.sandbox.delivery.conftest import Delivery

ME = ("-c", "user.name=me", "-c", "user.email=me@example.com")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *ME, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def pushed(delivery: Delivery, source: Source) -> str:
    """The commit that the pipeline takes for it."""
    name = building.push(delivery.desk, delivery.pipeline, source, "A change", ())
    with delivery.desk.scene() as scene:
        (one,) = (each for each in scene.deliveries.executions if each.id == name)
        return one.commit


def test_a_commit_is_itself_until_its_files_are_changed(
    delivery: Delivery, tmp_path: Path
) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "main.js").write_text("1")
    (folder / ".gitignore").write_text("node_modules\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Take payments")
    source = find_source(folder, ".")
    assert source.message == "Take payments"
    head = git(folder, "rev-parse", "HEAD")
    assert pushed(delivery, source) == head
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "x").write_text("ignored")
    (folder / "main.js").write_text("2")
    changed = pushed(delivery, find_source(folder, "."))
    assert changed != head and len(changed) == 40
    kept = delivery.desk.sources
    assert (kept / head / "main.js").read_text() == "1"
    assert (kept / changed / "main.js").read_text() == "2"
    assert not (kept / changed / "node_modules").exists()


def test_a_folder_in_no_repository_is_known_by_its_files(
    delivery: Delivery, tmp_path: Path
) -> None:
    """Even where the sandbox itself is in it."""
    first = pushed(delivery, Source(tmp_path))
    assert pushed(delivery, Source(tmp_path)) == first
    assert not (delivery.desk.sources / first / ".sandbox").exists()
    (tmp_path / "more.js").write_text("")
    assert pushed(delivery, Source(tmp_path)) != first


def test_of_many_pushes_the_last_are_kept(delivery: Delivery) -> None:
    for _ in range(12):
        delivery.pushes += 1
        (delivery.folder / "main.js").write_text(f"// {delivery.pushes}\n")
        pushed(delivery, Source(delivery.folder))
    assert len(list(delivery.desk.sources.iterdir())) == 10


def test_two_commands_do_not_run_builds_at_once(delivery: Delivery) -> None:
    with (
        FileLock(delivery.desk.sources.parent / "building.lock"),
        pytest.raises(building.BusyError) as busy,
    ):
        delivery.push()
    assert busy.value.exit_code == 6
    # What that one has left is built by the next.
    delivery.build()
    assert delivery.waiting()["status"] == "InProgress"


def test_a_build_that_is_interrupted_has_failed(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "_rehearsed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        delivery.push()
    assert delivery.statuses() == ["Failed"]
    assert delivery.stage("UnitTests")["latestExecution"]["status"] == "Failed"
