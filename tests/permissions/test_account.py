"""What the roles of an account's own stack may do, and who may be them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from generator.cloudformation.references import among
from generator.parameters.model import kind_of
from generator.templates.account.kinds import KINDS
from tests.node_package import NodePackage
from tests.permissions.cases import Question, judge
from tests.permissions.rows import MAY_DO_EVERYTHING
from tests.permissions.simulator import Decision, Request, decide
from tests.permissions.stacks import (
    ACCOUNT,
    ANOTHER_KEY,
    Deployed,
    deployed,
    left_to_iam,
)
from tests.permissions.tables import TABLES
from tests.permissions.variants import OF, WHOLE
from tests.templates.account.stack import (
    IMMUTABLE,
    NAMES,
    PROVIDER,
    REPOSITORY,
    accounts,
    bodies,
    others,
    stack,
)
from tests.templates.stack import Stack

each_template = pytest.mark.parametrize("of", accounts())
CLAIMS = "token.actions.githubusercontent.com"
MERGED = {
    "aud": "sts.amazonaws.com",
    "sub": "repo:example/deployments:ref:refs/heads/main",
    "ref": "refs/heads/main",
    "job_workflow_ref": "example/deployments/.github/workflows/deploy.yml"
    "@refs/heads/main",
}
DEPLOYING = {**MERGED, "sub": "repo:example/deployments:environment:dev"}
PROPOSED = {
    **MERGED,
    "sub": "repo:example/deployments:pull_request",
    "ref": "refs/pull/5/merge",
    "job_workflow_ref": "example/deployments/.github/workflows/pull-request.yml"
    "@refs/pull/5/merge",
}
REUSED = "example/shared/.github/workflows/deploy.yml@refs/heads/main"
# A token's claims, and which role they are enough for.
TOKENS: dict[str, tuple[Mapping[str, str], str]] = {
    "a pull request": (PROPOSED, "PlanRole"),
    "what was merged": (MERGED, "PlanRole"),
    "a deployment": (DEPLOYING, "DeployRole"),
    "another repository": (
        {**PROPOSED, "sub": "repo:example/other:pull_request"},
        "",
    ),
    "another owner": (
        {**MERGED, "sub": "repo:evil/deployments:ref:refs/heads/main"},
        "",
    ),
    "a fork": ({**PROPOSED, "sub": "repo:evil/deployments:pull_request"}, ""),
    "a longer name": (
        {**PROPOSED, "sub": "repo:example/deployments2:pull_request"},
        "",
    ),
    "another branch": (
        {**MERGED, "sub": "repo:example/deployments:ref:refs/heads/mine"},
        "",
    ),
    "a tag of the branch's name": (
        {**MERGED, "sub": "repo:example/deployments:ref:refs/tags/main"},
        "",
    ),
    "another audience": ({**DEPLOYING, "aud": "https://github.com/example"}, ""),
    "another environment": (
        {**DEPLOYING, "sub": "repo:example/deployments:environment:prod"},
        "",
    ),
    "an environment on another branch": (
        {
            **DEPLOYING,
            "ref": "refs/heads/mine",
            "job_workflow_ref": DEPLOYING["job_workflow_ref"].replace("main", "mine"),
        },
        "",
    ),
    "an environment in a pull request": (
        {**PROPOSED, "sub": DEPLOYING["sub"]},
        "",
    ),
    "another workflow in the environment": (
        {
            **DEPLOYING,
            "job_workflow_ref": DEPLOYING["job_workflow_ref"].replace(
                "deploy.yml", "other.yml"
            ),
        },
        "",
    ),
    "a reusable workflow in the environment": (
        {**DEPLOYING, "job_workflow_ref": REUSED},
        "",
    ),
    "a name that somebody took over": (
        {**MERGED, "sub": "repo:example@99/deployments@98:ref:refs/heads/main"},
        "",
    ),
}


def _meets(statement: Mapping[str, Any], claims: Mapping[str, str]) -> bool:
    """Whether a statement with nothing but StringEquals lets the claims in.

    The simulator does not know GitHub's claims, and StringEquals is as the IAM
    User Guide says it: the key is there and equal to one of the values,
    every one of them.
    """
    assert set(statement["Condition"]) == {"StringEquals"}
    assert statement["Principal"] == {"Federated": PROVIDER}
    return all(
        claims.get(key.removeprefix(f"{CLAIMS}:")) in _listed(wanted)
        for key, wanted in statement["Condition"]["StringEquals"].items()
    )


def _listed(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _trusted(role: str, claims: Mapping[str, str], made: Stack) -> bool:
    trust = made.properties(role)["AssumeRolePolicyDocument"]["Statement"]
    return any(_meets(statement, claims) for statement in trust)


@each_template
@pytest.mark.parametrize(("claims", "role"), TOKENS.values(), ids=TOKENS)
def test_a_token_is_enough_for_one_role_or_none(
    claims: Mapping[str, str], role: str, of: str
) -> None:
    made = stack(REPOSITORY, of=of)
    roles = ("PlanRole", "DeployRole", "CloudFormationRole")
    found = [one for one in roles[:2] if _trusted(one, claims, made)]
    assert found == ([role] if role else [])


def test_where_subjects_carry_ids_the_name_alone_is_not_enough() -> None:
    made = stack(REPOSITORY, IMMUTABLE)
    ours = {**MERGED, "sub": "repo:example@17/deployments@23:ref:refs/heads/main"}
    assert _trusted("PlanRole", ours, made)
    assert not _trusted("PlanRole", MERGED, made)
    assert not _trusted("DeployRole", DEPLOYING, made)


@dataclass(frozen=True)
class Call:
    """One call of a role: what, on what, with what."""

    role: str
    action: str
    resource: str
    context: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.role} {self.action} on {self.resource} {dict(self.context)}"


BOUNDARY = NAMES["PermissionsBoundary"]
BOUNDED = (("iam:PermissionsBoundary", BOUNDARY),)
CLOUDFORMATION_ROLE = NAMES["CloudFormationRole.Arn"]
TEMPLATES = f"{NAMES['TemplateBucket.Arn']}/templates/0a1b.yaml"
STACK = f"arn:aws:cloudformation:us-east-2:{ACCOUNT}:stack/{{}}/0a1b"
READS = (
    "DescribeChangeSet DescribeEvents DescribeStackEvents DescribeStacks "
    "GetStackPolicy GetTemplate ListChangeSets ListHookResults ListStackResources"
)
CHANGES = "DeleteStack UpdateStack CreateStack RollbackStack ContinueUpdateRollback"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{{}}"
_TO = "iam:PassedToService"


def _cloudformation(role: str, names: str, on: str) -> Iterator[Call]:
    return (Call(role, f"cloudformation:{name}", on) for name in names.split())


def _stacks(kinds: Iterable[str]) -> list[str]:
    return [STACK.format(f"payment-service-{each}-dev") for each in kinds]


def _ours(of: str) -> list[str]:
    """A stack of every template that an account's template reaches."""
    return _stacks(others(of))


