"""Stacks of the templates, with the ARNs that AWS would give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from generator.cloudformation.document import Template, read
from generator.cloudformation.references import among
from generator.cloudformation.scope import Scope, is_known, parameter_values
from generator.cloudformation.values import evaluate, truth
from tests.checkout import ROOT
from tests.permissions.variants import FEATURES, OF, PARTITIONS, REQUIRED, VARIANTS
from tests.templates.promotion import stack as promotion
from tests.templates.stack import COMMERCIAL
from tests.templates.target import stack as target

ACCOUNT = COMMERCIAL["AWS::AccountId"]
# Whoever shares a VPC with the account, and anybody else.
VPC_OWNER = "444455556666"
STRANGER = "999900001111"
# Where a pipeline is that deploys into the account.
TOOLS = target.TOOLS
# What an organisation might allow its pipelines at most: no users and no policies.
BOUNDARY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"]},
        {"Effect": "Allow", "Action": ["iam:PassRole"], "Resource": ["*"]},
    ],
}
# Every other key of the account has the policy that KMS gives it, which leaves the
# decision to IAM.
ANOTHER_KEY = "another key"

# The ARN of what the template makes, and the property with its name [Service
# Authorization Reference, resource types]. A name that AWS makes up is the logical
# ID here. `Application` is what the one deployment group belongs to.
_ARNS = {
    "AWS::CodeBuild::Project": ("Name", "codebuild:{region}:{account}:project/{name}"),
    "AWS::CodeBuild::ReportGroup": (
        "Name",
        "codebuild:{region}:{account}:report-group/{name}",
    ),
    "AWS::CodeDeploy::Application": (
        "ApplicationName",
        "codedeploy:{region}:{account}:application:{name}",
    ),
    "AWS::CodeDeploy::DeploymentGroup": (
        "DeploymentGroupName",
        "codedeploy:{region}:{account}:deploymentgroup:{Application}/{name}",
    ),
    "AWS::CodePipeline::Pipeline": ("Name", "codepipeline:{region}:{account}:{name}"),
    "AWS::ElasticLoadBalancingV2::Listener": (
        "Name",
        "elasticloadbalancing:{region}:{account}:listener/app/payments/50dc/{name}",
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": (
        "Name",
        "elasticloadbalancing:{region}:{account}:listener-rule/app/payments/50dc/f2f7/{name}",
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        "Name",
        "elasticloadbalancing:{region}:{account}:targetgroup/{name}/6d0e",
    ),
    "AWS::ECR::Repository": (
        "RepositoryName",
        "ecr:{region}:{account}:repository/{name}",
    ),
    "AWS::Events::Rule": ("Name", "events:{region}:{account}:rule/{name}"),
    "AWS::IAM::Role": ("RoleName", "iam::{account}:role/{name}"),
    "AWS::KMS::Key": ("Id", "kms:{region}:{account}:key/{name}"),
    "AWS::Logs::LogGroup": (
        "LogGroupName",
        "logs:{region}:{account}:log-group:{name}:*",
    ),
    "AWS::S3::Bucket": ("BucketName", "s3:::{name}"),
    "AWS::SNS::Topic": ("TopicName", "sns:{region}:{account}:{name}"),
    "AWS::SQS::Queue": ("QueueName", "sqs:{region}:{account}:{name}"),
}
_PIPELINE_THERE = "payment-service-pipe"
# `Ref` of these is their ARN [CloudFormation template reference, "Return values"].
_REF_IS_ARN = ("AWS::ElasticLoadBalancingV2::", "AWS::SNS::Topic")
# The property that says what a resource policy is on; its `Ref` leads there.
_RESOURCE_POLICIES = {
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::SQS::QueuePolicy": "Queues",
}


@dataclass(frozen=True)
class Deployed:
    """One stack: the policies in it by name, and what is subject to which."""

    template: Template
    features: frozenset[str]
    values: Mapping[str, Any]

    @property
    def of(self) -> str:
        """Which template it is a stack of."""
        assert self.template.path
        return self.template.path.stem

    @property
    def partition(self) -> str:
        return str(self.values["AWS::Partition"])

    @cached_property
    def names(self) -> dict[str, str]:
        """What the tables may name: parameters, places, the ARN of each resource."""
        return {
            **{name: str(value) for name, value in self.values.items()},
            **self._places,
            **{name: self._arn(name) for name in self._kinds},
            **self._artifacts,
        }

    @property
    def _artifacts(self) -> dict[str, str]:
        """CodePipeline cuts its name off there."""
        if self.of not in ("pipeline", "promotion", "store"):
            return {}
        # A store is of another stack's pipeline.
        name = self._name("Pipeline")[:20] if self.of != "store" else _PIPELINE_THERE
        return {"artifacts": f"{self._arn('ArtifactBucket')}/{name}"}

    @cached_property
    def policies(self) -> dict[str, Any]:
        """Every policy document of the stack, and the boundary of its roles."""
        found: dict[str, Any] = {}
        for name, properties in self._made.items():
            if "PolicyDocument" in properties:
                found[name] = properties["PolicyDocument"]
            if "RepositoryPolicyText" in properties:
                found[f"{name}/repository"] = properties["RepositoryPolicyText"]
            if "KeyPolicy" in properties:
                found[f"{name}/key"] = properties["KeyPolicy"]
            if "AssumeRolePolicyDocument" in properties:
                found[f"{name}/trust"] = properties["AssumeRolePolicyDocument"]
            for each in properties.get("Policies", []):
                found[f"{name}/{each['PolicyName']}"] = each["PolicyDocument"]
        assert is_known(found)
        found[ANOTHER_KEY] = left_to_iam(self.partition)
        bounds = {self.boundary(role) for role in self.roles} - {None}
        return found | {str(name): BOUNDARY for name in bounds}

    @cached_property
    def roles(self) -> dict[str, list[str]]:
        """The names of each role's policies, attached ones included."""
        return {
            role: [
                *(f"{role}/{p['PolicyName']}" for p in properties.get("Policies", [])),
                # One that the account has says for itself what it allows.
                *(
                    name
                    for name in properties.get("ManagedPolicyArns", [])
                    if name in self.template.resources
                ),
            ]
            for role, properties in self._of_type("AWS::IAM::Role").items()
        }

    @cached_property
    def for_people(self) -> frozenset[str]:
        """The managed policies that no role has, in whatever stack."""
        policies = {
            name
            for name, resource in self.template.resources.items()
            if resource["Type"] == "AWS::IAM::ManagedPolicy"
        }
        return frozenset(
            policies.difference(
                *(
                    among(resource.get("Properties", {}), policies)
                    for resource in self.template.resources.values()
                    if resource["Type"] == "AWS::IAM::Role"
                )
            )
        )

    @cached_property
    def absent(self) -> frozenset[str]:
        """ARNs of projects, roles and topics that are not in every stack of it."""
        return frozenset(
            self.names[name]
            for name, kind in self._kinds.items()
            if kind in ("AWS::CodeBuild::Project", "AWS::IAM::Role", "AWS::SNS::Topic")
            and name not in self._made
        )

    def boundary(self, role: str) -> str | None:
        """The ARN of the policy that bounds a role."""
        found: str | None = self._made[role].get("PermissionsBoundary")
        return found

    def policy_on(self, arn: str) -> str | None:
        """The name of the resource policy that judges requests for this ARN."""
        ours = arn in map(self.names.get, self._kinds)
        another = ANOTHER_KEY if ":kms:" in arn and not ours else None
        return next(
            (
                policy
                for resource, policy in self._resource_policies.items()
                if arn == resource or arn.startswith(f"{resource}/")
            ),
            another,
        )

    @cached_property
    def _resource_policies(self) -> dict[str, str]:
        found = {self.names[role]: f"{role}/trust" for role in self.roles}
        for name in self._of_type("AWS::KMS::Key"):
            found[self.names[name]] = f"{name}/key"
        for name, properties in self._of_type("AWS::ECR::Repository").items():
            if "RepositoryPolicyText" in properties:
                found[self.names[name]] = f"{name}/repository"
        for kind, key in _RESOURCE_POLICIES.items():
            for policy, properties in self._of_type(kind).items():
                target = properties[key]
                for each in [target] if isinstance(target, str) else target:
                    # A bucket's name, or the ARN of a topic or queue.
                    arn = self._from_name.get(each, each)
                    found[arn] = policy
        return found

    @cached_property
    def _from_name(self) -> dict[str, str]:
        return {self._name(name): self.names[name] for name in self._kinds}

    @cached_property
    def _places(self) -> dict[str, str]:
        return {
            "partition": self.partition,
            "region": self.values["AWS::Region"],
            "suffix": self.values["AWS::URLSuffix"],
            "account": ACCOUNT,
            "stranger": STRANGER,
            "tools": TOOLS,
            **self._targets,
            "vpc_owner": VPC_OWNER if "shared vpc" in self.features else ACCOUNT,
        }

    @property
    def _targets(self) -> dict[str, str]:
        """Accounts and roles of a promotion's targets, also of those it has not."""
        if self.of not in ("promotion", "store"):
            return {}
        given = {**promotion.REQUIRED, **promotion.EVERYTHING}
        found = {}
        for number in (1, 2, 3):
            for kind in ("Deploy", "Observer"):
                arn = given[f"Target{number}{kind}RoleArn"]
                there = arn.replace("arn:aws:", f"arn:{self.partition}:")
                found[f"target_{number}_{kind.lower()}s"] = there
                found[f"target_{number}_account"] = arn.split(":")[4]
        return found

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.template, self.values, self._reference)

    @cached_property
    def _made(self) -> dict[str, Any]:
        """Properties of the resources that this stack has."""
        return {
            name: evaluate(resource.get("Properties", {}), self._scope)
            for name, resource in self.template.resources.items()
            if "Condition" not in resource or truth(resource["Condition"], self._scope)
        }

    def _of_type(self, kind: str) -> dict[str, Any]:
        return {
            name: properties
            for name, properties in self._made.items()
            if self.template.resources[name]["Type"] == kind
        }

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {
            name: str(resource["Type"])
            for name, resource in self.template.resources.items()
            if resource["Type"] in _ARNS
        }

    def _reference(self, name: str, attribute: str | None) -> Any:
        """What Ref and GetAtt give; a managed policy goes by its logical ID."""
        if attribute == "Arn" or self._kinds.get(name, "").startswith(_REF_IS_ARN):
            return self._arn(name)
        return self._name(name) if attribute is None else f"{name}.{attribute}"

    def _name(self, resource: str) -> str:
        declared = self.template.resources[resource]
        key = _ARNS.get(declared["Type"], ("", ""))[0]
        given = (declared.get("Properties") or {}).get(key, resource)
        return str(evaluate(given, self._scope))

    def _arn(self, resource: str) -> str:
        form = _ARNS[self._kinds[resource]][1]
        owner = "Application"
        return f"arn:{self.partition}:" + form.format(
            **self._places,
            name=self._name(resource),
            Application=self._name(owner) if owner in self.template.resources else "",
        )


