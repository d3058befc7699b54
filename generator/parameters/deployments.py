"""What the pipelines of a stack deploy to, as far as its values say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from generator.cloudformation.document import Template
from generator.cloudformation.references import among
from generator.cloudformation.scope import Scope, is_known
from generator.parameters.expressions import (
    is_made,
    known_value,
    properties,
    stack_scope,
)
from generator.parameters.model import ParameterFile, Place

GROUP = "AWS::CodeDeploy::DeploymentGroup"
PIPELINE = "AWS::CodePipeline::Pipeline"


@dataclass(frozen=True)
class Target:
    """One thing that a deployment uses: its name, and which parameter gives it.

    `parameter` is empty, and `place` the file, where the template gives it.
    `account` is where it is, if a role of another account deploys there, and `region`
    if the action is of another one.
    """

    name: str
    parameter: str
    place: Place
    account: str = ""
    region: str = ""


@dataclass(frozen=True)
class Deployment:
    """One deployment group for ECS, or a pipeline by which ECS deploys itself.

    What only AWS knows is left out.

    A service is `cluster/service`. `configuration` is None where none is given
    or its name is not known.
    """

    file: ParameterFile
    logical_id: str
    services: tuple[Target, ...]
    target_groups: tuple[Target, ...]
    production: tuple[Target, ...]
    test: tuple[Target, ...]
    configuration: Target | None

    @property
    def exclusive(self) -> tuple[tuple[str, Target], ...]:
        """What no other deployment should use, each with what it is."""
        kinds = {
            "ECS service": self.services,
            "target group": self.target_groups,
            "listener": (*self.production, *self.test),
        }
        return tuple((kind, each) for kind, found in kinds.items() for each in found)


def deployments(file: ParameterFile, template: Template) -> Iterator[Deployment]:
    """What the stack of a file deploys to ECS services, and in which accounts.

    [CloudFormation template reference, AWS::CodeDeploy::DeploymentGroup; CodePipeline
    user guide, "Amazon Elastic Container Service deploy action reference"]
    """
    scope = stack_scope(file, template)
    for logical_id, resource in template.resources.items():
        kind = resource.get("Type")
        if kind in (GROUP, PIPELINE) and is_made(resource, scope):
            group = _Given(file, template, scope, properties(resource))
            services = group.services() if kind == GROUP else group.acted_on()
            if services:
                yield Deployment(
                    file,
                    logical_id,
                    services,
                    group.pair("TargetGroups", "Name"),
                    group.pair("ProdTrafficRoute", "ListenerArns"),
                    group.pair("TestTrafficRoute", "ListenerArns"),
                    group.configuration(),
                )


@dataclass(frozen=True)
class _Given:
    file: ParameterFile
    template: Template
    scope: Scope
    given: Mapping[str, Any]

    def services(self) -> tuple[Target, ...]:
        found = []
        for each in _mappings(known_value(self.given.get("ECSServices"), self.scope)):
            cluster, service = each.get("ClusterName"), each.get("ServiceName")
            if _is_name(cluster) and _is_name(service):
                target = self.target("ECSServices", service)
                found.append(replace(target, name=f"{cluster}/{service}"))
        return tuple(found)

    def acted_on(self) -> tuple[Target, ...]:
        found = []
        for stage in _mappings(known_value(self.given.get("Stages"), self.scope)):
            for action in _mappings(stage.get("Actions")):
                (kind,) = _mappings(action.get("ActionTypeId")) or [{}]
                (on,) = _mappings(action.get("Configuration")) or [{}]
                cluster, service = on.get("ClusterName"), on.get("ServiceName")
                account, region = _account_of(action), action.get("Region", "")
                known = account is not None and is_known(region)
                by_ecs = kind.get("Provider") == "ECS" and known
                if by_ecs and _is_name(cluster) and _is_name(service):
                    target = replace(
                        self.target("Stages", service),
                        name=f"{cluster}/{service}",
                        account=account or "",
                        region=region,
                    )
                    found.append(target)
        return tuple(found)

    def pair(self, part: str, key: str) -> tuple[Target, ...]:
        known = known_value(self.given.get("LoadBalancerInfo"), self.scope)
        pairs = known.get("TargetGroupPairInfoList") if isinstance(known, dict) else ()
        names = [
            name
            for pair in _mappings(pairs)
            for each in _mappings(pair.get(part))
            for name in _items(each.get(key))
        ]
        return tuple(
            self.target("LoadBalancerInfo", name, names[:i].count(name))
            for i, name in enumerate(names)
            if _is_name(name)
        )

    def configuration(self) -> Target | None:
        key = "DeploymentConfigName"
        name = known_value(self.given.get(key), self.scope)
        return self.target(key, name) if _is_name(name) else None

    def target(self, key: str, value: str, earlier: int = 0) -> Target:
        """What a property names, by the parameter that gives it this value.

        `earlier` parameters with the same value come before it.
        """
        names = [
            name
            for name in among(self.given.get(key), self.template.parameters)
            if self.scope.values.get(name) == value
        ]
        parameter = [*names, ""][min(earlier, len(names))]
        return Target(value, parameter, self.file.place_of(parameter))


def _account_of(action: Mapping[str, Any]) -> str | None:
    """The account of the role of an action; "" without one, None if not known."""
    role = action.get("RoleArn", "")
    if role == "":
        return ""
    return role.split(":")[4] if _is_name(role) and role.count(":") > 4 else None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in _items(value) if isinstance(item, Mapping)]


def _is_name(value: Any) -> TypeGuard[str]:
    is_text = isinstance(value, str) and value != ""
    return is_text and is_known(value) and "{{resolve:" not in value
