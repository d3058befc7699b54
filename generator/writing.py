"""Writes files: whole or not at all, and through no link that somebody laid."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from generator.errors import GeneratorError, UsageError


def write(path: Path, text: str, *, hint: str = "", private: bool = False) -> None:
    """Write a file beside, under a name nobody can guess, and rename it.

    A `private` one is for its owner only, any other as new files are.

    Raises:
        GeneratorError: it cannot be written; `hint` says what to do then.
    """
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its mode is 0600 from the beginning.
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as beside:
            beside.write(text.encode())
        if not private:
            mask = os.umask(0)
            os.umask(mask)
            Path(beside.name).chmod(0o666 & ~mask)
        Path(beside.name).replace(path)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                Path(beside.name).unlink()
        raise GeneratorError(
            f"{path} cannot be written: {error.strerror}.", hint
        ) from error


def require_room(path: Path) -> None:
    """Refuse early what `write` could not write later, or not here.

    Raises:
        UsageError: the folder does not exist or takes no file, or something
            else than a file is there.
    """
    why = ""
    if path.is_symlink():
        why = "is a link"
    elif path.exists() and not path.is_file():
        why = "is no file"
    elif not path.parent.is_dir():
        why = "is in no folder that exists"
    else:
        try:
            with NamedTemporaryFile(dir=path.parent, prefix="."):
                pass
        except OSError as error:
            why = f"cannot be written: {error.strerror}"
    if why:
        raise UsageError(f"{path} {why}.", "Name another file.")
