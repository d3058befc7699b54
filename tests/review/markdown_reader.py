"""Reads Markdown with GitHub's own parser."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options


@dataclass
class Read(HTMLParser):
    """What a reader sees: every element in order, and tables as rows of text."""

    elements: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    in_cell: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.in_cell = True
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.tables[-1][-1][-1] += data

    def __hash__(self) -> int:
        return id(self)


def read(markdown: str) -> Read:
    found = Read()
    # Unsafe: HTML in the text is to be seen, not left out.
    unsafe = Options.CMARK_OPT_UNSAFE
    found.feed(github_flavored_markdown_to_html(markdown, unsafe))
    return found


def part(page: str, title: str) -> str:
    """The text below a heading, up to the next of the same level."""
    level = re.match("#+", title)
    assert level is not None
    _, found, rest = f"\n{page}".partition(f"\n{title}")
    assert found, f"no {title}"
    return re.split(rf"\n{level[0]} ", rest)[0]
