"""How a mistake is put into words: the nearest name, and values fit for a terminal."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that somebody who typed another may have meant, if any."""
    by_lower = {w.lower(): w for w in words}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def shown(text: str, longest: int = 60) -> str:
    """Text in quotes, fit for one line of a terminal: nothing in it can act."""
    short = text if len(text) <= longest else text[: longest - 3] + "..."
    return f'"{short}"' if short.isprintable() else ascii(short)
