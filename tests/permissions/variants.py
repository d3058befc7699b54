"""Which stacks there are: every switch by itself, and all of them."""

from tests.templates.stack import (
    ALARMED,
    BOUNDED,
    CONNECTED,
    ECR,
    HOOKED,
    KMS,
    SECRET_KEY,
    TASK_ROLE,
    TESTED,
    VPC,
)

PARTITIONS = {
    "aws": ("us-east-2", "amazonaws.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
}
# The parameters that turn a feature on; `registry` is what there is without ECR.
FEATURES: dict[str, dict[str, str]] = {
    "registry": {},
    "ecr": ECR,
    "vpc": VPC,
    "shared vpc": VPC,
    "key": KMS,
    "secret key": SECRET_KEY,
    "boundary": BOUNDED,
    "task role": TASK_ROLE,
    "test listener": TESTED,
    "alarm": ALARMED,
    "hooks": HOOKED,
    "connection": CONNECTED,
    "codestar connection": {
        "ConnectionArn": CONNECTED["ConnectionArn"].replace(
            "codeconnections", "codestar-connections"
        )
    },
}
_OTHERS = frozenset(FEATURES) - {"registry", "ecr", "shared vpc", "codestar connection"}
VARIANTS: dict[str, frozenset[str]] = {
    "registry": frozenset({"registry"}),
    "ecr": frozenset({"ecr"}),
    **{feature: frozenset({"registry", feature}) for feature in sorted(_OTHERS)},
    "shared vpc": frozenset({"registry", "vpc", "shared vpc"}),
    "codestar connection": frozenset({"registry", "codestar connection"}),
    "everything with a registry": _OTHERS | {"registry"},
    "everything with ecr": _OTHERS | {"ecr"},
}
# Each switch by itself where most stacks are; elsewhere with all off and all on.
STACKS = [
    *((variant, "aws") for variant in VARIANTS),
    *(
        (variant, partition)
        for partition in PARTITIONS
        if partition != "aws"
        for variant in ("registry", "everything with a registry", "everything with ecr")
    ),
]
