from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.review.graph import MOST_NODES, Graph, graph

Resources = dict[str, Any]


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def stage(name: str, provider: str, **configuration: Any) -> dict[str, Any]:
    action = {
        "Name": name,
        "ActionTypeId": {"Provider": provider},
        "Configuration": configuration,
    }
    return {"Name": name, "Actions": [action]}


def drawn(**resources: Any) -> Graph:
    return graph(from_body({"Resources": resources}))


def lines(found: Graph) -> dict[str, tuple[str, ...]]:
    return {node.key: node.lines for node in found.nodes}


def test_the_stages_are_numbered_in_their_order_with_their_providers() -> None:
    stages = [stage("Source", "S3"), stage("UnitTests", "CodeBuild")]
    pipeline = resource("CodePipeline::Pipeline", Stages=stages)
    found = drawn(Pipeline=pipeline)
    assert [(node.key, node.lines) for node in found.chains["Pipeline"]] == [
        ("Pipeline_1", ("1 Source", "S3")),
        ("Pipeline_2", ("2 Unit tests", "CodeBuild")),
    ]


def test_a_stage_points_to_what_it_uses_and_the_pipeline_to_the_rest() -> None:
    pipeline = resource(
        "CodePipeline::Pipeline",
        Stages=[stage("Build", "CodeBuild", ProjectName=ref("Project"))],
        ArtifactStore={"Location": ref("Bucket")},
    )
    found = drawn(
        Pipeline=pipeline,
        Project=resource("CodeBuild::Project"),
        Bucket=resource("S3::Bucket"),
    )
    assert found.arrows == (("Pipeline_1", "Project"), ("Pipeline", "Bucket"))


def test_an_event_comes_from_what_its_pattern_names() -> None:
    found = drawn(
        Source=resource("CodeBuild::Project"),
        Rule=resource(
            "Events::Rule",
            EventPattern={"detail": {"project": [ref("Source")]}},
            Targets=[{"Arn": ref("Topic")}],
        ),
        Topic=resource("SNS::Topic"),
    )
    assert ("Source", "Rule") in found.arrows


def test_what_only_belongs_to_another_resource_is_no_box() -> None:
    found = drawn(
        Bucket=resource("S3::Bucket"),
        Rights=resource("S3::BucketPolicy", Bucket=ref("Bucket")),
        Grant=resource("Lambda::Permission"),
    )
    assert lines(found) == {"Bucket": ("Bucket",)}


def test_what_a_role_may_do_is_no_arrow() -> None:
    policy = {"PolicyDocument": {"Statement": [{"Resource": ref("Bucket")}]}}
    found = drawn(
        Role=resource("IAM::Role", Policies=[policy]),
        Queue=resource("SQS::Queue", x=ref("Bucket")),
        Topic=resource("SNS::Topic", x=ref("Bucket")),
        Bucket=resource("S3::Bucket", x=ref("Queue")),
    )
    assert ("Topic", "Bucket") in found.arrows
    assert all("Role" not in arrow for arrow in found.arrows)


def test_what_only_one_uses_is_a_line_in_its_box() -> None:
    found = drawn(
        UnitTestProject=resource("CodeBuild::Project", Role=ref("UnitTestRole")),
        UnitTestRole=resource("IAM::Role"),
    )
    assert lines(found) == {"UnitTestProject": ("Unit test project", "+ role")}


def test_what_leads_on_keeps_its_box() -> None:
    found = drawn(
        Group=resource("CodeDeploy::DeploymentGroup", App=ref("App")),
        App=resource("CodeDeploy::Application", Topic=ref("Topic")),
        Topic=resource("SNS::Topic"),
        Other=resource("Events::Rule", Targets=[ref("Topic")]),
    )
    assert "App" in lines(found)


