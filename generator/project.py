"""Where things are in a checkout."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A checkout: the folders that every command reads and writes.

    `root` may be relative; findings show paths below it as the user would
    type them.
    """

    root: Path = Path()

    @property
    def buildspecs(self) -> Path:
        """Real buildspec files, embedded verbatim in the templates."""
        return self.root / "buildspecs"

    @property
    def params(self) -> Path:
        """Parameter files, `<environment>/<name>.<template>.json`."""
        return self.root / "params"

    @property
    def templates_out(self) -> Path:
        """Generated templates, committed and never edited."""
        return self.root / "templates_out"
