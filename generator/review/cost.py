"""What a stack costs a month: a model with named inputs, and nothing hidden."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.review.prices import Prices

SMALL = "BUILD_GENERAL1_SMALL"


@dataclass(frozen=True)
class Workload:
    """What happens in a month; the defaults are a development environment's.

    `builds` are executions of the pipeline. Each CodeBuild action takes
    `minutes`, each deployment `deploy_minutes` (canary, wait, termination),
    every other action one minute. `artifact_gb` are kept, `log_gb` received.
    """

    builds: int = 100
    minutes: int = 5
    deploy_minutes: int = 15
    artifact_gb: Decimal = Decimal(10)
    log_gb: Decimal = Decimal(1)
    mails: int = 1000


@dataclass(frozen=True)
class Footprint:
    """What a stack has that costs money.

    `compute_types` has one entry a CodeBuild project; an execution runs each
    once. `deployments` and `other_actions` are billed actions of V2 pipelines;
    `log_days` is how long logs are kept. `assumed` are the things that could not
    be known from the template and the values, in words.
    """

    compute_types: tuple[str, ...] = ()
    deployments: int = 0
    other_actions: int = 0
    v2_pipelines: int = 0
    v1_pipelines: int = 0
    buckets: int = 0
    log_groups: int = 0
    log_days: int = 0
    mail_subscriptions: int = 0
    keys: int = 0
    secrets: int = 0
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of the bill: `quantity` times `price` is `amount`, in US dollars."""

    unit: str
    text: str
    quantity: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Not rounded."""
        return self.quantity * self.price


def bill(footprint: Footprint, workload: Workload, price: Prices) -> list[Line]:
    """The rows at list price, without those of nothing.

    CodeDeploy on ECS, EventBridge rules for AWS events, and IAM cost nothing
    (their pricing pages). SQS and S3 requests, and up to 20,000 requests to a
    key, stay below a cent and are left out.
    """
    return [line for line in _lines(footprint, workload, price) if line.quantity]


def _lines(has: Footprint, month: Workload, price: Prices) -> Iterator[Line]:
    projects = len(has.compute_types)
    if has.v2_pipelines:
        minutes = projects * month.minutes + has.deployments * month.deploy_minutes
        billed = month.builds * (minutes + has.other_actions)
        yield _line("action_minute", "CodePipeline V2, action minutes", billed, price)
    yield _line("v1_pipeline", "CodePipeline V1, pipelines", has.v1_pipelines, price)
    for compute_type in dict.fromkeys(has.compute_types):
        of_type = has.compute_types.count(compute_type)
        yield Line(
            # Only minutes on small machines are free.
            "build_minute" if compute_type == SMALL else compute_type,
            f"CodeBuild {compute_type}, minutes",
            Decimal(month.builds * month.minutes * of_type),
            price.of_build_minute(compute_type),
        )
    if has.buckets:
        yield _line("artifact_gb", "S3 artifacts, GB", month.artifact_gb, price)
    if has.log_groups:
        yield _line("log_gb", "CloudWatch logs received, GB", month.log_gb, price)
        # A year is 12.166... months: what is shown must multiply to the amount.
        kept = round(month.log_gb * has.log_days / 30, 3).normalize()
        yield _line("log_gb_kept", "CloudWatch logs kept, GB", kept, price)
    mails = month.mails * has.mail_subscriptions
    yield _line("mail", "SNS e-mails", mails, price)
    yield _line("key", "KMS customer managed keys", has.keys, price)
    yield _line("secret", "Secrets Manager secrets", has.secrets, price)


def _line(unit: str, text: str, quantity: Decimal | int, price: Prices) -> Line:
    return Line(unit, text, Decimal(quantity), price.each[unit])


def total(lines: Iterable[Line]) -> Decimal:
    """The sum, to a cent."""
    return sum((line.amount for line in lines), Decimal(0)).quantize(Decimal("0.01"))


def free_tier(bills: Sequence[tuple[Sequence[Line], Prices]]) -> Decimal:
    """What the free tier takes off the bills of one account, to a cent.

    The allowance is the account's: it is used up by the bills in their order.
    """
    left = {unit: number for _, price in bills for unit, number in price.free.items()}
    saved = Decimal(0)
    for lines, _ in bills:
        for line in lines:
            used = min(line.quantity, left.get(line.unit, Decimal(0)))
            if used:
                left[line.unit] -= used
                saved += used * line.price
    return saved.quantize(Decimal("0.01"))