def _foreign(of: str) -> list[str]:
    """Of other templates, of another environment, and the account's own."""
    first = next(iter(others(of)))
    return [
        *_stacks({kind_of(name) for name in bodies()} - {*others(of)}),
        STACK.format(f"payment-service-{first}-prod"),
        STACK.format("network"),
    ]


def _allowed(of: str) -> Iterator[Call]:
    planning = "CreateChangeSet DeleteChangeSet DetectStackDrift "
    deploying = "ExecuteChangeSet SetStackPolicy UpdateTerminationProtection"
    for ours in _ours(of):
        yield from _cloudformation("PlanRole", READS, ours)
        yield from _cloudformation("DeployRole", READS, ours)
        yield from _cloudformation(
            "PlanRole", f"{planning}DescribeStackResourceDrifts", ours
        )
        yield from _cloudformation("DeployRole", deploying, ours)
    for action in ("s3:PutObject", "s3:GetObject"):
        yield Call("PlanRole", action, TEMPLATES)
    to = ((_TO, "cloudformation.amazonaws.com"),)
    yield Call("PlanRole", "iam:PassRole", CLOUDFORMATION_ROLE, to)
    # A bucket that an earlier stack left behind.
    for role in ("PlanRole", "DeployRole"):
        yield Call(role, "s3:GetBucketTagging", _left("pipeline-artifacts-dev"))


