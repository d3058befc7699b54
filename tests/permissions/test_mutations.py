"""Each condition, resource and refusal is there for something that a row shows."""

import pytest

from tests.node_package import NodePackage
from tests.permissions.cases import Question, judge
from tests.permissions.rows import Row
from tests.permissions.stacks import deployed
from tests.permissions.statements import Mutant, mutants
from tests.permissions.tables import TABLES
from tests.permissions.variants import WHOLE

STACKS = {name: deployed(name) for name in WHOLE}
# Mutants that let nothing more through: the condition on the VPC is what limits
# these, and EC2 has no interface, subnet or group of another region or service in
# it.
EQUIVALENT = tuple(
    f"NetworkPolicy[{sid}] on * for arn:aws:ec2:us-east-2:{kind}/*"
    for sid, kind in (
        ("OnlyInThisVpc", "*:subnet"),
        ("OnlyInThisVpc", "*:security-group"),
        ("DeleteInterfaces", "111122223333:network-interface"),
        ("HandInterfacesToCodeBuild", "111122223333:network-interface"),
    )
)
MUTANTS = {
    f"{name}: {mutant}": (name, mutant)
    for name, stack in STACKS.items()
    for mutant in mutants(stack)
    if str(mutant) not in EQUIVALENT
}


def _rows(stack: str, mutant: Mutant) -> list[Row]:
    """What must be refused and has to do with the statement."""
    features, tables = STACKS[stack].features, TABLES[STACKS[stack].of]
    off = [each for each in tables.allowed if not each.needs <= features]
    return [
        each
        for each in [*tables.denied, *off]
        if any(mutant.place.is_about(action) for action in each.actions)
    ]


@pytest.fixture(scope="session")
def survivors(simulator: NodePackage) -> set[str]:
    """The mutants that no row notices."""
    questions = [
        Question(
            STACKS[stack],
            _rows(stack, mutant),
            {mutant.place.policy: mutant.document},
        )
        for stack, mutant in MUTANTS.values()
    ]
    return {
        name
        for name, cases in zip(MUTANTS, judge(simulator, questions), strict=True)
        if not any(each.decision.allowed for each in cases)
    }


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_row_notices_when_a_policy_is_widened(
    survivors: set[str], mutant: str
) -> None:
    assert mutant not in survivors
