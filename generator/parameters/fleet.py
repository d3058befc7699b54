"""What may be wrong between files: clashing names, missing services, tags."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from generator.cloudformation.document import Template
from generator.cloudformation.scope import Scope
from generator.findings import Finding
from generator.parameters.accounts import Chosen, out_of_reach
from generator.parameters.aims import PROMOTION, deploying_by
from generator.parameters.chats import CHAT, chats
from generator.parameters.checks.secrets import display
from generator.parameters.checks.tags import MOST_TAGS
from generator.parameters.deployments import Target, deployments
from generator.parameters.expressions import (
    is_made,
    known_text,
    known_value,
    properties,
    stack_scope,
)
from generator.parameters.files import Fleet
from generator.parameters.model import ACCOUNT, Environment, ParameterFile
from generator.parameters.names import PhysicalName, physical_names
from generator.parameters.order import circles, unknown_names
from generator.parameters.promotion import promotions
from generator.parameters.pulls import REGISTRY, pulls
from generator.parameters.stores import STORE, stores

T = TypeVar("T")
# Stacks that are there once for all environments.
_ONCE = {PROMOTION, REGISTRY, STORE}
# Those that belong to where they are, and to no service that goes through all.
_OF_A_PLACE = {ACCOUNT, CHAT}


def across(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Everything that is wrong between the chosen files and all others."""
    yield from stack_names(fleet.files, chosen)
    yield from missing_services(fleet.environments, fleet.files, chosen)
    yield from unused_defaults(fleet)
    yield from unknown_names(fleet.environments, fleet.files)
    yield from circles(fleet.files)
    names = [
        name
        for file in fleet.files
        for name in physical_names(file, fleet.templates[file.template])
    ]
    yield from name_clashes(names, chosen)
    for name in names:
        if name.problem and chosen(name.file):
            yield name.place.finding("name", name.problem, "Shorten or change it.")
    yield from shared_deployments(fleet, chosen)
    yield from promotions(fleet, chosen)
    yield from stores(fleet, chosen)
    yield from pulls(fleet, chosen)
    yield from chats(fleet, chosen)
    yield from out_of_reach(fleet, chosen)
    for file in filter(chosen, fleet.files):
        yield from resource_tags(file, fleet.templates[file.template])


def stack_names(files: Sequence[ParameterFile], chosen: Chosen) -> Iterator[Finding]:
    """Files that are one stack: the same name in one account and region."""
    stacks: dict[tuple[str, str, str], list[ParameterFile]] = defaultdict(list)
    for file in files:
        where = file.environment
        stacks[where.account, where.region, file.stack_name].append(file)
    for same in stacks.values():
        for file, other in _each_with_another(same):
            if chosen(file):
                yield file.place.finding(
                    "stack-name",
                    f"{other.path} is the same stack, {file.stack_name}",
                    "Rename one of the files, or delete it.",
                )


def name_clashes(names: Iterable[PhysicalName], chosen: Chosen) -> Iterator[Finding]:
    """Resources of two stacks that would have one name."""
    owners: dict[tuple[str, ...], dict[str, PhysicalName]] = defaultdict(dict)
    for name in names:
        # Two resources of one stack may be alternatives; cfn-lint knows.
        owners[name.owner].setdefault(name.file.stack_name, name)
    pairs: dict[tuple[Path, Path], list[PhysicalName]] = defaultdict(list)
    for same in owners.values():
        for name, other in _each_with_another(list(same.values())):
            if chosen(name.file):
                pairs[name.file.path, other.file.path].append(name)
    for (_, path), (name, *more) in pairs.items():
        # A copied file clashes in all that it makes: that is one mistake.
        others = f", and {len(more)} other names are its, too" if more else ""
        yield name.place.finding(
            "name-clash",
            f"the {name.rule.what} {display(name.name)} would also be made by "
            f"{path}; the name is unique in {name.rule.scope}{others}",
            "Give one of them another name, suffix or prefix.",
        )


