"""What a change of each parameter does to a pipeline that runs."""

from typing import Any

import pytest

from generator.cloudformation.document import Template, read
from generator.review.updates import gravest, reach
from generator.templates.pipeline.live_changes import BREAKING, NOTED
from tests.checkout import ROOT

# Everything else changes resources in place, and no pipeline stops for it.
EFFECTS = {
    "AlarmTopicArn": "made or removed",
    "ChatNotifications": "made or removed",
    "CreateApproverPolicy": "made or removed",
    "SigningKeyArn": "made or removed",
    "DeploymentController": "made or removed",
    "EnvironmentSuffix": "replaced",
    "ServiceName": "replaced",
    "NamePrefix": "replaced",
    **dict.fromkeys(
        ("InformationEmail", "InformationEmail2", "InformationEmail3"), "replaced"
    ),
    "NotificationEmail": "replaced",
    "NotificationEmail2": "replaced",
    "NotificationEmail3": "replaced",
    "ConnectionArn": "made or removed",
    "VpcId": "made or removed",
    "SubnetIds": "made or removed",
    "SecurityGroupIds": "made or removed",
    "Encryption": "made or removed",
}
# A webhook, a policy or an alarm that comes or goes breaks nothing: the source and the
# builds change with it in one update.
HARMLESS = {
    "AlarmTopicArn",
    "ChatNotifications",
    "CreateApproverPolicy",
    "ConnectionArn",
    "VpcId",
    "SubnetIds",
    "SecurityGroupIds",
}


@pytest.fixture(scope="module")
def template() -> Template:
    return read(ROOT / "templates_out" / "pipeline.yaml")


def test_each_parameter_has_the_effect_that_the_schemas_give_it(
    template: Template,
) -> None:
    reached = reach(template, "us-east-2")
    found = {name: gravest(places) for name, places in reached.items()}
    grave = {
        n: effect for n, effect in found.items() if effect not in (None, "in place")
    }
    assert grave == EFFECTS


def test_whatever_makes_something_anew_says_what_that_does(template: Template) -> None:
    assert EFFECTS.keys() - HARMLESS == BREAKING.keys() | NOTED.keys()


def test_the_sentences_reach_the_template(template: Template) -> None:
    metadata: dict[str, Any] = template.body["Metadata"]
    assert metadata["BreakingChanges"] == dict(BREAKING)
    assert metadata["BreakingChanges"]["Encryption"].keys() == {"AES256"}
    assert metadata["NotedChanges"] == dict(NOTED)
