"""All that can be known of a service and of what stands around it."""

from collections.abc import Callable, Collection, Iterator

from generator.deploy.state.asking import Asker, UnansweredError
from generator.deploy.state.ecs import active_service
from generator.discovery.found import Found, Missing, Result
from generator.discovery.services import EcsService, of_service
from generator.discovery.traffic import of_traffic

# Of a service that ECS itself deploys, the pipeline's template takes none of these.
_CODE_DEPLOYS = (
    "BlueTargetGroupName",
    "GreenTargetGroupName",
    "ProductionListenerArn",
    "TestListenerArn",
    "RollbackAlarmNames",
)
_ALARMS = (
    "no service says which alarms are about it: write up to ten names to roll back at "
    "them"
)


def discover(
    asker: Asker, service: EcsService, stack: str, wanted: Collection[str]
) -> list[Result] | None:
    """One result for each parameter that something was said of.

    `stack` is the name that a stack of the service template has: its outputs are
    believed first. `wanted` are the parameters that there are. None if there is no
    such service.

    Raises:
        UnansweredError: AWS did not say whether there is the service.
    """
    there = active_service(asker, service.cluster, service.name)
    if there is None:
        return None
    found: dict[str, Result] = {}
    reads: tuple[tuple[str, Callable[[], Iterator[Result]]], ...] = (
        ("the outputs of the stack", lambda: _outputs(asker, stack, service)),
        ("the task definition", lambda: of_service(asker, service, there)),
        ("target groups and listeners", lambda: of_traffic(asker, there)),
        ("ConnectionArn", lambda: _source(asker)),
    )
    for what, read in reads:
        for one in _answered(what, read):
            before = found.get(one.parameter)
            if before is None or isinstance(before, Missing):
                found[one.parameter] = one
    found.setdefault("RollbackAlarmNames", Missing("RollbackAlarmNames", _ALARMS))
    by_ecs = (there.get("deploymentController") or {}).get("type", "ECS") == "ECS"
    left_out = _CODE_DEPLOYS if by_ecs else ()
    return [
        one
        for one in found.values()
        if one.parameter not in left_out
        and (isinstance(one, Missing) or one.parameter in wanted)
    ]


def _answered(what: str, read: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """What is read until AWS does not answer."""
    try:
        yield from read()
    except UnansweredError as error:
        yield Missing(what, f"AWS did not answer {error.operation}: {error.reason}")


def _outputs(asker: Asker, stack: str, service: EcsService) -> Iterator[Result]:
    """Of the stack that made the service, named as the parameters are."""
    answer = asker.ask("cloudformation", "describe_stacks", StackName=stack)
    for each in (answer or {}).get("Stacks", []):
        values = {
            one["OutputKey"]: one["OutputValue"] for one in each.get("Outputs", [])
        }
        if values.get("EcsServiceName") == service.name:
            for name, value in values.items():
                yield Found(name, value, f"output of stack {stack}")


def _source(asker: Asker) -> Iterator[Result]:
    """The one connection to GitHub that is finished."""
    found = [
        each["ConnectionArn"]
        for each in asker.every(
            "codeconnections",
            "list_connections",
            "Connections",
            token="NextToken",  # noqa: S106 (of a page)
            ProviderTypeFilter="GitHub",
        )
        if each.get("ConnectionStatus") == "AVAILABLE"
    ]
    if len(found) == 1:
        yield Found("ConnectionArn", found[0], "the one connection to GitHub")
    elif found:
        yield Missing("ConnectionArn", f"there are {len(found)} connections to GitHub")
