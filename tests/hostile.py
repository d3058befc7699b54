"""What somebody may write into a value, a name or a reason to deceive who reads it."""

HOSTILE = (
    "a\n::error file=x::b",
    "a\r\n::add-mask::b",
    "a\r## Approved",
    "  ::warning::at the beginning",
    "in the middle ##[error]b",
    "##vso[task.complete result=Succeeded;]",
    "a\n##[group]b",
    "\x1b[2J\x1b[32mapproved",
    "\x9b2Ja",
    "a\u2028::error::b\u2029c\x85d\x0be",
    "\u202eneercs eht fo dne rehto eht",
    "[red]rich[/red] [link=https://evil.example]x[/link] [/]",
    r"\[x\](https://evil.example)",
    r"\@user @team/all",
    "<!-- x --><img src=x onerror=y>",
    "| a | b |\n|---|---|",
    "</details>```",
    "\ud800",
)


def assert_harmless(text: str, lines: int) -> None:
    """So many lines, each of printable letters, and none a command of a runner."""
    found = text.rstrip("\n").split("\n")
    assert len(found) == lines, text
    for line in found:
        assert line.isprintable(), line
        assert not line.lstrip().startswith("::"), line
        assert "##[" not in line and "##vso[" not in line, line
