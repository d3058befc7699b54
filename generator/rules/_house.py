"""What a house rule has beyond a cfn-lint rule."""

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any, ClassVar, Protocol

from cfnlint.rules import CloudFormationLintRule, RuleMatch, Rules

from generator.cloudformation import references

DOCS = "https://docs.aws.amazon.com/"


class Place(Protocol):
    """What stands in a template: a node, a branch of one, a statement of a policy."""

    @property
    def path(self) -> references.Path:
        """The way to it from the root of the template."""


# What is wrong, and where.
Problem = tuple[Place, str]


class HouseRule(CloudFormationLintRule):  # type: ignore[misc]
    """A cfn-lint rule that can explain itself and carries its evidence.

    The docstring of a rule is what cfn-lint, `explain` and the review page say of
    it: its first paragraph the summary, the rest the reason. `pci` lists the PCI
    DSS v4.0.1 requirements that a passing template gives evidence for.
    `page` is AWS's page on the matter. `resource_types` are the types the rule
    judges: the review page counts a template's resources of these types. `bad` and
    `good` are small whole templates (YAML): the first has exactly this rule's
    finding, the second none from any house rule. `settings` are what users may
    configure, in cfn-lint's own form.
    """

    page: ClassVar[str] = ""
    pci: ClassVar[tuple[str, ...]] = ()
    resource_types: ClassVar[tuple[str, ...]] = ()
    bad: ClassVar[str] = ""
    good: ClassVar[str] = ""
    settings: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        summary, _, reason = cleandoc(cls.__doc__ or "").partition("\n\n")
        cls.shortdesc = " ".join(summary.split()).removesuffix(".")
        cls.description = " ".join(reason.split())
        if cls.page:
            cls.source_url = DOCS + cls.page

    def __init__(self) -> None:
        super().__init__()
        self.config_definition = dict(self.settings)
        self.configure()

    @property
    def former_id(self) -> str:
        """The id in version 0.1, which suppressions may still name.

        cfn-lint numbers the lines of `--custom-rules` from E9001.
        """
        return str(self.id).replace("99", "90", 1)

    def is_enabled(self, *args: Any, **named: Any) -> bool:
        """Whether cfn-lint is to report the rule; either of its ids turns it off."""
        ignored = named.get("ignore_rules") or ()
        former = any(prefix and self.former_id.startswith(prefix) for prefix in ignored)
        return bool(super().is_enabled(*args, **named)) and not former

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each problem of this template, once."""
        # What does not hang on a condition is wrong in each scenario of it.
        found = dict.fromkeys((n.path, problem) for n, problem in self._problems(cfn))
        ignored = cfn.get_directives().get(self.former_id, [])
        for path, problem in found:
            if len(path) < 2 or path[1] not in ignored:
                yield RuleMatch(_within(cfn.template, path), problem)

    def _problems(self, template: Any) -> Iterator[Problem]:
        """What the rule objects to; every rule but those by shape has its own."""
        return iter(())


def _within(template: Any, path: references.Path) -> list[str | int]:
    """The path as far as it goes; a policy may be JSON in one text."""
    found: list[str | int] = []
    for key in path:
        if not isinstance(template, dict | list):
            break
        template = template[key]  # type: ignore[index]
        found.append(key)
    return found


def names(*default: str) -> dict[str, Any]:
    """A setting that is a list of names, with its default."""
    return {"default": list(default), "type": "list", "itemtype": "string"}


def house_rules() -> Mapping[str, HouseRule]:
    """Every house rule by its id, in the order of the ids."""
    loaded = Rules.create_from_directory(str(Path(__file__).parent))
    return dict(sorted(loaded.items()))
