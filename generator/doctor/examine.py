"""All checks of one stack, in the order in which one would mend things."""

from collections.abc import Callable, Iterator

from generator.deploy.clients import Clients
from generator.deploy.state.asking import UnansweredError
from generator.deploy.target import Target
from generator.doctor.checks.builds import quotas, region, runtime
from generator.doctor.checks.names import names
from generator.doctor.checks.notices import alarms, mail
from generator.doctor.checks.repository import repository
from generator.doctor.checks.roles import roles
from generator.doctor.checks.secrets import registry_secret, token_secret
from generator.doctor.checks.service import cluster, service, task_definition
from generator.doctor.checks.source import connection
from generator.doctor.checks.traffic import listeners, target_groups
from generator.doctor.finding import Finding, unknown
from generator.doctor.subject import Subject

Check = Callable[[Subject], Iterator[Finding]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("region", region),
    ("secret", registry_secret),
    ("secret", token_secret),
    ("repository", repository),
    ("connection", connection),
    ("cluster", cluster),
    ("service", service),
    ("task-definition", task_definition),
    ("target-group", target_groups),
    ("listener", listeners),
    ("role", roles),
    ("alarm", alarms),
    ("runtime", runtime),
    ("quota", quotas),
    ("name", names),
    ("mail", mail),
)


def examine(
    target: Target, clients: Clients, *, simulated: bool = False
) -> list[Finding]:
    """What there is to say of a stack of the pipeline template.

    Raises:
        UsageError: the credentials are of another account.
        ClientError, BotoCoreError: who we are cannot be asked.
    """
    clients.require_account(target.environment)
    subject = Subject(target, clients, simulated)
    return [
        finding for name, check in CHECKS for finding in _results(name, check, subject)
    ]


def _results(name: str, check: Check, subject: Subject) -> Iterator[Finding]:
    try:
        yield from check(subject)
    except UnansweredError as error:
        yield unknown(
            name,
            subject.target.stack_name,
            f"AWS did not answer {error.operation}: {error.reason}",
            mend=f"Ask with a role that may call {error.operation}, then run doctor "
            "again.",
        )
