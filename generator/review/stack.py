"""One stack on its page: where it stands and with which values."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.cloudformation.document import Template
from generator.review.markdown import code, counted, long_code, prose, table

# In texts these stay names: an ARN of this account reads `arn:…:role/build`.
_HERE = ("AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix")


@dataclass(frozen=True)
class Value:
    """A parameter of the stack, and the file that gives it; a secret is not shown."""

    name: str
    text: str
    origin: str
    secret: bool = False

    @property
    def shown(self) -> str:
        """For a table's cell."""
        return "hidden" if self.secret else long_code(self.text) or "empty"


@dataclass(frozen=True)
class Suppressed:
    """A rule whose findings in the stack's values somebody accepted until a day."""

    rule: str
    reason: str
    until: str


@dataclass(frozen=True)
class Accepted:
    """A vulnerability that somebody answers for until a day."""

    id: str
    reason: str
    owner: str
    until: str


@dataclass(frozen=True)
class Stack:
    """A stack, by the files that make it and the account it is in."""

    name: str
    file: str
    template: str
    account: str
    region: str
    values: Sequence[Value]
    suppressed: Sequence[Suppressed] = ()
    accepted: Sequence[Accepted] = ()

    @property
    def kept(self) -> frozenset[str]:
        """Names whose values do not appear on the page."""
        return frozenset((*_HERE, *(each.name for each in self.values if each.secret)))

    def introduction(self, resources: int) -> str:
        """What it is made of, and where."""
        made = counted(resources, "resource")
        return (
            f"{made} in account `{self.account}`, region `{self.region}`: what"
            f" {code(self.template)} makes with the values of {code(self.file)}."
        )

    def parameters(self, template: Template) -> str:
        """The table of values."""
        header = ("Parameter", "Value", "Given in", "What it is")
        rows = [
            (
                code(each.name),
                each.shown,
                prose(each.origin),
                prose(_description(each.name, template)),
            )
            for each in self.values
        ]
        return table(header, rows) if rows else "None."


def suppressed(stack: Stack) -> str:
    """What is accepted of the stack although a rule objects to it."""
    rows = [(code(s.rule), prose(s.reason), prose(s.until)) for s in stack.suppressed]
    return table(("Rule", "Why its findings are accepted", "Until"), rows)


def accepted(stack: Stack) -> str:
    """The vulnerabilities that stop no build of the stack, for the auditor."""
    header = ("Vulnerability", "Why it is accepted", "Who answers for it", "Until")
    rows = [
        (code(each.id), prose(each.reason), prose(each.owner), prose(each.until))
        for each in stack.accepted
    ]
    return table(header, rows)


def _description(parameter: str, template: Template) -> str:
    return str(template.parameters.get(parameter, {}).get("Description", ""))
