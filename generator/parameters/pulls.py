"""Whether a target may pull what is promoted to it, as far as the files say.

The repository must let the account in, and a role of the account must be allowed to
pull from it (Amazon ECR User Guide, "Private repository policies": across accounts
both are asked). An image that cannot be pulled fails a deployment after minutes.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from generator.cloudformation.policies import documents, statements
from generator.findings import Finding
from generator.parameters.aims import (
    FOUND_BY,
    PROMOTION,
    TARGET,
    Aim,
    Chosen,
    Stack,
    aims,
    stacks,
    target_of,
)
from generator.parameters.expressions import (
    is_made,
    known_text,
    known_value,
    properties,
    stack_scope,
)
from generator.parameters.files import Fleet

REGISTRY, SERVICE = "registry", "service"
_REPOSITORY = "EcrRepositoryName"
_PULL_ACCOUNTS = "PullAccountIds"
_PULL = "ecr:BatchGetImage"


def pulls(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Repositories and execution roles that keep a promoted image from starting."""
    targets = stacks(fleet, TARGET)
    services = stacks(fleet, SERVICE)
    for promotion in stacks(fleet, PROMOTION):
        if not promotion.value(_REPOSITORY):
            continue  # another registry: its credentials are the tasks' own
        here = promotion.file.environment
        found = list(aims(promotion))
        others = [aim for aim in found if aim.account != here.account]
        registry = _registry_of(promotion, stacks(fleet, REGISTRY))
        if registry is not None:
            yield from _not_let_in(promotion, others, registry, chosen)
        elif others and chosen(promotion.file):
            yield _nobody_says(promotion, others)
        for aim in found:
            target = target_of(aim, targets)
            for service in services if target else ():
                if target and _is_of(service, target):
                    yield from _not_allowed(aim, service, chosen)


def _registry_of(promotion: Stack, registries: list[Stack]) -> Stack | None:
    here = promotion.file.environment
    return next(
        (
            each
            for each in registries
            if each.value("RepositoryName") == promotion.value(_REPOSITORY)
            and each.file.environment.account == here.account
            and each.file.environment.region == here.region
        ),
        None,
    )


def _nobody_says(promotion: Stack, others: list[Aim]) -> Finding:
    file, repository = promotion.file, promotion.value(_REPOSITORY)
    accounts = ",".join(dict.fromkeys(aim.account for aim in others))
    return file.place_of(_REPOSITORY).finding(
        "image-pull",
        f"no registry file of account {file.environment.account} has the repository "
        f"{repository}: nothing here says who may pull from it",
        f"Write params/{file.environment.name}/{file.name}.{REGISTRY}.json with "
        f"PullAccountIds={accounts}, or let these pull by a policy of your own.",
        "warning",
    )


def _not_let_in(
    promotion: Stack, others: list[Aim], registry: Stack, chosen: Chosen
) -> Iterator[Finding]:
    """Told at the registry, or at the targets if only those were asked about."""
    given = [each for each in registry.value(_PULL_ACCOUNTS).split(",") if each]
    shut_out = [aim for aim in others if aim.account not in given]
    if not shut_out:
        return
    missing = list(dict.fromkeys(aim.account for aim in shut_out))
    hint = f"Write {_PULL_ACCOUNTS}={','.join([*given, *missing])}"
    repository = promotion.value(_REPOSITORY)
    if chosen(registry.file):
        yield registry.file.place_of(_PULL_ACCOUNTS).finding(
            "image-pull",
            f"the repository {repository} does not let {', '.join(missing)} pull, to "
            f"which {promotion.file.path} deploys",
            f"{hint}.",
        )
    elif chosen(promotion.file):
        for aim in shut_out:
            yield promotion.file.place_of(aim.parameter(FOUND_BY)).finding(
                "image-pull",
                f"the repository {repository} of {registry.file.path} does not let "
                f"{aim.account} pull",
                f"{hint} there.",
            )


def _is_of(service: Stack, target: Stack) -> bool:
    """Does the stack make the service that the target deploys?"""
    here, there = service.file.environment, target.file.environment
    scope = stack_scope(service.file, service.template)
    names = {
        known_text(properties(resource).get("ServiceName"), scope)
        for resource in service.template.resources.values()
        if resource.get("Type") == "AWS::ECS::Service"
    }
    same = (here.account, here.region) == (there.account, there.region)
    return same and target.value("EcsServiceName") in names


def _not_allowed(aim: Aim, service: Stack, chosen: Chosen) -> Iterator[Finding]:
    promotion = aim.promotion.file
    where = promotion.environment
    repository = (
        f"arn:{where.partition}:ecr:{where.region}:{where.account}:repository/"
        f"{aim.promotion.value(_REPOSITORY)}"
    )
    if _may_pull(service, repository):
        return
    # A warning: somebody may have attached a policy to the role.
    named = {_REPOSITORY: aim.promotion.value(_REPOSITORY)}
    if aim.account != where.account:
        named["EcrRepositoryAccountId"] = where.account
    if aim.region != where.region:
        named["EcrRepositoryRegion"] = where.region
    values = " and ".join(f"{name}={value}" for name, value in named.items())
    hint = f"Write {values} in its file."
    what = f"may not pull from {repository}, which {promotion.path} promotes"
    if chosen(service.file):
        yield service.file.place_of(_REPOSITORY).finding(
            "image-pull",
            f"the execution role of this service {what}",
            hint,
            "warning",
        )
    elif chosen(promotion):
        yield aim.finding(
            FOUND_BY,
            f"the execution role of {service.file.path} may not pull from {repository}",
            hint,
            "warning",
        )


def _may_pull(service: Stack, repository: str) -> bool:
    """Does some role of the stack have a statement that fits?"""
    scope = stack_scope(service.file, service.template)
    for resource in service.template.resources.values():
        if resource.get("Type") != "AWS::IAM::Role" or not is_made(resource, scope):
            continue
        policies = known_value(properties(resource).get("Policies", []), scope)
        for document in documents(policies):
            for each in statements(document.value):
                actions = {str(one.value) for one in each.actions}
                places = [str(one.value) for one in each.resources]
                if _PULL in actions and any(
                    fnmatchcase(repository, place) for place in places
                ):
                    return True
    return False
