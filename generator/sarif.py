"""Findings as SARIF 2.1.0, the form that code scanning reads."""

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from generator import __version__
from generator.findings import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "informational": "note"}


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with the fields of a Finding."""
    return json.dumps([finding.as_dict() for finding in findings], indent=2)


def as_sarif(findings: Sequence[Finding], rules: Iterable[Any] = ()) -> str:
    """One run of this generator (SARIF 2.1.0, OASIS, 3.14 "run object").

    `rules` are cfn-lint rules (`id`, `shortdesc`, `description`, `source_url`):
    those that found something are described; all others need no description.
    """
    known = {rule.id: rule for rule in rules}
    ids = list(dict.fromkeys(finding.rule for finding in findings))
    driver = {
        "name": "payment-pipeline-generator",
        "version": __version__,
        "rules": [_rule(id_, known.get(id_)) for id_ in ids],
    }
    run = {
        "tool": {"driver": driver},
        "results": [_result(finding, ids) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2)


def _rule(id_: str, rule: Any) -> dict[str, Any]:
    if rule is None:
        return {"id": id_}
    described = {
        "id": id_,
        "shortDescription": {"text": rule.shortdesc},
        "fullDescription": {"text": rule.description},
    }
    # An empty address is not an address (3.49.12 helpUri).
    return described | ({"helpUri": rule.source_url} if rule.source_url else {})


def _result(finding: Finding, ids: Sequence[str]) -> dict[str, Any]:
    hint = f" {finding.hint}" if finding.hint else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + hint},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _place(PurePath(finding.file)),
                    # 3.30.5: lines count from 1; a finding of a whole file has 0.
                    "region": {"startLine": max(finding.line, 1)},
                }
            }
        ],
    }


def _place(path: PurePath) -> dict[str, str]:
    """A path below the checkout, or a file elsewhere."""
    if path.is_absolute():
        return {"uri": path.as_uri()}
    # Quoted like as_uri does it, but without an origin.
    uri = (PurePath("/") / path).as_uri().removeprefix("file:///")
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}
