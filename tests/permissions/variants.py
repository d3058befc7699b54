"""Which stacks there are: every switch by itself, and all of them."""

from tests.templates.chat import stack as chat
from tests.templates.promotion import stack as promotion
from tests.templates.registry import stack as registry
from tests.templates.service import stack as service
from tests.templates.stack import (
    ALARMED,
    APPROVERS,
    BASE_IMAGES,
    BOUNDED,
    BUILD_SECRET,
    BUILD_SECRET_KEY,
    BY_ECS,
    CHATTED,
    CODE_ARTIFACT,
    CONNECTED,
    DOCKER_HUB,
    ECR,
    HOOKED,
    INFORMED,
    KMS,
    PACKAGES,
    PACKAGES_KEY,
    SCANNER_MIRRORS,
    SECRET_KEY,
    SIGNED,
    TASK_ROLE,
    TESTED,
    VPC,
)
from tests.templates.stack import (
    REQUIRED as OF_THE_PIPELINE,
)
from tests.templates.store import stack as store
from tests.templates.target import stack as target

PARTITIONS = {
    "aws": ("us-east-2", "amazonaws.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
}
# What every stack of a template is given.
REQUIRED = {
    "pipeline": OF_THE_PIPELINE,
    "promotion": promotion.REQUIRED,
    "service": service.REQUIRED,
    "registry": registry.REQUIRED,
    "chat": chat.REQUIRED,
    "target": target.REQUIRED,
    "store": store.REQUIRED,
}
# The parameters that turn a feature on; `registry` is what there is without ECR.
FEATURES: dict[str, dict[str, str]] = {
    "registry": {},
    "by codedeploy": {},
    "by ecs": BY_ECS,
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
    "approvers": APPROVERS,
    "information": INFORMED,
    "chats": CHATTED,
    "base images": BASE_IMAGES,
    "docker hub": DOCKER_HUB,
    "build secret": BUILD_SECRET,
    "build secret key": BUILD_SECRET_KEY,
    "signing key": SIGNED,
    "scanner mirrors": SCANNER_MIRRORS,
    "packages": PACKAGES,
    "packages key": PACKAGES_KEY,
    "code artifact": CODE_ARTIFACT,
    # Of whoever pulls from ECR or pushes there.
    "ecr login": {},
    "connection": CONNECTED,
    "codestar connection": {
        "ConnectionArn": CONNECTED["ConnectionArn"].replace(
            "codeconnections", "codestar-connections"
        )
    },
}
# The same of the service template; it has some features in common.
_OF_THE_SERVICE: dict[str, dict[str, str]] = {
    "service": {},
    "ecs": service.BY_ECS,
    "repository": service.REPOSITORY,
    "repository here": {},
    "secrets": service.SECRETS,
    "secrets key": service.SECRETS_KEY,
    "task policy": service.TASK_POLICY,
}
_ELSEWHERE = frozenset({"service", "repository", "repository elsewhere"})
# What is CodeDeploy's alone.
_BY_CODEDEPLOY = frozenset({"test listener", "alarm", "hooks"})
_OTHERS = frozenset(FEATURES) - {
    "by codedeploy",
    "by ecs",
    "registry",
    "ecr",
    "ecr login",
    "base images",
    "shared vpc",
    "codestar connection",
}
_BASE_IMAGES = frozenset({"base images", "ecr login"})
_OF_THE_PIPELINE: dict[str, frozenset[str]] = {
    "registry": frozenset({"registry"}),
    "ecr": frozenset({"ecr", "ecr login"}),
    "base images": _BASE_IMAGES | {"registry"},
    **{feature: frozenset({"registry", feature}) for feature in sorted(_OTHERS)},
    "shared vpc": frozenset({"registry", "vpc", "shared vpc"}),
    "codestar connection": frozenset({"registry", "codestar connection"}),
    "everything with a registry": _OTHERS | _BASE_IMAGES | {"registry"},
    "everything with ecr": _OTHERS | _BASE_IMAGES | {"ecr"},
}
# A target has some features of a pipeline.
_OF_THE_TARGET = frozenset({*_BY_CODEDEPLOY, "boundary", "task role", "mail"})
# Where no target is in another region.
_HERE = frozenset({"target 1 here", "target 2 here", "target 3 here"})
# A promotion always has a key, and knows no service.
_PROMOTION = frozenset({"promotion", "key"})
_OF_THE_PROMOTION = frozenset(
    {"target 2", "target 3", "asked", "approvers", "verification", "vpc", "boundary"}
    | {"information", "chats"}
)
VARIANTS: dict[str, frozenset[str]] = {
    **{name: each | {"by codedeploy"} for name, each in _OF_THE_PIPELINE.items()},
    "by ecs": frozenset({"registry", "by ecs"}),
    "everything by ecs": (_OTHERS - _BY_CODEDEPLOY) | _BASE_IMAGES | {"ecr", "by ecs"},
    "service": frozenset({"service"}),
    **{
        f"service, {feature}": frozenset({"service", feature, "repository here"})
        for feature in _OF_THE_SERVICE
        if feature not in ("service", "repository here")
    },
    "service, repository elsewhere": _ELSEWHERE,
    "service, repository abroad": frozenset(
        {"service", "repository", "repository abroad"}
    ),
    "service, everything": frozenset({*_OF_THE_SERVICE, "boundary"}),
    "central registry": frozenset({"central registry"}),
    "central registry, pulled": frozenset({"central registry", "pull accounts"}),
    "promotion": _PROMOTION | {"registry", "target 1 here"},
    "promotion, two targets": _PROMOTION
    | {"registry", "target 1 here", "target 2", "target 2 here", "asked"},
    "promotion, two regions": _PROMOTION
    | {"registry", "target 1 here", "target 2", "target 2 here", "target 3"}
    | {"other region"},
    "promotion, everything": _PROMOTION
    | _OF_THE_PROMOTION
    | _HERE
    | _BASE_IMAGES
    | {"ecr", "connection", "code artifact", "signing key"},
    "store": frozenset({"store"}),
    "store, everything": frozenset({"store", "reader 1", "reader 3"}),
    "chat": frozenset({"chat", "slack"}),
    "chat of teams, bounded": frozenset({"chat", "teams", "boundary"}),
    "target": frozenset({"target", "by codedeploy"}),
    **{
        f"target, {feature}": frozenset({"target", "by codedeploy", feature})
        for feature in sorted(_OF_THE_TARGET)
    },
    "target, everything": _OF_THE_TARGET | {"target", "by codedeploy"},
    "target by ecs": frozenset({"target", "by ecs"}),
    "target by ecs, everything": frozenset(
        {"target", "by ecs", "boundary", "task role"}
    ),
}
# Which template each is a stack of.
OF = {
    name: "promotion"
    if "promotion" in features
    else "service"
    if "service" in features
    else "registry"
    if "central registry" in features
    else "store"
    if "store" in features
    else "target"
    if "target" in features
    else "chat"
    if "chat" in features
    else "pipeline"
    for name, features in VARIANTS.items()
}
FEATURES |= _OF_THE_SERVICE
FEATURES |= {"central registry": {}, "pull accounts": registry.PULLED}
FEATURES |= {"chat": {}, "slack": chat.SLACK, "teams": chat.TEAMS}
FEATURES |= {"target": {}, "mail": target.TOLD}
FEATURES |= {
    "promotion": {},
    "target 2": promotion.by_ecs(2),
    "target 3": promotion.by_code_deploy(3),
    "asked": promotion.APPROVED,
    "verification": promotion.VERIFIED,
    "other region": promotion.ABROAD,
    **{feature: {} for feature in _HERE},
}
FEATURES |= {
    "repository elsewhere": service.ELSEWHERE,
    "repository abroad": service.ABROAD,
}
FEATURES |= {
    "store": {},
    **{
        f"reader {number}": {name: store.ROLES[name]}
        for number in (1, 3)
        for name in (f"Target{number}DeployRoleArn",)
    },
}
WHOLE = (
    "everything with a registry",
    "everything with ecr",
    "everything by ecs",
    "service, everything",
    "service, repository elsewhere",
    "central registry, pulled",
    "promotion, two regions",
    "promotion, everything",
    "store, everything",
    "target, everything",
    "target by ecs, everything",
)
# Each switch by itself where most stacks are; elsewhere with all off and all on.
STACKS = [
    *((variant, "aws") for variant in VARIANTS),
    *(
        (variant, partition)
        for partition in PARTITIONS
        if partition != "aws"
        for variant in ("registry", "service", *WHOLE)
    ),
]
