"""cfn-lint in this process, house rules included: a template in, findings out.

cfn-lint's command loads its rules on every call; here they are loaded once and
used for every template. That takes modules that are not cfn-lint's documented
API, so its version is pinned and a test compares the findings with the
command's. Import this module only when something is really linted: it takes
most of a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.exceptions import CfnLintExitException
from cfnlint.helpers import REGIONS
from cfnlint.rules import Rules
from cfnlint.runner import Runner, run_template_by_file_path
from yaml import YAMLError

from generator.errors import UsageError
from generator.findings import Finding
from generator.lint_cache import configuration_files

HOUSE_RULES = Path(__file__).parent / "rules"

# What our own templates must have; a configuration file of cfn-lint that names the
# rule takes its place. Templates of others have tags of their own.
OURS = {"W9990": {"required": ["Environment", "Project", "CostCenter"]}}

# cfn-lint 1.58 has 329 rules. A set that loaded nothing would pass everything.
FEWEST_RULES = 300


@dataclass(frozen=True)
class Linter:
    """Loaded rules, and the regions whose resource schemas are applied."""

    rules: Rules
    regions: tuple[str, ...]

    def findings(
        self, path: Path, *, shown_as: str, parameters: Sequence[Any] = ()
    ) -> list[Finding]:
        """What all rules, informational ones included, say of a file.

        A file and not a text, because cfn-lint checks the size of files only.
        `shown_as` stands in the findings instead of `path`; `parameters` are
        values in place of the template's defaults, as cfn-lint's ParameterSet.
        """
        config = _configuration(self.regions, parameters=list(parameters))
        matches = list(run_template_by_file_path(str(path), config, self.rules, False))
        if not self.rules.used_rules:
            raise RuntimeError("cfn-lint ran no rule: its findings mean nothing")
        return sorted(
            Finding(
                file=shown_as,
                line=match.linenumber,
                rule=match.rule.id,
                message=match.message,
                severity=match.rule.severity,
            )
            for match in matches
        )


def load_linter(regions: Sequence[str]) -> Linter:
    """Load cfn-lint's rules and ours, for one or more regions.

    Raises UsageError for a region that cfn-lint does not know, or for a
    configuration file of cfn-lint that it does not accept.
    """
    unknown = sorted(set(regions) - set(REGIONS))
    if unknown:
        raise UsageError(
            f"cfn-lint knows no region {unknown[0]!r}.",
            f"Regions: {', '.join(sorted(REGIONS))}.",
        )
    try:
        rules = _loaded(_configured())
    except (CfnLintExitException, YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(
            f"cfn-lint does not accept its configuration: {reason}.",
            "Mend or remove .cfnlintrc, here or in your home folder.",
        ) from error
    if len(rules) < FEWEST_RULES:
        raise RuntimeError(f"only {len(rules)} cfn-lint rules were loaded")
    return Linter(rules=rules, regions=tuple(regions))


def _configured() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in configuration_files() if path.is_file())


@cache
def _loaded(configured: tuple[bytes, ...]) -> Rules:
    """The rules, loaded once for each state of cfn-lint's configuration files."""
    return Runner(_configuration(())).rules


def _configuration(regions: Sequence[str], **more: Any) -> ConfigMixIn:
    return ConfigMixIn(
        [],
        configure_rules=OURS | ConfigMixIn([]).configure_rules,
        regions=list(regions),
        include_checks=["I"],
        append_rules=[str(HOUSE_RULES)],
        **more,
    )
