"""A file is written whole or not at all, for whom it is meant."""

import os
from pathlib import Path

import pytest

from generator.errors import GeneratorError, UsageError
from generator.writing import require_room, write


@pytest.mark.parametrize("private", [True, False])
def test_a_file_is_written_whole_for_whom_it_is_meant(
    private: bool, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "a.json"
    write(path, "é", private=private)
    assert path.read_text(encoding="utf-8") == "é"
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == (0o600 if private else 0o666 & ~mask)
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_what_a_link_leads_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("theirs")
    (tmp_path / "a").symlink_to("other")
    write(tmp_path / "a", "ours")
    assert (tmp_path / "other").read_text() == "theirs"


def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GeneratorError, match="cannot be written"):
        write(tmp_path / "file" / "a.json", "")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError()))
    with pytest.raises(GeneratorError):
        write(tmp_path / "b", "")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_room_is_looked_for_and_left_as_it_was(tmp_path: Path) -> None:
    require_room(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="is no file"):
        require_room(tmp_path)