def test_a_way_round_says_the_direct_arrow() -> None:
    found = drawn(
        A=resource("S3::Bucket", x=[ref("B"), ref("C")]),
        B=resource("SQS::Queue", x=ref("C")),
        C=resource("SNS::Topic", x=ref("D")),
        D=resource("KMS::Key", x=ref("A")),
    )
    assert ("A", "C") not in found.arrows
    assert {("A", "B"), ("B", "C")} <= set(found.arrows)


@pytest.mark.parametrize(("users", "arrows"), [(4, 4), (5, 0)])
def test_what_many_use_says_so_instead_of_arrows(users: int, arrows: int) -> None:
    # Different conditions, so that they do not share a box.
    queues = {
        f"Queue{n}": resource("SQS::Queue", Key=ref("Key"), To=ref(f"To{n}"))
        for n in range(users)
    }
    ends = {f"To{n}": resource("SNS::Topic", x=ref(f"Queue{n}")) for n in range(users)}
    found = drawn(Key=resource("KMS::Key"), **queues, **ends)
    assert sum(end == "Key" for _, end in found.arrows) == arrows
    assert (f"used by {users} of these" in lines(found)["Key"]) is (arrows == 0)


def test_boxes_with_the_same_arrows_share_one() -> None:
    target = {"Targets": [{"Arn": ref("Topic")}, {"Arn": ref("Queue")}]}
    found = drawn(
        FirstRule=resource("Events::Rule", **target),
        SecondRule=resource("Events::Rule", **target),
        Topic=resource("SNS::Topic"),
        Queue=resource("SQS::Queue"),
    )
    assert lines(found)["FirstRule"] == ("First rule", "Second rule")
    assert "SecondRule" not in lines(found)
    assert all("SecondRule" not in arrow for arrow in found.arrows)


def test_a_box_that_is_not_always_made_is_never_part_of_one_that_is() -> None:
    found = drawn(
        Kept=resource("S3::Bucket"),
        Maybe={**resource("S3::Bucket"), "Condition": "Wanted"},
    )
    assert [(node.key, node.optional) for node in found.nodes] == [
        ("Kept", False),
        ("Maybe", True),
    ]


def test_two_pipelines_are_two_frames() -> None:
    pipeline = resource("CodePipeline::Pipeline", Stages=[stage("Source", "S3")])
    found = drawn(First=pipeline, Second=pipeline)
    assert list(found.chains) == ["First", "Second"]
    assert list(lines(found)) == ["First", "Second"]


def test_a_kind_that_the_name_does_not_say_is_added() -> None:
    found = drawn(Artifacts=resource("S3::Bucket"))
    assert lines(found) == {"Artifacts": ("Artifacts", "(bucket)")}


def test_a_service_without_a_group_is_one() -> None:
    found = drawn(Table=resource("DynamoDB::Table"))
    assert [node.group for node in found.nodes] == ["DynamoDB"]


def ring(kind: str, name: str, size: int) -> Resources:
    """Resources that cannot share a box: each uses the next."""
    return {
        f"{name}{n}": resource(kind, x=ref(f"{name}{(n + 1) % size}"))
        for n in range(size)
    }


def test_too_many_boxes_are_drawn_as_groups_the_largest_first() -> None:
    found = drawn(**ring("SQS::Queue", "Queue", 25), **ring("S3::Bucket", "B", 10))
    assert len(found.nodes) == 11
    assert lines(found)["Queue0"] == ("Notifications", "25 resources")
    assert all("Queue" not in start + end for start, end in found.arrows)


def test_arrows_to_a_group_drawn_as_one_box_stay() -> None:
    resources = ring("SQS::Queue", "Queue", MOST_NODES + 1)
    found = drawn(
        Bucket=resource("S3::Bucket", x=[ref("Queue3"), ref("Queue9")]), **resources
    )
    assert found.arrows == (("Bucket", "Queue0"),)


def test_groups_of_one_cannot_be_drawn_smaller() -> None:
    resources = {
        f"R{n}": resource(f"S{n}::Thing", x=ref(f"R{(n + 1) % 40}")) for n in range(40)
    }
    assert len(drawn(**resources).nodes) == 40
