from typing import Any

from generator.cloudformation.document import Template, from_body
from generator.review.graph import Graph, graph
from generator.review.surroundings import surroundings

ABSENT = {"Ref": "AWS::NoValue"}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def met(**resources: Any) -> list[tuple[str, str]]:
    found = surroundings(from_body({"Resources": resources}))
    return [(each.start, each.end) for each in found]


def pipeline(*providers: str) -> dict[str, Any]:
    stages = [
        {"Name": "S", "Actions": [{"Name": "A", "ActionTypeId": {"Provider": each}}]}
        for each in providers
    ]
    return resource("CodePipeline::Pipeline", Stages=stages)


def test_the_source_and_the_approval_come_from_outside() -> None:
    assert met(P=pipeline("GitHub", "CodeBuild", "Manual")) == [
        ("github", "P_1"),
        ("approver", "P_3"),
    ]
    assert met(P=pipeline("CodeStarSourceConnection")) == [("github", "P_1")]
    assert met(P=pipeline("S3")) == []


def test_a_build_that_knows_a_registry_pushes_to_it() -> None:
    def build(*names: str) -> dict[str, Any]:
        variables = [{"Fn::If": ["C", {"Name": name}, ABSENT]} for name in names]
        environment = {"EnvironmentVariables": variables}
        return resource("CodeBuild::Project", Environment=environment)

    assert met(B=build("NODE_VERSION", "ECR_REGISTRY")) == [("B", "registry")]
    assert met(B=build("NODE_VERSION")) == []
    assert met(B=resource("CodeBuild::Project")) == []


def test_a_deployment_acts_on_a_service_and_its_load_balancer() -> None:
    group = resource(
        "CodeDeploy::DeploymentGroup",
        ECSServices=[{"ServiceName": "shop"}],
        LoadBalancerInfo={},
    )
    assert met(G=group) == [("G", "service"), ("G", "balancer")]
    assert met(G=resource("CodeDeploy::DeploymentGroup")) == []


def test_a_subscriber_hears_the_topic() -> None:
    mail = resource("SNS::Subscription", TopicArn={"Ref": "T"}, Endpoint="a@b.c")
    (found,) = surroundings(from_body({"Resources": {"Mail": mail}}))
    assert (found.start, found.end, found.outsider) == ("T", "subscriber", "subscriber")
    assert found.lines == ("Subscriber", "a@b.c")


def drawn(**resources: Any) -> Graph:
    template: Template = from_body({"Resources": resources})
    return graph(template)


def test_what_is_outside_keeps_a_box_of_its_own() -> None:
    group = resource(
        "CodeDeploy::DeploymentGroup",
        ECSServices=[{"ServiceName": "shop"}],
        LoadBalancerInfo={},
    )
    nodes = {node.key: node for node in drawn(G=group).nodes}
    assert list(nodes) == ["G", "service", "balancer"]
    assert [node.outside for node in nodes.values()] == [False, True, True]


def test_arrows_that_tell_something_are_messages() -> None:
    found = drawn(
        P=pipeline("GitHub", "Manual"),
        Hook=resource("CodePipeline::Webhook", TargetPipeline={"Ref": "P"}),
        Rule=resource("Events::Rule", EventPattern={"p": [{"Ref": "P"}]}),
    )
    assert {arrow: found.is_message(arrow) for arrow in found.arrows} == {
        ("Hook", "P"): False,
        ("P", "Rule"): True,
        ("github", "P_1"): True,
        ("approver", "P_2"): False,
        ("github", "Hook"): True,
    }


def test_a_deployment_by_a_role_acts_on_the_account_of_the_role() -> None:
    action = {
        "Name": "A",
        "RoleArn": "arn:aws:iam::444455556666:role/deploy",
        "ActionTypeId": {"Category": "Deploy", "Provider": "ECS"},
    }
    stages = [{"Name": "S", "Actions": [action]}]
    pipeline = resource("CodePipeline::Pipeline", Stages=stages)
    (found,) = surroundings(from_body({"Resources": {"P": pipeline}}))
    assert (found.start, found.end) == ("P_1", "target_1")
    assert found.lines == ("Target account", "arn:aws:iam::444455556666:role/deploy")


def test_who_hears_several_topics_is_one_with_all_addresses() -> None:
    mails = {
        address: resource("SNS::Subscription", TopicArn={"Ref": "T"}, Endpoint=address)
        for address in ("a@b.c", "d@b.c")
    }
    drawn = graph(from_body({"Resources": {"T": resource("SNS::Topic"), **mails}}))
    (people,) = (each for each in drawn.nodes if each.key == "subscriber")
    assert people.lines == ("Subscriber", "a@b.c", "d@b.c")
