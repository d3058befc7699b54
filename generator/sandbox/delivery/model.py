"""What the sandbox remembers of executions: plain data, all of it JSON.

Times are texts (ISO 8601, UTC). Statuses are those of the APIs.
"""

from dataclasses import dataclass, field


@dataclass
class Run:
    """One run of an action; `made` names the build or deployment that did the work."""

    id: str
    stage: str
    action: str
    category: str
    provider: str
    version: int
    configuration: dict[str, str]
    started: str
    updated: str
    status: str = "InProgress"
    by: str = ""
    summary: str = ""
    error: str = ""
    made: str = ""
    token: str = ""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass
class Execution:
    """One way of a revision through a pipeline, or through one stage (`target`).

    `pipeline` is the identity of its resource, `stage` where it is or waits to come
    in. `fails` has what was asked to fail and has not failed yet.
    """

    id: str
    pipeline: str
    commit: str
    message: str
    trigger: str
    trigger_detail: str
    stage: str
    started: str
    updated: str
    kind: str = "STANDARD"
    target: str = ""
    status: str = "InProgress"
    is_in_stage: bool = False
    fails: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


@dataclass
class Build:
    """A build of CodeBuild; `phase` and `message` say where and why it failed."""

    id: str
    project: str
    started: str
    status: str = "IN_PROGRESS"
    phase: str = ""
    message: str = ""
    ended: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Deployment:
    """A deployment to an ECS service, by CodeDeploy or by ECS itself.

    `shifts` are (seconds after the start, percent of the traffic), `ends` is the
    second of its end, or of its failure if `error_code` says that it will fail.
    `stopped` is when somebody stopped it.
    """

    id: str
    controller: str
    account: str
    region: str
    cluster: str
    service: str
    image: str
    started: str
    shifts: list[tuple[float, float]]
    ends: float
    application: str = ""
    group: str = ""
    configuration: str = ""
    error_code: str = ""
    error: str = ""
    stopped: str = ""
    status: str = "InProgress"
    ended: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What the service is known by in all accounts."""
        return self.account, self.region, self.cluster, self.service


@dataclass
class Mail:
    """A notification that somebody got."""

    when: str
    to: str
    subject: str
    text: str


@dataclass
class Deliveries:
    """Everything that pipelines did, oldest first."""

    executions: list[Execution] = field(default_factory=list)
    builds: list[Build] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    def of(self, pipeline: str) -> list[Execution]:
        """The executions of a pipeline, by its identity."""
        return [one for one in self.executions if one.pipeline == pipeline]

    def deployments_of(self, place: tuple[str, str, str, str]) -> list[Deployment]:
        """The deployments of a service."""
        return [one for one in self.deployments if one.place == place]
