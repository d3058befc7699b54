"""A change set's words in our own shape, masked."""

import json

from hypothesis import given
from hypothesis import strategies as st

from generator.deploy.mask import Mask
from generator.deploy.plan.changes import changes_sha256, from_dict, read_changes
from generator.deploy.plan.review import property_text


def raw(**fields: object) -> dict[str, object]:
    change = {
        "Action": "Modify",
        "LogicalResourceId": "Topic",
        "ResourceType": "AWS::SNS::Topic",
        **fields,
    }
    return {"Type": "Resource", "ResourceChange": change}


def detail(path: str, **fields: object) -> dict[str, object]:
    evaluation = fields.pop("Evaluation", "Static")
    causing = fields.pop("CausingEntity", None)
    return {
        "Target": {"Attribute": "Properties", "Path": path, **fields},
        "Evaluation": evaluation,
        "CausingEntity": causing,
    }


def test_a_property_is_one_line_however_many_causes_it_has() -> None:
    details = [
        detail(
            "/Properties/Name", RequiresRecreation="Conditionally", Evaluation="Dynamic"
        ),
        detail(
            "/Properties/Name",
            RequiresRecreation="Always",
            BeforeValue="a",
            AfterValue="b",
        ),
        detail("/Properties/Name", RequiresRecreation="Never"),
    ]
    ((only,),) = [
        one.properties for one in read_changes([raw(Details=details)], Mask())
    ]
    assert (only.before, only.after) == ("a", "b")
    assert only.recreation == "Always"
    assert only.certain
    assert property_text(only) == "Name: a -> b"


def test_what_only_the_deployment_knows_is_not_certain() -> None:
    after = "{{changeSet:KNOWN_AFTER_APPLY}}"
    details = [detail("/Properties/Arn", BeforeValue="x", AfterValue=after)]
    (change,) = read_changes([raw(Details=details)], Mask())
    assert not change.properties[0].certain
    assert "known after deployment" in property_text(change.properties[0])


def test_an_older_answer_without_paths_is_read() -> None:
    old = {"Target": {"Attribute": "Properties", "Name": "TopicName"}}
    (change,) = read_changes([raw(Details=[old, {}])], Mask())
    assert [one.path for one in change.properties] == ["", "/Properties/TopicName"]


def test_an_unknown_need_of_recreation_is_kept() -> None:
    details = [
        detail("/P", RequiresRecreation="Sometimes"),
        detail("/P", RequiresRecreation="Always"),
    ]
    (change,) = read_changes([raw(Details=details)], Mask())
    assert change.properties[0].recreation == "Sometimes"


def test_long_values_are_cut_and_say_so() -> None:
    (change,) = read_changes(
        [raw(Details=[detail("/P", BeforeValue="x" * 5000)])], Mask()
    )
    assert str(change.properties[0].before).endswith("… (5000)")


def test_drift_of_a_property_is_shown() -> None:
    drift = {"PreviousValue": "a", "ActualValue": "b"}
    (change,) = read_changes(
        [raw(Details=[detail("/P", BeforeValue="b", AfterValue="a", Drift=drift)])],
        Mask(),
    )
    assert property_text(change.properties[0]) == "/P: b -> a (drifted)"


def test_a_value_that_a_secret_parameter_causes_is_masked() -> None:
    mask = Mask(("s3cr3t-value",), frozenset({"Secret"}), frozenset(), frozenset())
    details = [
        detail(
            "/Properties/A", BeforeValue="old", AfterValue="new", CausingEntity="Secret"
        ),
        detail("/Properties/B", AfterValue="x-s3cr3t-value-y"),
    ]
    (change,) = read_changes([raw(Details=details)], mask)
    assert property_text(change.properties[0]) == "A: **** -> ****"
    assert property_text(change.properties[1]) == "B: (none) -> x-****-y"


def test_of_a_long_text_the_lines_that_differ_are_shown() -> None:
    same = "\n".join(f"line {number}" for number in range(200))
    before, after = f"a\n{same}\n  old", f"a\n{same}\n  new\n  more"
    details = [detail("/Properties/BuildSpec", BeforeValue=before, AfterValue=after)]
    (change,) = read_changes([raw(Details=details)], Mask())
    (found,) = change.properties
    assert (found.before, found.after) == ("old", "new\nmore")


def variables(**values: str) -> str:
    members = [{"Name": name, "Value": value} for name, value in values.items()]
    return json.dumps({"Properties": {"Environment": {"Variables": members}}})


