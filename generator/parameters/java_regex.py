"""AllowedPattern is a Java regular expression; Python's differ a little."""

import re
from functools import lru_cache

# \p{...} of java.util.regex.Pattern, POSIX and common Unicode classes, as the
# inside of a Python character class. Java's are ASCII unless told otherwise.
_CLASSES = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7F",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F",
    "Space": r" \t\n\x0B\f\r",
}
# One token of a pattern: what is escaped, or what opens a named group.
_TOKEN = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)"
    r"|\\(?P<p>[pP])\{(?P<name>\w+)\}"
    r"|\\(?P<escape>[hzZ\\\[\]])"
    r"|(?P<group>\(\?<(?=[A-Za-z]))"
    r"|(?P<open>\[\^?)"
    r"|(?P<close>\])"
    r"|(?P<intersection>&&)",
    re.DOTALL,
)


@lru_cache
def java_regex(pattern: str) -> re.Pattern[str]:
    """A Java pattern for Python's `fullmatch`, which is Java's `matches`.

    CloudFormation matches the whole value [CloudFormation user guide,
    Parameters, AllowedPattern; "Using regular expressions in CloudFormation
    templates" for the dialect].

    Raises:
        re.error: Python has no such thing, as with nested classes and `&&`.
    """
    depth = 0

    def translate(match: re.Match[str]) -> str:
        nonlocal depth
        inside = depth > 0
        if match["open"] and inside:
            raise re.error("a class within a class")
        depth += bool(match["open"]) - bool(match["close"] and inside)
        return _translated(match, inside)

    # Java's \d, \w, \s and \b are ASCII.
    return re.compile(_TOKEN.sub(translate, pattern), re.ASCII)


def _translated(match: re.Match[str], inside: bool) -> str:
    """One token in Python's way; `inside` a class, most means something else."""
    if match["quoted"] is not None:
        return re.escape(match["quoted"])
    if match["name"]:
        return _class(match["p"], match["name"], inside)
    if match["group"] and not inside:
        return "(?P<"
    if match["intersection"] and inside:
        raise re.error("an intersection of classes")
    match match["escape"]:
        case "h":
            return r" \t" if inside else r"[ \t]"
        case "z":
            return r"\Z"
        case "Z":
            return r"(?=\n?\Z)"
    return match[0]


def _class(p: str, name: str, inside: bool) -> str:
    members = _CLASSES.get(name.removeprefix("Is"))
    if members is None or (p == "P" and inside):
        raise re.error(f"the class {name}")
    if inside:
        return members
    return f"[^{members}]" if p == "P" else f"[{members}]"