def _left(name: str) -> str:
    return f"arn:aws:s3:::{name}-{ACCOUNT}-us-east-2-an"


def _denied(of: str) -> Iterator[Call]:
    for ours in _ours(of):
        deploying = "ExecuteChangeSet SetStackPolicy UpdateTerminationProtection"
        yield from _cloudformation("PlanRole", f"{CHANGES} {deploying}", ours)
        planning = "CreateChangeSet DeleteChangeSet"
        yield from _cloudformation("DeployRole", f"{CHANGES} {planning}", ours)
        yield Call("CloudFormationRole", "cloudformation:CreateStack", ours)
    for role in ("PlanRole", "DeployRole"):
        for foreign in _foreign(of):
            yield from _cloudformation(
                role, "CreateChangeSet ExecuteChangeSet DeleteChangeSet", foreign
            )
        yield Call(role, "s3:GetObject", f"{_left('pipeline-artifacts-dev')}/a")
        yield Call(role, "sts:AssumeRole", CLOUDFORMATION_ROLE)
        yield Call(role, "iam:CreateRole", ROLE.format("codebuild-role-dev"), BOUNDED)
    yield Call("DeployRole", "s3:PutObject", TEMPLATES)
    yield Call("PlanRole", "s3:PutObject", TEMPLATES.replace("templates/", "other/"))
    yield Call("PlanRole", "s3:DeleteObject", TEMPLATES)
    yield Call(
        "PlanRole",
        "iam:PassRole",
        CLOUDFORMATION_ROLE,
        ((_TO, "codebuild.amazonaws.com"),),
    )
    to = ((_TO, "cloudformation.amazonaws.com"),)
    yield Call("PlanRole", "iam:PassRole", ROLE.format("admin"), to)
    yield from _denied_to_cloudformation()
    yield from _passed_to_another()
    if of == "account-tools":
        yield from _of_a_target()


def _passed_to_another() -> Iterator[Call]:
    """A role for builds runs no task, and one for tasks no build."""
    task = ROLE.format("payment-service-service-dev-TaskRole-1A2B3C")
    for role, service in (
        (ROLE.format("codebuild-role-dev"), "ecs-tasks.amazonaws.com"),
        (ROLE.format("codepipeline-role-dev"), "ecs.amazonaws.com"),
        (task, "codebuild.amazonaws.com"),
        (task, "codepipeline.amazonaws.com"),
        (ROLE.format("deploy-role-dev"), "codepipeline.amazonaws.com"),
    ):
        yield Call("CloudFormationRole", "iam:PassRole", role, ((_TO, service),))


def _of_a_target() -> Iterator[Call]:
    """The account that promotes has no services, and no roles of targets."""
    who, tagged = "CloudFormationRole", (("aws:ResourceTag/Environment", "dev"),)
    yield Call(who, "iam:CreateRole", ROLE.format("deploy-role-dev"), BOUNDED)
    yield Call(who, "iam:CreateRole", ROLE.format("codedeploy-role-dev"), BOUNDED)
    yield Call(who, "ecs:UpdateService", _named("AWS::ECS::Service", "service"))
    yield Call(who, "elasticloadbalancing:DeleteLoadBalancer", _BALANCER, tagged)