PLACE = "/Properties/Environment/Variables"


def test_members_of_a_list_are_told_by_their_names() -> None:
    details = [
        detail(f"{PLACE}/0/Name", BeforeValue="A", AfterValue="NEW"),
        detail(f"{PLACE}/0/Value", BeforeValue="1", AfterValue="0"),
        detail(f"{PLACE}/1", AfterValue="{}", RequiresRecreation="Always"),
        detail("/Properties/Image", BeforeValue="x", AfterValue="y"),
    ]
    (change,) = read_changes(
        [
            raw(
                Details=details,
                BeforeContext=variables(A="1"),
                AfterContext=variables(NEW="0", A="2"),
            )
        ],
        Mask(),
    )
    assert [property_text(one) for one in change.properties] == [
        "Image: x -> y",
        "Environment/Variables/A: 1 -> 2",
        "Environment/Variables/NEW: (none) -> 0",
    ]
    # What CloudFormation says of one of them it may mean for each.
    assert [one.recreation for one in change.properties] == ["", "Always", "Always"]


def test_a_secret_in_a_list_hides_all_of_the_list() -> None:
    """Its place in the change set is not its place in the template."""
    feeds = frozenset({("Topic", f"{PLACE}/7/Value")})
    mask = Mask(("new",), frozenset({"Secret"}), feeds)
    contexts = {
        "BeforeContext": variables(A="old", B="1"),
        "AfterContext": variables(B="2", A="new"),
    }
    details = [detail(f"{PLACE}/0/Value", BeforeValue="old", AfterValue="2")]
    (change,) = read_changes([raw(Details=details, **contexts)], mask)
    assert {(one.before, one.after) for one in change.properties} == {("****", "****")}


def test_a_value_that_only_the_deployment_knows_is_not_certain_in_a_list() -> None:
    unknown = "{{changeSet:KNOWN_AFTER_APPLY}}"
    contexts = {
        "BeforeContext": variables(A="1", B="1"),
        "AfterContext": variables(A="2", B=unknown),
    }
    details = [detail(f"{PLACE}/{n}/Value", Evaluation="Dynamic") for n in (0, 1)]
    (change,) = read_changes([raw(Details=details, **contexts)], Mask())
    assert [one.certain for one in change.properties] == [True, False]


@given(st.permutations(["A", "B", "C", "D"]))
def test_the_digest_does_not_depend_on_the_order_of_the_answer(
    order: list[str],
) -> None:
    def changes(names: list[str]) -> list[dict[str, object]]:
        return [
            raw(
                LogicalResourceId=name,
                Scope=["Tags", "Properties"][:: 1 if names is order else -1],
                Details=[detail(f"/{one}") for one in names],
            )
            for name in names
        ]

    digests = {
        changes_sha256(read_changes(changes(names), Mask()))
        for names in (order, sorted(order))
    }
    assert len(digests) == 1


def test_the_digest_sees_every_change_of_a_field() -> None:
    base = {
        "PhysicalResourceId": "p",
        "Replacement": "False",
        "PolicyAction": "Retain",
        "Details": [detail("/P", BeforeValue="a", AfterValue="b")],
    }
    seen = {changes_sha256(read_changes([raw(**base)], Mask()))}
    for edit in (
        {"Action": "Remove"},
        {"Replacement": "True"},
        {"PolicyAction": "Delete"},
        {"PhysicalResourceId": "q"},
        {"Details": [detail("/P", BeforeValue="a", AfterValue="c")]},
        {
            "Details": [
                detail(
                    "/P", BeforeValue="a", AfterValue="b", RequiresRecreation="Always"
                )
            ]
        },
    ):
        seen.add(changes_sha256(read_changes([raw(**{**base, **edit})], Mask())))
    assert len(seen) == 7


def test_changes_survive_the_plan_file() -> None:
    changes = read_changes(
        [raw(Details=[detail("/P", BeforeValue="a")]), raw(LogicalResourceId="B")],
        Mask(),
    )
    stored = json.loads(json.dumps([change.as_dict() for change in changes]))
    assert tuple(from_dict(one) for one in stored) == changes


def test_a_context_that_is_no_json_is_no_reason_to_stop() -> None:
    (change,) = read_changes([raw(BeforeContext="{", AfterContext="[]")], Mask())
    assert change.grants == ()
