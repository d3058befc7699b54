"""The simulator, and what it decides about both tables in every stack."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.node_package import NodePackage, install
from tests.permissions.cases import Case, Question, judge
from tests.permissions.stacks import deployed
from tests.permissions.tables import TABLES
from tests.permissions.variants import STACKS


@dataclass(frozen=True)
class Verdict:
    """One stack's cases, of what must be allowed and of what must not."""

    allowed: list[Case]
    denied: list[Case]


Verdicts = dict[tuple[str, str], Verdict]


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> NodePackage:
    return install(
        Path(__file__).parent / "simulator", tmp_path_factory.mktemp("simulator")
    )


@pytest.fixture(scope="session")
def verdicts(simulator: NodePackage) -> Verdicts:
    """By variant and partition."""
    stacks = {each: deployed(*each) for each in STACKS}
    questions = [
        Question(stack, rows, {})
        for stack in stacks.values()
        for rows in (TABLES[stack.of].allowed, TABLES[stack.of].denied)
    ]
    cases = iter(judge(simulator, questions))
    return {key: Verdict(next(cases), next(cases)) for key in stacks}
