"""AWS clients: one per service, account role and region, shared by all threads."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    DeferredRefreshableCredentials,
)

from generator.deploy.calls import Api, Pause
from generator.deploy.waiting import Waiting
from generator.errors import GeneratorError, UsageError
from generator.parameters.model import Environment

# botocore 1.44 gives up after 4 retries by default; its adaptive mode slows all
# threads of a client down together, which is what CloudFormation's throttling
# (per account and region) asks for.
_ATTEMPTS = 10
# Who we are is asked first: where nothing answers, that is to be said in seconds.
_FIRST_ATTEMPTS = 3


@dataclass
class Clients:
    """Everything that reaches AWS comes from here.

    `workers` is the number of threads that share a client. All waiting goes
    through `sleep`, which takes seconds, and `waiting` tells of it. Endpoints,
    profiles, proxies and certificates are boto3's business: AWS_ENDPOINT_URL,
    AWS_PROFILE and the like.
    """

    workers: int = 16
    sleep: Callable[[float], None] = field(default_factory=Pause)
    waiting: Waiting = field(default_factory=Waiting)
    _sessions: dict[tuple[str | None, str | None], boto3.Session] = field(
        default_factory=dict, init=False, repr=False
    )
    _clients: dict[tuple[str, str | None, str], Any] = field(
        default_factory=dict, init=False, repr=False
    )
    # Names of the environments whose account is known to be the right one.
    _verified: set[str] = field(default_factory=set, init=False, repr=False)
    # boto3 sessions may not be used by two threads, clients may.
    _lock: threading.RLock = field(
        default_factory=threading.RLock, init=False, repr=False
    )

    def cloudformation(self, environment: Environment) -> Api:
        """The client for the environment's stacks."""
        return Api(
            self._client("cloudformation", environment), self.sleep, self.waiting
        )

    def s3(self, environment: Environment) -> Api:
        """The client for buckets that a stack owns."""
        return Api(self._client("s3", environment), self.sleep, self.waiting)

    def logs(self, environment: Environment) -> Api:
        """The client for log groups that a stack owned."""
        return Api(self._client("logs", environment), self.sleep, self.waiting)

    def service(self, name: str, environment: Environment) -> Api:
        """The client for what a stack made, by boto3's name of the service."""
        return Api(self._client(name, environment), self.sleep, self.waiting)

    def require_account(self, environment: Environment) -> None:
        """Refuse to go on with credentials of another account.

        Raises:
            UsageError: STS says that we are in another account.
        """
        if environment.name in self._verified:
            return
        sts = Api(
            self._client("sts", environment), self.sleep, self.waiting, is_first=True
        )
        found = sts.call("get_caller_identity")["Account"]
        if found != environment.account:
            raise UsageError(
                f"environment {environment.name} is account {environment.account}, "
                f"but the credentials are of account {found}.",
                "Select other credentials (AWS_PROFILE), or correct account or "
                "assume_role_arn in params/environments.toml.",
            )
        self._verified.add(environment.name)

    def principal(self, environment: Environment) -> str:
        """ARN of who runs this, before any role of the environment is assumed."""
        client = self._client("sts", environment, assume=False)
        sts = Api(client, self.sleep, self.waiting, is_first=True)
        return str(sts.call("get_caller_identity")["Arn"])

    def _client(
        self, service: str, environment: Environment, *, assume: bool = True
    ) -> Any:
        role = environment.assume_role_arn if assume else None
        external_id = environment.external_id if assume else None
        key = (service, role, environment.region)
        with self._lock:
            if key not in self._clients:
                session = self._session(role, external_id, environment.region)
                attempts = _FIRST_ATTEMPTS if service == "sts" else _ATTEMPTS
                client = session.client(  # type: ignore[call-overload]  # any service
                    service,
                    region_name=environment.region,
                    config=Config(
                        retries={"mode": "adaptive", "total_max_attempts": attempts},
                        connect_timeout=5,
                        read_timeout=60,
                        max_pool_connections=self.workers + 4,
                        user_agent_extra="payment-pipeline-generator",
                    ),
                )
                client.meta.events.register("needs-retry", self.waiting.before_retry)
                client.meta.events.register(
                    "response-received.cloudformation.CreateChangeSet",
                    _limit_is_not_throttling,
                )
                self._clients[key] = client
            return self._clients[key]

    def _session(
        self, role: str | None, external_id: str | None, region: str
    ) -> boto3.Session:
        key = (role, external_id)
        if key not in self._sessions:
            session = boto3.Session()
            if role is not None:
                session = _assumed(session, role, external_id, region)
            self._sessions[key] = session
        return self._sessions[key]


def _assumed(
    source: boto3.Session, role: str, external_id: str | None, region: str
) -> boto3.Session:
    """A session of the role whose credentials renew themselves."""
    credentials = source.get_credentials()
    if credentials is None:
        raise GeneratorError(
            f"there are no AWS credentials to assume {role} with.",
            "Log in (aws sso login, or set AWS_PROFILE) and run the command again.",
        )
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=lambda service, **options: source.client(
            service, **{"region_name": region, **options}
        ),
        source_credentials=credentials,
        role_arn=role,
        extra_args={"ExternalId": external_id} if external_id else {},
    )
    assumed: Any = botocore.session.get_session()
    # There is no public way to hand credentials that refresh to a session;
    # boto3's own documentation of assumed roles does the same.
    assumed._credentials = DeferredRefreshableCredentials(
        refresh_using=fetcher.fetch_credentials, method="assume-role"
    )
    return boto3.Session(botocore_session=assumed)


def _limit_is_not_throttling(parsed_response: Any, **_: Any) -> None:
    """Keep botocore from waiting for a limit that waiting does not lift.

    Its retry rules take every LimitExceededException for throttling; a stack
    that is full of change sets stays full.
    """
    error = (parsed_response or {}).get("Error", {})
    if error.get("Code") in {"LimitExceeded", "LimitExceededException"}:
        error["Code"] = "ChangeSetLimitExceeded"