def _denied_to_cloudformation() -> Iterator[Call]:
    """No way out of the boundary, and nothing that is not a template's."""
    who, ours = "CloudFormationRole", ROLE.format("codebuild-role-dev")
    bounded = KINDS["AWS::IAM::Role"].bounded.split()
    for action in bounded:
        yield Call(who, action, ours)
        other = f"arn:aws:iam::{ACCOUNT}:policy/wide"
        yield Call(who, action, ours, (("iam:PermissionsBoundary", other),))
    yield Call(who, "iam:DeleteRolePermissionsBoundary", ours, BOUNDED)
    for name in ("delivery-plan-dev", "delivery-deploy-dev", "admin"):
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"):
            yield Call(who, action, ROLE.format(name), BOUNDED)
        yield Call(who, "iam:UpdateAssumeRolePolicy", ROLE.format(name))
        yield Call(
            who,
            "iam:PassRole",
            ROLE.format(name),
            ((_TO, "codebuild.amazonaws.com"),),
        )
    yield Call(who, "iam:PassRole", ours, ((_TO, "lambda.amazonaws.com"),))
    for action in ("iam:CreatePolicyVersion", "iam:DeletePolicy"):
        yield Call(who, action, BOUNDARY)
    key = f"arn:aws:kms:us-east-2:{ACCOUNT}:key/0d4e"
    for action in ("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:DisableKey"):
        yield Call(who, action, key, (("aws:ResourceTag/Environment", "prod"),))
        yield Call(who, action, key)
    yield Call(who, "s3:PutBucketPolicy", NAMES["TemplateBucket.Arn"])
    yield Call(who, "s3:PutObject", TEMPLATES)
    secret = f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:payments-db-a1B2c3"
    yield Call(who, "secretsmanager:GetSecretValue", secret)


def _made(of: Deployed) -> Iterator[Call]:
    """What CloudFormation does with every resource of a stack."""
    for logical_id, resource in of.template.resources.items():
        kind = KINDS[resource["Type"]]
        arn = _arn(logical_id, of)
        for names, context in (
            (kind.read, ()),
            (kind.write, ()),
            (kind.bounded, BOUNDED),
            (kind.tagged, (("aws:ResourceTag/Environment", "dev"),)),
        ):
            for action in {*names.split()} - _NOT_KNOWN:
                yield Call("CloudFormationRole", action, _ON.get(action, arn), context)
        for service in kind.passes:
            for role in among(resource["Properties"], of.roles):
                to = ((_TO, service),)
                on = _arn(role, of)
                yield Call("CloudFormationRole", "iam:PassRole", on, to)
        for service in kind.linked:
            yield Call(
                "CloudFormationRole",
                "iam:CreateServiceLinkedRole",
                ROLE.format(f"aws-service-role/{service}/AWSServiceRole"),
                (("iam:AWSServiceName", service),),
            )


def _arn(logical_id: str, of: Deployed) -> str:
    """As AWS would name it; `names` has what is under a name of the template's."""
    resource = of.template.resources[logical_id]
    given = (resource.get("Properties") or {}).get(KINDS[resource["Type"]].name)
    match given[0] if isinstance(given, list) else given:
        case None:
            return _unnamed(resource["Type"], logical_id, of.of)
        case {"Ref": str(owner)} if owner in of.template.resources:
            return _arn(owner, of)
    found = of.names.get(logical_id) or _named(resource["Type"], of.of)
    return found.removesuffix(":*")


