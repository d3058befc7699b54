"""Whether the store of another region fits the promotion that writes to it.

Bucket and key are in the region of the targets and in the account of the pipeline
(CodePipeline User Guide, "Add a cross-Region action in CodePipeline"). What does not
fit stops a revision when it is deployed there, after everything before it.
"""

from collections.abc import Iterator

from generator.cloudformation.partitions import partition_of
from generator.findings import Finding
from generator.parameters.aims import (
    OTHER_BUCKET,
    OTHER_REGION,
    PROMOTION,
    Chosen,
    Stack,
    otherwise,
    stacks,
)
from generator.parameters.files import Fleet

STORE = "store"
# The output by which a store is found, and the promotion's parameter for the key.
_BUCKET = "artifactBucketName"
_KEY = "OtherRegionArtifactKeyArn"
_ROLE = "DeployRoleArn"


def stores(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Everything that does not fit between promotions and their stores."""
    kept = stacks(fleet, STORE)
    for promotion in stacks(fleet, PROMOTION):
        region = promotion.value(OTHER_REGION)
        if not region:
            continue
        if chosen(promotion.file):
            yield from _misplaced(promotion, region)
        account = promotion.file.environment.account
        there = [each for each in kept if each.is_in(account, region)]
        store = next(
            (
                each
                for each in there
                if each.output(_BUCKET) == promotion.value(OTHER_BUCKET)
            ),
            None,
        )
        if store is not None:
            yield from _not_let_in(promotion, store, chosen)
        # Where no bucket is named, the template's own Rules say so.
        elif promotion.value(OTHER_BUCKET) and chosen(promotion.file):
            yield _without_store(promotion, fleet, there)


def _misplaced(promotion: Stack, region: str) -> Iterator[Finding]:
    """A region that is none, and a key of somewhere else."""
    file, here = promotion.file, promotion.file.environment
    if region == here.region:
        yield file.place_of(OTHER_REGION).finding(
            "promotion",
            f"{OTHER_REGION} is {region}, the pipeline's own",
            f"Leave out {OTHER_REGION}, its bucket and its key.",
        )
    elif partition_of(region) != partition_of(here.region):
        yield file.place_of(OTHER_REGION).finding(
            "promotion",
            f"{OTHER_REGION} is {region}, in another partition than {here.region}: no "
            "role reaches from one into the other",
            "Promote there by a pipeline of its own.",
        )
    key = promotion.value(_KEY)
    place = dict(zip(("region", "account"), key.split(":")[3:5], strict=False))
    for part, true in (("region", region), ("account", here.account)):
        if (told := place.get(part, true)) != true:
            yield file.place_of(_KEY).finding(
                "promotion",
                f"{_KEY} is of {part} {told}; the key is in {part} {true}, as the "
                "bucket is",
                "Write the output artifactKeyArn of the store's stack.",
            )


def _without_store(promotion: Stack, fleet: Fleet, there: list[Stack]) -> Finding:
    file, bucket = promotion.file, promotion.value(OTHER_BUCKET)
    account, region = file.environment.account, promotion.value(OTHER_REGION)
    place = file.place_of(OTHER_BUCKET)
    here = [
        each.name
        for each in fleet.environments
        if (each.account, each.region) == (account, region)
    ]
    if not here:
        return place.finding(
            "promotion",
            f"no environment here is of account {account} in {region}: nothing proves "
            f"that {bucket} is there",
            "Add the environment and its store file, or compare the outputs of its "
            "stack yourself.",
            "warning",
        )
    made = [f"{each.file.path} makes {each.output(_BUCKET)}" for each in there]
    return place.finding(
        "promotion",
        f"no store file of account {account} in {region} makes {bucket}",
        f"{'; '.join(made)}."
        if made
        else f"Write params/{here[0]}/{file.name}.{STORE}.json.",
    )


def _not_let_in(promotion: Stack, store: Stack, chosen: Chosen) -> Iterator[Finding]:
    yield from otherwise(
        promotion,
        store,
        "PipelineRoleArn",
        promotion.name("PipelineRole"),
        "encrypt what it deploys",
        OTHER_BUCKET,
        chosen,
    )
    for parameter in store.template.parameters:
        if not parameter.startswith("Target"):
            continue
        is_there = promotion.value(parameter.replace(_ROLE, "Region"))
        if is_there and (role := promotion.value(parameter)):
            what = "have it read and decrypted there"
            at = parameter
            yield from otherwise(promotion, store, parameter, role, what, at, chosen)
        elif chosen(store.file) and (role := store.value(parameter)):
            yield store.file.place_of(parameter).finding(
                "promotion",
                f"{parameter} is {role}, and {promotion.file.path} has no such target "
                f"in this region: nobody reads here by it",
                "Leave it out, or write the target's region in the promotion.",
            )