def left_to_iam(partition: str) -> dict[str, Any]:
    """KMS Developer Guide, "Default key policy"."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{partition}:iam::{ACCOUNT}:root"},
                "Action": ["kms:*"],
                "Resource": ["*"],
            }
        ],
    }


@cache
def _template(name: str) -> Template:
    return read(ROOT / "templates_out" / f"{name}.yaml")


@cache
def deployed(variant: str, partition: str = "aws") -> Deployed:
    """The committed template as a stack of a variant in a partition."""
    region, suffix = PARTITIONS[partition]
    of = OF[variant]
    given = dict(REQUIRED[of])
    for feature in sorted(VARIANTS[variant]):
        given |= FEATURES[feature]
    there = {
        name: value.replace("arn:aws:", f"arn:{partition}:").replace(
            "us-east-2", region
        )
        for name, value in given.items()
    }
    return Deployed(
        _template(of),
        VARIANTS[variant],
        {
            **parameter_values(_template(of), there),
            **COMMERCIAL,
            "AWS::Partition": partition,
            "AWS::Region": region,
            "AWS::StackId": f"arn:{partition}:cloudformation:{region}:{ACCOUNT}"
            ":stack/payment-service-pipeline-dev/0a1b",
            "AWS::URLSuffix": suffix,
        },
    )
