"""Reads a SARIF log, if it is one by the schema of SARIF 2.1.0.

The schema is the one that the npm package @microsoft/jest-sarif 1.0.0-beta.0
ships (MIT): release 5 of what OASIS published as SARIF 2.1.0.
"""

import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator

from tests.checkout import ROOT

SCHEMA = ROOT / "tests" / "fixtures" / "sarif-2.1.0-rtm.5.json"


@cache
def validator() -> Draft4Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def run_of(text: str) -> dict[str, Any]:
    """The only run of a valid log; the assertion names what is wrong."""
    log = json.loads(text)
    assert [error.message for error in validator().iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    # What the schema leaves to the text of the standard.
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for each in result["locations"]:
            place = each["physicalLocation"]["artifactLocation"]
            absolute = bool(urlsplit(place["uri"]).scheme)
            assert absolute != ("uriBaseId" in place)
    return run
