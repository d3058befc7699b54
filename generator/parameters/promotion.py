"""What a promotion says of its targets, and what their own files say.

A promotion's file repeats the outputs of stacks of other accounts, and theirs the
names of its roles and bucket: what does not fit is found here, before AWS refuses it
in the middle of a revision.
"""

from collections.abc import Iterator

from generator.findings import Finding
from generator.parameters.aims import (
    FOUND_BY,
    OTHER_BUCKET,
    OTHER_REGION,
    PROMOTION,
    REGION,
    TARGET,
    Aim,
    Chosen,
    Stack,
    aims,
    otherwise,
    stacks,
    target_of,
)
from generator.parameters.files import Fleet

# Parameters of a target with the resource of the promotion that each names.
_LETS_IN = {
    "PipelineRoleArn": ("PipelineRole", "deploy there"),
    "RolloutRoleArn": ("RolloutRole", "see what runs there"),
    "ArtifactBucketName": ("ArtifactBucket", "have its artifacts read"),
}


def promotions(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Everything that does not fit between promotions and their targets."""
    targets = stacks(fleet, TARGET)
    for promotion in stacks(fleet, PROMOTION):
        found = list(aims(promotion))
        if chosen(promotion.file):
            yield from _one_service_twice(found)
        for aim in found:
            target = target_of(aim, targets)
            if target is None:
                if chosen(promotion.file):
                    yield _without_target(aim, fleet, targets)
                continue
            if chosen(promotion.file):
                yield from _told_wrong(aim, target)
            yield from _not_let_in(aim, target, chosen)


def _without_target(aim: Aim, fleet: Fleet, targets: list[Stack]) -> Finding:
    role = aim.value(FOUND_BY)
    here = [each.name for each in fleet.environments if each.account == aim.account]
    if not here:
        return aim.finding(
            FOUND_BY,
            f"no environment here is of account {aim.account}: nothing proves that "
            f"{role} is there",
            "Add the environment and its target file, or compare the outputs of its "
            "stack yourself.",
            "warning",
        )
    made = [
        f"{each.file.path} makes {each.output(FOUND_BY)}"
        for each in targets
        if each.file.environment.account == aim.account
    ]
    if made:
        hint = f"{'; '.join(made)}."
    elif targets:
        hint = (
            f"Run `python -m generator params new {targets[0].file.name} "
            f"--env {here[0]} --from {targets[0].file.path}`."
        )
    else:
        hint = f"Write params/{here[0]}/{aim.promotion.file.name}.{TARGET}.json."
    return aim.finding(
        FOUND_BY, f"no target file of account {aim.account} makes {role}", hint
    )


def _told_wrong(aim: Aim, target: Stack) -> Iterator[Finding]:
    """What the promotion repeats, beside what the target's stack would say.

    That ECS needs neither application nor group, the promotion's own rules say.
    """
    for output in target.template.outputs:
        told, true = aim.value(output), target.output(output)
        if true and told != true:
            name = aim.parameter(output)
            yield aim.finding(
                output,
                f"{name} is {told or 'empty'}, and {target.file.path} has {true}",
                f"Write {true}, or change the target.",
            )
    yield from _called_otherwise(aim, target)
    yield from _elsewhere(aim, target)


def _elsewhere(aim: Aim, target: Stack) -> Iterator[Finding]:
    """The action runs where its target is; its own region a promotion leaves out."""
    here, there = aim.promotion.file.environment.region, target.file.environment.region
    told, true = aim.value(REGION), "" if here == there else there
    if told == true:
        return
    name = aim.parameter(REGION)
    yield aim.finding(
        REGION if told else FOUND_BY,
        f"{name} is {told or 'empty'}, and {target.file.path} is in {there}",
        f"Write {name}={true} and {OTHER_REGION}={true}, with the outputs of a stack "
        "of store.yaml there."
        if true
        else f"Leave {name} out: that is the pipeline's own region.",
    )


def _called_otherwise(aim: Aim, target: Stack) -> Iterator[Finding]:
    """Functions that CodeDeploy is told to call and may not, or the other way round."""
    if not target.output("deploymentGroupName"):
        return
    hooks = (name for name in target.template.parameters if name.endswith("Hook"))
    for hook in hooks:
        told, true = aim.promotion.value(hook), target.value(hook)
        if told != true:
            yield aim.promotion.file.place_of(hook).finding(
                "promotion",
                f"{hook} is {told or 'empty'}, and {target.file.path} has "
                f"{true or 'none'}: CodeDeploy there calls what both name",
                "Write the same name in both; the function is the target's own.",
            )


def _not_let_in(aim: Aim, target: Stack, chosen: Chosen) -> Iterator[Finding]:
    """Names of the promotion that the target's stack would trust or read.

    Told where the value is, or at the promotion if only that was asked about.
    """
    for parameter, (logical_id, what) in _LETS_IN.items():
        true = aim.promotion.name(logical_id)
        if logical_id == "ArtifactBucket":
            if aim.region != target.file.environment.region:
                continue  # told already, and with it goes the bucket
            if aim.value(REGION):
                true = aim.promotion.value(OTHER_BUCKET) or None
        at = aim.parameter(FOUND_BY)
        yield from otherwise(aim.promotion, target, parameter, true, what, at, chosen)


def _one_service_twice(found: list[Aim]) -> Iterator[Finding]:
    known: dict[tuple[str, ...], Aim] = {}
    name = "ecsServiceName"
    for aim in found:
        cluster = aim.value("ecsClusterName")
        service = (aim.account, aim.region, cluster, aim.value(name))
        other = known.setdefault(service, aim)
        if other is not aim:
            yield aim.finding(
                name,
                f"{aim.parameter(name)} is {aim.value(name)}, the service of "
                f"{other.parameter(name)}, in one cluster: the revision would be "
                "promoted to where it came from",
                "Give each target a service of its own.",
            )
