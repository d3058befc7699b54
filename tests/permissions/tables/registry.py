"""Who pulls from the central repository."""

from tests.permissions.rows import regional, row
from tests.templates.registry.stack import RUNS

PULL = "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
# Their own policies, which let them do everything, are half of the decision.
EXECUTION = [f"arn:{{partition}}:iam::{account}:role/execution" for account in RUNS]
STRANGER = "arn:{partition}:iam::{stranger}:role/execution"

ALLOWED = [
    row(who, "starts tasks with the image", PULL, "{Repository}", needs="pull accounts")
    for who in EXECUTION
]
DENIED = [
    row(STRANGER, "pulls what is not shared with it", PULL, "{Repository}"),
    *(
        row(
            who,
            "changes what others run",
            "ecr:PutImage ecr:BatchDeleteImage ecr:SetRepositoryPolicy "
            "ecr:DeleteRepository ecr:PutImageTagMutability",
            "{Repository}",
        )
        for who in EXECUTION
    ),
    row(
        EXECUTION[0],
        "pulls from another repository",
        PULL,
        regional("ecr", "repository/ledger"),
    ),
]