REGION = f"us-east-2:{ACCOUNT}"
_ECS = f"arn:aws:ecs:{REGION}"
_ELB = f"arn:aws:elasticloadbalancing:{REGION}"
_BALANCER = f"{_ELB}:loadbalancer/app/payme-LoadB-1A2B/50dc"
_LISTENER = f"{_ELB}:listener/app/payme-LoadB-1A2B/50dc/f2f7"
# The simulator's data knows these of classic load balancers alone.
_NOT_KNOWN = {"elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"}
# What an action is on, where that is not the resource it is for.
_ON = {
    "elasticloadbalancing:CreateListener": _BALANCER,
    "elasticloadbalancing:CreateRule": _LISTENER,
    "ecs:DescribeServiceDeployments": f"{_ECS}:service-deployment/"
    "payment-service-cluster-dev/payment-service-dev/0a1b",
    "ecs:StopServiceDeployment": f"{_ECS}:service-deployment/"
    "payment-service-cluster-dev/payment-service-dev/0a1b",
    "wafv2:GetWebACL": f"arn:aws:wafv2:{REGION}:regional/webacl/shop/0a1b",
}


def _named(type_: str, template: str) -> str:
    """Under names of the template, which no table names."""
    stage = "prod-" if template == "promotion" else ""
    return {
        "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:alarm:"
        "payment-service-slow-dev",
        "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/"
        f"payment-service-approver-{stage}dev",
        "AWS::ECS::Cluster": f"{_ECS}:cluster/payment-service-cluster-dev",
        "AWS::ECS::Service": f"{_ECS}:service/payment-service-cluster-dev/"
        "payment-service-dev",
        "AWS::ECS::TaskDefinition": f"{_ECS}:task-definition/payment-service-dev:7",
    }[type_]


def _unnamed(type_: str, logical_id: str, template: str) -> str:
    """CloudFormation's own names: stack, logical ID, random characters; or AWS's."""
    made = f"payment-service-{template}-dev-{logical_id}-1A2B3C"
    scaled = f"arn:aws:application-autoscaling:{REGION}:scalable-target/0a1b"
    return {
        "AWS::ApplicationAutoScaling::ScalableTarget": scaled,
        "AWS::ApplicationAutoScaling::ScalingPolicy": scaled,
        "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:alarm:{made}",
        "AWS::CodePipeline::Webhook": f"arn:aws:codepipeline:{REGION}:webhook:{made}",
        "AWS::EC2::SecurityGroup": f"arn:aws:ec2:{REGION}:security-group/sg-0a1b",
        "AWS::EC2::SecurityGroupEgress": f"arn:aws:ec2:{REGION}:security-group/sg-0a1b",
        "AWS::ElasticLoadBalancingV2::Listener": _LISTENER,
        "AWS::ElasticLoadBalancingV2::ListenerRule": f"{_ELB}:listener-rule/app/"
        "payme-LoadB-1A2B/50dc/f2f7/9683",
        "AWS::ElasticLoadBalancingV2::LoadBalancer": _BALANCER,
        "AWS::ElasticLoadBalancingV2::TargetGroup": f"{_ELB}:targetgroup/blue/73e2",
        "AWS::Events::Rule": f"arn:aws:events:{REGION}:rule/{made}",
        "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/{made}",
        "AWS::IAM::Role": ROLE.format(made),
        "AWS::KMS::Key": f"arn:aws:kms:{REGION}:key/0d4e",
        "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{REGION}:secret:"
        f"{logical_id}-1A2B3C-a1B2c3",
        "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{made}",
        "AWS::WAFv2::WebACLAssociation": _BALANCER,
    }[type_]


@dataclass(frozen=True)
class Judged:
    """What was decided in a stack of one of the account's templates."""

    of: str
    decisions: Mapping[Call, Decision]

    def those(self, calls: Iterable[Call], *, allowed: bool) -> list[str]:
        """The calls of these that are allowed, or those that are not."""
        return [str(one) for one in calls if self.decisions[one].allowed is allowed]


