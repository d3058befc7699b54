"""The four things that one asks of a stack set, each a result."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.across import result
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.outcome import Outcome, Result, Stopped
from generator.deploy.stacksets.carry_out import (
    Ended,
    Failure,
    Report,
    busy,
    carry_out,
    follow,
    start,
)
from generator.deploy.stacksets.members import Members, members
from generator.deploy.stacksets.plan import Plan, new_units, plan
from generator.deploy.stacksets.standing import (
    Instance,
    Standing,
    instances,
    look,
    stack_set_of,
)
from generator.deploy.target import Target
from generator.review.markdown import counted, listed

# Looking changes nothing, so nothing has to be careful.
_EVERYWHERE = {
    "RegionConcurrencyType": "PARALLEL",
    "FailureTolerancePercentage": 100,
    "MaxConcurrentPercentage": 100,
}
_ACCESS = (
    "Turn trusted access on, once, in the management account: `aws cloudformation "
    "activate-organizations-access`; a delegated administrator is registered there, "
    'too, and has call_as = "DELEGATED_ADMIN".'
)


@dataclass(frozen=True)
class Rules:
    """`timeout` of each operation in seconds, and who is told of its progress."""

    timeout: float
    report: Report


def make_plan(target: Target, api: Api, *, clients: Clients) -> Plan:
    """What a deployment would do.

    Raises:
        Stopped: somebody else is working on it, it is another program's, or there is no
            such organizational unit.
    """
    standing = _looked(target, api)
    units = new_units(target, standing)
    there = Members({})
    if units:
        organizations = clients.service("organizations", target.environment)
        there = members(organizations, units)
    made = plan(target, standing, there)
    if made.calls and standing and standing.under_way:
        raise busy(target.stack_name, standing.under_way)
    return made


def _looked(target: Target, api: Api) -> Standing | None:
    try:
        return look(stack_set_of(target, api))
    except ClientError as error:
        raise _explained(error) from error


def _explained(error: ClientError) -> Exception:
    """The same refusal with what to do, where AWS says it in passing.

    "You must enable organizations access to operate a service managed stack set";
    "You must be the management account or delegated admin account of an organization".
    """
    said = str(error)
    if "organizations access" in said or "delegated admin" in said:
        return Stopped(Outcome.FAILED, said, _ACCESS)
    return error


def planned(made: Plan) -> Result:
    """A plan as a result."""
    return result(
        made.target.file,
        Outcome.PLANNED if made.calls else Outcome.UNCHANGED,
        "" if made.calls else "the stack set is as the files say",
    )


def deploy(made: Plan, api: Api, *, clients: Clients, rules: Rules) -> Result:
    """Do what was shown, if it is still that.

    Raises:
        Stopped: it is not, or somebody else is at work.
    """
    if not made.calls:
        return planned(made)
    if make_plan(made.target, api, clients=clients).digest != made.digest:
        raise Stopped(
            Outcome.STALE,
            "the stack set has changed since it was looked at.",
            "Look at it again: `python -m generator stackset plan`.",
        )
    try:
        ended = carry_out(
            stack_set_of(made.target, api), made.calls, rules.timeout, rules.report
        )
    except ClientError as error:
        raise _explained(error) from error
    if ended is None or ended.is_good:
        return result(made.target.file, Outcome.DEPLOYED)
    return _failed(made.target, ended)


def _failed(target: Target, ended: Ended) -> Result:
    operation = ended.operation
    own = [f"{operation.action} {operation.status}: {operation.reason}"]
    reasons = by_reason(ended.failures) or [line for line in own if operation.reason]
    where = counted(len(ended.failures), "stack")
    return result(
        target.file,
        Outcome.FAILED,
        f"{where} failed; {operation.action} is {operation.status}"
        if ended.failures
        else f"{operation.action} is {operation.status}",
        "Correct it and run `python -m generator stackset deploy --env "
        f"{target.environment.name}` again, which goes on with the stacks that are out "
        "of date.",
        tuple(reasons),
    )


def by_reason(failures: Iterable[Failure]) -> list[str]:
    """Each reason once and first, with where it holds; the cancelled come last."""
    found: dict[tuple[bool, str], list[str]] = {}
    for each in failures:
        reason = each.reason or f"{each.status}, without a reason"
        key = (each.status == "CANCELLED", reason)
        found.setdefault(key, []).append(f"{each.account} {each.region}")
    return [f"{reason}: {listed(found[_, reason])}" for _, reason in sorted(found)]


def status(target: Target, api: Api) -> Result:
    """The stacks by account and region, and whether one needs somebody."""
    standing = _looked(target, api)
    if standing is None:
        return replace(
            result(target.file, Outcome.DONE, "not deployed"),
            data={"stack_set": _data(())},
        )
    bad = [each for each in standing.instances if each.is_bad]
    under_way = standing.under_way
    what = counted(len(standing.instances), "stack")
    if under_way:
        what = f"{what}, {under_way.action} {under_way.id} is {under_way.status}"
    elif bad:
        what = f"{what}, {len(bad)} of them not as the stack set says"
    found = result(
        target.file,
        Outcome.FAILED if bad and not under_way else Outcome.DONE,
        what,
        _status_hint(target, bad) if bad and not under_way else "",
    )
    return replace(found, data={"stack_set": _data(standing.instances)})


def _status_hint(target: Target, bad: list[Instance]) -> str:
    if any(each.is_behind for each in bad):
        return (
            "Correct what the reasons say and run `python -m generator stackset deploy "
            f"--env {target.environment.name}`."
        )
    return "`python -m generator stackset plan` says what to do about INOPERABLE."


def drift(
    target: Target, api: Api, *, drifted: Outcome, timeout: float, report: Report
) -> Result:
    """Let CloudFormation compare all stacks; `drifted` is the outcome where some did.

    Raises:
        Stopped: the detection failed, or somebody else is at work.
    """
    stack_set = stack_set_of(target, api)
    standing = _looked(target, api)
    if standing is None or not standing.instances:
        return replace(
            result(target.file, Outcome.DONE, "nothing is deployed"),
            data={"stack_set": _data(())},
        )
    if standing.under_way:
        raise busy(stack_set.name, standing.under_way)
    arguments = {"OperationPreferences": _EVERYWHERE}
    begun = start(stack_set, "detect_stack_set_drift", arguments)
    ended = follow(stack_set, begun["OperationId"], timeout, report)
    if not ended.is_good:
        raise Stopped(
            Outcome.FAILED,
            f"drift detection is {ended.operation.status}.",
            "Correct it and run this again.",
            by_reason(ended.failures),
        )
    seen = instances(stack_set)
    off = [each for each in seen if each.drift == "DRIFTED"]
    found = result(
        target.file,
        drifted if off else Outcome.DONE,
        f"{counted(len(off), 'stack')} drifted" if off else "in sync",
        "See in the account what differs: `aws cloudformation "
        "describe-stack-resource-drifts`. The next update puts back what it changes, "
        "and nothing else."
        if off
        else "",
    )
    return replace(found, data={"stack_set": _data(seen)})


def _data(found: Iterable[Instance]) -> dict[str, Any]:
    return {
        "instances": [
            {
                "account": each.account,
                "region": each.region,
                "organizational_unit": each.unit,
                "status": each.status,
                "detailed_status": each.detailed,
                "drift": each.drift,
                "reason": each.reason,
                "stack_id": each.stack_id,
            }
            for each in found
        ]
    }
