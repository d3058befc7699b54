"""Where the images of a service are, for every account that runs it."""

import json
from dataclasses import dataclass
from typing import Any

from awacs import ecr as actions
from awacs.aws import Allow, Principal, Statement
from troposphere import Split, Sub, ecr

from generator.templates.policy import policy_document
from generator.templates.registry.inputs import ImageInputs, Inputs
from generator.templates.retention import RETAINED


@dataclass(frozen=True)
class Registry:
    """One repository: a digest in it is the same image in every account."""

    repository: ecr.Repository


def registry_repository(*, inputs: Inputs) -> Registry:
    """It outlives its stack: what runs is pulled from it whenever a task starts."""
    images = inputs.images
    return Registry(
        repository=ecr.Repository(
            "Repository",
            RepositoryName=inputs.naming.repository_name.ref(),
            ImageScanningConfiguration=ecr.ImageScanningConfiguration(ScanOnPush=True),
            ImageTagMutability=images.has_mutable_tag.choose(
                "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE"
            ),
            ImageTagMutabilityExclusionFilters=images.has_mutable_tag.when(
                [
                    ecr.ImageTagMutabilityExclusionFilter(
                        ImageTagMutabilityExclusionFilterType="WILDCARD",
                        ImageTagMutabilityExclusionFilterValue=images.mutable_tag.ref(),
                    )
                ]
            ),
            LifecyclePolicy=ecr.LifecyclePolicy(LifecyclePolicyText=_lifecycle()),
            RepositoryPolicyText=images.has_pull_accounts.when(
                policy_document(_pull_statement(images))
            ),
            Tags=inputs.naming.tags(),
            **RETAINED,
        )
    )


def _pull_statement(images: ImageInputs) -> Statement:
    """What a task's execution role pulls with; nobody else pushes or deletes.

    Amazon ECR User Guide, "Private repository policy examples". Such a policy has no
    Resource: it is about its repository.
    """
    return Statement(
        Sid="PullFromOtherAccounts",
        Effect=Allow,
        Principal=Principal("AWS", Split(",", images.pull_account_ids.ref())),
        Action=[
            actions.BatchCheckLayerAvailability,
            actions.BatchGetImage,
            actions.GetDownloadUrlForLayer,
        ],
    )


def _lifecycle() -> Sub:
    """Amazon ECR User Guide, "Lifecycle policy parameters": `any` has the last word.

    An image that another one refers to is not deleted while that is there.
    """
    rules = [
        _rule(1, "untagged", "sinceImagePushed", "${UntaggedImageDays}", "days"),
        _rule(2, "any", "imageCountMoreThan", "${KeptImages}"),
    ]
    text = json.dumps({"rules": rules}, separators=(",", ":"))
    # Numbers, which json would put in quotes.
    for name in ("UntaggedImageDays", "KeptImages"):
        text = text.replace(f'"${{{name}}}"', f"${{{name}}}")
    return Sub(text)


def _rule(
    priority: int, status: str, counted: str, number: str, unit: str = ""
) -> dict[str, Any]:
    selection = {"tagStatus": status, "countType": counted, "countNumber": number}
    return {
        "rulePriority": priority,
        "selection": {**selection, **({"countUnit": unit} if unit else {})},
        "action": {"type": "expire"},
    }
