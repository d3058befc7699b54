from typing import Any

from generator.cloudformation.document import Template, from_body
from generator.review.roles import attached_policies, roles
from tests.review.markdown_reader import part, read

TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "codebuild.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
}
PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
NO_VALUE = {"Ref": "AWS::NoValue"}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"PolicyName": "p", "PolicyDocument": {"Statement": list(statements)}}


def role(reasons: dict[str, str] | None = None, **properties: Any) -> dict[str, Any]:
    metadata = {"Metadata": {"Reasons": reasons}} if reasons else {}
    given = {"AssumeRolePolicyDocument": TRUST, **properties}
    return {"Type": "AWS::IAM::Role", "Properties": given, **metadata}


def template(**resources: Any) -> Template:
    return from_body({"Conditions": PROD, "Resources": resources})


def only(found: Any) -> str:
    (text,) = found
    return str(text)


def allow(sid: str, resource: Any, effect: str = "Allow") -> dict[str, Any]:
    return {"Sid": sid, "Effect": effect, "Action": "ecr:Get", "Resource": resource}


def test_a_role_says_its_name_and_who_may_assume_it() -> None:
    text = only(roles(template(Build=role(RoleName="build"))))
    assert text == (
        "### Build (`build`)\n\nAssumed by `codebuild.amazonaws.com`,"
        " only if `aws:SourceAccount` is `<account>`."
    )


def test_a_role_without_conditions_on_trust_has_none() -> None:
    document = {"Statement": [{"Effect": "Deny", "Principal": {"AWS": "a"}}]}
    text = only(roles(template(Build=role(AssumeRolePolicyDocument=document))))
    assert text.endswith("Refused to `a`.")


def test_every_star_has_its_reason_or_says_that_there_is_none() -> None:
    statements = policy(
        allow("Known", "*"),
        allow("Unknown", "*"),
        allow("Named", "r"),
        allow("No", "*", "Deny"),
    )
    found = role({"Known": "no resource-level permission"}, Policies=[statements])
    (rows,) = read(only(roles(template(Build=found)))).tables
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("Known\necr:Get", "*: no resource-level permission"),
        ("Unknown\necr:Get", "*: no reason given"),
        ("Named\necr:Get", ""),
        ("No\nnot ecr:Get", ""),
    ]


def test_a_refusal_is_not_read_as_a_permission() -> None:
    found = role(Policies=[policy(allow("A", "r"), allow("B", "r", "Deny"))])
    (rows,) = read(only(roles(template(Build=found)))).tables
    assert [row[0] for row in rows[1:]] == ["A\necr:Get", "B\nnot ecr:Get"]


def test_a_policy_that_is_only_there_sometimes_says_when() -> None:
    given = {"Fn::If": ["IsProd", policy(allow("A", "r")), NO_VALUE]}
    (rows,) = read(only(roles(template(Build=role(Policies=[given]))))).tables
    assert rows[1][-1] == "there when Stage is prod"


def test_managed_policies_and_the_boundary_are_named() -> None:
    arns = [{"Ref": "Shared"}, {"Fn::If": ["IsProd", "arn:aws:p", NO_VALUE]}]
    boundary = {"Fn::If": ["IsProd", {"Ref": "Limit"}, NO_VALUE]}
    resources = template(
        Build=role(ManagedPolicyArns=arns, PermissionsBoundary=boundary),
        Shared={"Type": "AWS::IAM::ManagedPolicy", "Properties": {}},
    )
    text = only(roles(resources))
    assert "It also has `Shared` and `arn:aws:p` when `Stage` is `prod`." in text
    assert "Never more than `<Limit>` allows when `Stage` is `prod`." in text


def shared(kind: str, **properties: Any) -> dict[str, Any]:
    given = {**policy(allow("Look", "*")), **properties}
    reasons = {"Reasons": {"Look": "because"}}
    return {"Type": f"AWS::IAM::{kind}", "Properties": given, "Metadata": reasons}


def test_a_policy_of_its_own_names_its_roles() -> None:
    resources = template(
        First=role(),
        Second=role(ManagedPolicyArns=[{"Ref": "Shared"}]),
        Shared={
            **shared("ManagedPolicy", Roles=[{"Ref": "First"}]),
            "Condition": "IsProd",
        },
    )
    text = only(attached_policies(resources))
    assert "Part of `First` and `Second`, when `Stage` is `prod`." in text
    assert read(text).tables[0][1][-1] == "*: because"


def test_a_policy_that_nobody_has_says_so() -> None:
    text = only(attached_policies(template(Shared=shared("ManagedPolicy"))))
    assert "Not attached." in part(text, "### Shared")


def test_a_role_policy_names_its_role() -> None:
    found = shared("RolePolicy", RoleName={"Ref": "First"})
    text = only(attached_policies(template(First=role(), Extra=found)))
    assert "Part of `First`." in text