@pytest.fixture(scope="module", params=accounts())
def judged(simulator: NodePackage, request: pytest.FixtureRequest) -> Judged:
    """Every call of this file, in one process."""
    of: str = request.param
    made = stack(REPOSITORY, of=of)
    policies, held = _policies(made)
    policies[ANOTHER_KEY] = left_to_iam("aws")
    calls = [*_allowed(of), *_denied(of), *_makes(of)]
    requests = [
        Request(
            principal=f"arn:aws:sts::{ACCOUNT}:assumed-role/{call.role}/session",
            action=call.action,
            resource=call.resource,
            account=ACCOUNT,
            context=call.context,
            identity=held[call.role],
            # The keys of the templates leave the decision to IAM.
            on=ANOTHER_KEY if ":kms:" in call.resource else None,
        )
        for call in calls
    ]
    decisions = decide(simulator, policies, requests)
    return Judged(of, dict(zip(calls, decisions, strict=True)))


def _policies(made: Stack) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Every policy by name, and the names of each role's."""
    policies, held = {}, {}
    for role, properties in made.of_type("AWS::IAM::Role").items():
        inline = {
            f"{role}/{each['PolicyName']}": each["PolicyDocument"]
            for each in properties.get("Policies", [])
        }
        attached = {
            name: made.properties(name)["PolicyDocument"]
            for name in properties["ManagedPolicyArns"]
        }
        policies |= {**inline, **attached}
        held[role] = (*inline, *attached)
    return policies, held


def _cap(of: str) -> Any:
    """The permissions boundary that one of the account's templates makes."""
    made = stack(REPOSITORY, of=of)
    return made.properties("PermissionsBoundary")["PolicyDocument"]


def _reached(account: str) -> list[str]:
    return [variant for variant in WHOLE if OF[variant] in others(account)]


@pytest.mark.parametrize(
    ("account", "variant"),
    [(account, variant) for account in accounts() for variant in _reached(account)],
)
def test_the_boundary_leaves_every_role_what_it_needs(
    account: str, variant: str, simulator: NodePackage
) -> None:
    of, cap = deployed(variant), _cap(account)
    bounds = {str(of.boundary(role)): cap for role in of.roles}
    (cases,) = judge(simulator, [Question(of, TABLES[of.of].allowed, bounds)])
    refused = [
        str(each) for each in cases if each.enabled and not each.decision.allowed
    ]
    assert refused == []


@each_template
def test_the_boundary_refuses_what_no_role_does(
    of: str, simulator: NodePackage
) -> None:
    requests = [
        Request(
            principal=f"arn:aws:sts::{ACCOUNT}:assumed-role/codebuild-role-dev/session",
            action=action,
            resource=resource,
            account=ACCOUNT,
            context=context,
            identity=("everything",),
            boundary="cap",
        )
        for action, resource, context in (
            ("iam:CreateRole", ROLE.format("codebuild-role-dev"), BOUNDED),
            ("iam:PutRolePolicy", ROLE.format("codebuild-role-dev"), BOUNDED),
            ("iam:PassRole", ROLE.format("admin"), ((_TO, "lambda.amazonaws.com"),)),
            ("s3:PutBucketPolicy", _left("pipeline-artifacts-dev"), ()),
            ("cloudformation:CreateChangeSet", _ours(of)[0], ()),
            ("sts:AssumeRole", ROLE.replace(ACCOUNT, "444455556666").format("a"), ()),
            ("sts:AssumeRole", CLOUDFORMATION_ROLE, ()),
        )
    ]
    policies = {"cap": _cap(of), "everything": MAY_DO_EVERYTHING}
    decisions = decide(simulator, policies, requests)
    assert not [one for one in decisions if one.allowed]


def test_every_role_may_do_its_work(judged: Judged) -> None:
    assert judged.those(_allowed(judged.of), allowed=False) == []


def test_no_role_may_do_more(judged: Judged) -> None:
    assert judged.those(_denied(judged.of), allowed=True) == []


def _makes(of: str) -> Iterator[Call]:
    """Of a stack of every template that the account's reaches."""
    return (call for each in _reached(of) for call in _made(deployed(each)))


def test_cloudformation_may_make_every_resource_of_a_template(judged: Judged) -> None:
    assert judged.those(_makes(judged.of), allowed=False) == []
