"""Where the images of a service are, for every account that runs it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from awacs import ecr as actions
from awacs.aws import Allow, Principal, Statement
from troposphere import AWSHelperFn, Split, Sub, ecr

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
            LifecyclePolicy=ecr.LifecyclePolicy(LifecyclePolicyText=_lifecycle(images)),
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


def _lifecycle(images: ImageInputs) -> AWSHelperFn:
    """Images are counted by their tags, so that what tells of them is not counted.

    SBOM and provenance are manifests without a tag. Amazon ECR deletes them with their
    image (User Guide, "Automate the cleanup of images by using lifecycle policies").
    Nowhere does it say that a rule for what has no tag, or one for `any`, passes them
    over while their image is there: the first is off by default, the other not used.
    """
    newest = _rule(
        1, "tagged", "imageCountMoreThan", "${KeptImages}", tagPatternList=["*"]
    )
    untagged = _rule(
        2, "untagged", "sinceImagePushed", "${UntaggedImageDays}", countUnit="days"
    )
    return images.expires_untagged.choose(_rules(newest, untagged), _rules(newest))


def _rules(*rules: dict[str, Any]) -> Sub:
    text = json.dumps({"rules": rules}, separators=(",", ":"))
    # Numbers, which json puts in quotes.
    return Sub(re.sub(r'"(\$\{\w+\})"', r"\1", text))


def _rule(
    priority: int, status: str, counted: str, number: str, **more: Any
) -> dict[str, Any]:
    selection = {"tagStatus": status, **more, "countType": counted}
    return {
        "rulePriority": priority,
        "selection": {**selection, "countNumber": number},
        "action": {"type": "expire"},
    }
