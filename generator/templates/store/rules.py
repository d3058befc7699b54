"""What parameters must be together, which CloudFormation refuses before it begins."""

from itertools import combinations
from typing import Any

from troposphere import Equals, Not, Or

from generator.templates.pipeline.inputs.rules import assertion, differ
from generator.templates.store.inputs import Inputs


def rules(inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    roles = [each.deploy_role_arn for each in inputs.readers]
    return {
        "SomebodyReads": {
            "Assertions": [
                assertion(
                    Or(*(Not(Equals(each.ref(), "")) for each in roles)),
                    "no target is in this region: give the role of one",
                )
            ]
        },
        **{
            f"{one.title}And{other.title}Differ": {
                "RuleCondition": Not(Equals(other.ref(), "")),
                "Assertions": [
                    assertion(
                        differ(one.title, other.title),
                        f"{one.title} and {other.title} are one role: each target is "
                        "a stack of its own",
                    )
                ],
            }
            for one, other in combinations(roles, 2)
        },
    }