def shared_deployments(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Stacks that deploy to one ECS service, or through one load balancer's parts.

    Each would undo what the other did: CodeDeploy replaces the service's tasks,
    and points the listener to the target group that it filled.
    """
    users: dict[tuple[str, ...], list[tuple[ParameterFile, Target]]] = defaultdict(list)
    for file in fleet.files:
        here, region = file.environment.account, file.environment.region
        for deployment in deployments(file, fleet.templates[file.template]):
            own = {
                (what, each.account or here, each.region or region, each.name): each
                for what, each in deployment.exclusive
            }
            for key, target in own.items():
                users[key].append((file, target))
    by_another = deploying_by(fleet)
    for (what, *_), users_of_it in users.items():
        paths = {file.path for file, _ in users_of_it}
        # A promotion and its target are one: the target's own line tells it.
        same = [
            (file, target)
            for file, target in users_of_it
            if not by_another[file.path] & paths
        ]
        for (file, target), (other, _) in _each_with_another(same):
            if chosen(file):
                # One listener may have rules for several services; of the
                # rest each service needs its own.
                yield target.place.finding(
                    "shared-deployment",
                    f"the {what} {display(target.name)} is also that of {other.path}",
                    "Give each its own, or pipelines undo each other's deployments."
                    if what != "listener"
                    else "That works if each service has rules of its own there.",
                    "warning" if what == "listener" else "error",
                )


def missing_services(
    environments: Sequence[Environment],
    files: Sequence[ParameterFile],
    chosen: Chosen,
) -> Iterator[Finding]:
    """Services of one environment that the next or the one before lacks.

    A warning: a new service begins in the first environment, and some never
    leave it. An environment that has only what is there once, such as the account
    of a promotion, is not on the way.
    """
    services: dict[str, dict[tuple[str, str], ParameterFile]] = {
        environment.name: {} for environment in environments
    }
    kinds: dict[str, set[str]] = defaultdict(set)
    for file in files:
        kinds[file.environment.name].add(file.kind)
        if file.template not in {*_ONCE, CHAT}:
            services[file.environment.name].setdefault((file.name, file.template), file)
    names = [
        environment.name
        for environment in environments
        if not (_ONCE & kinds[environment.name])
        or kinds[environment.name] - _ONCE - _OF_A_PLACE
    ]
    steps = [(here, there, "next") for here, there in pairwise(names)]
    steps += [(there, here, "one before") for here, there, _ in steps]
    for here, there, which in steps:
        for service, file in services[here].items():
            if service not in services[there] and chosen(file):
                yield file.place.finding(
                    "missing-service",
                    f"{there}, the environment {which}, has no {'.'.join(service)}",
                    f"Run `python -m generator params new {file.name} --env {there} "
                    f"--from {file.path}`.",
                    "warning",
                )


def unused_defaults(fleet: Fleet) -> Iterator[Finding]:
    """Defaults and demands of an environment that no template knows."""
    known = {name for t in fleet.templates.values() for name in t.parameters}
    for environment in fleet.environments:
        places = {
            **environment.require_places,
            **environment.parameter_places,
        }
        for name, place in places.items():
            if fleet.templates and name not in known:
                yield place.finding(
                    "unknown-parameter",
                    f"{name} is no parameter of any template in use",
                    f"Delete it from the table of {environment.name}.",
                )


def resource_tags(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Resources with too many tags once the stack's are added to their own.

    CloudFormation puts the stack's tags on every resource that takes tags; of
    two tags with one key the resource's own wins [CloudFormation user guide,
    "Resource tag"].
    """
    scope = stack_scope(file, template)
    stack = {key.lower(): key for key in file.tags}
    reported: set[str] = set()
    for logical_id, resource in template.resources.items():
        own = set(_own_tags(resource, scope))
        together = own | set(file.tags)
        if own and len(together) > MOST_TAGS and len(file.tags) <= MOST_TAGS:
            yield file.place.finding(
                "tag",
                f"{logical_id} would have {len(together)} tags, its own included; "
                f"AWS takes {MOST_TAGS}",
            )
        for key in sorted(own - reported):
            other = stack.get(key.lower(), key)
            if other != key:
                reported.add(key)
                yield file.place_of_tag(other).finding(
                    "tag",
                    f'tag "{other}" and the template\'s own "{key}" differ in case '
                    "only; IAM takes them for one",
                    f'Delete it, or write "{key}".',
                )


def _own_tags(resource: Mapping[str, Any], scope: Scope) -> Iterator[str]:
    if not is_made(resource, scope):
        return
    tags = properties(resource).get("Tags")
    if not isinstance(tags, list):
        tags = known_value(tags, scope)
    if isinstance(tags, Mapping):  # of the types that take a map
        yield from map(str, tags)
    for tag in tags if isinstance(tags, list) else ():
        key = known_text(_tag_key(tag, scope), scope)
        if key is not None:
            yield key


def _tag_key(tag: Any, scope: Scope) -> Any:
    # Of a plain tag only the key: a malformed value must not hide it.
    plain = isinstance(tag, Mapping) and "Key" in tag
    known = tag if plain else known_value(tag, scope)
    return known.get("Key") if isinstance(known, Mapping) else None


def _each_with_another(same: Sequence[T]) -> Iterator[tuple[T, T]]:
    if len(same) > 1:
        yield from ((item, same[0] if i else same[1]) for i, item in enumerate(same))
