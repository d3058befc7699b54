"""The services behind a pipeline, in memory: every question and answer is held
against botocore's service models, so that nothing is asked or told that AWS does not.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from botocore.validate import ParamValidator

from tests.deploy.wire import ApiError

NOW = datetime.now(UTC).replace(microsecond=0)
PIPELINE = "payment-service-pipeline-dev"
ALICE = "arn:aws:sts::111111111111:assumed-role/Approver/alice"
ACTIONS = (
    ("Source", "Source", "Source", "CodeStarSourceConnection", {}),
    ("UnitTests", "UnitTests", "Test", "CodeBuild", {"ProjectName": "unit-tests"}),
    ("DockerBuild", "DockerBuild", "Build", "CodeBuild", {"ProjectName": "build"}),
    ("ManualApproval", "Approval", "Approval", "Manual", {}),
    (
        "Deploy",
        "Deploy",
        "Deploy",
        "CodeDeployToECS",
        {"ApplicationName": "app", "DeploymentGroupName": "group"},
    ),
)
ECS_DEPLOY = (
    "Deploy",
    "Deploy",
    "Deploy",
    "ECS",
    {"ClusterName": "cluster", "ServiceName": "service"},
)


def execution_id(number: int) -> str:
    """An execution's ID as CodePipeline writes them."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def digest(number: int) -> str:
    """The digest of the image that an execution builds."""
    return f"sha256:{number:02x}" + "ab" * 31


def commit(number: int) -> str:
    """The commit that an execution takes."""
    return f"{number:02x}c0ffee" * 5


def image(number: int) -> str:
    """That image."""
    return f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/pay@{digest(number)}"


class Aws:
    """What the services know, and every call that was made."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.actions: list[tuple[Any, ...]] = list(ACTIONS)
        self.version = 3
        # Stage -> the role by which it deploys, of another account.
        self.roles: dict[str, str] = {}
        self.executions: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.refusals: dict[str, ApiError] = {}
        self.task_sets: list[dict[str, Any]] = []
        self.weights: dict[str, float] = {}
        self.last_deployment: dict[str, Any] = {}
        self.deployment_info: dict[str, Any] = {}
        self.service_deployment: dict[str, Any] | None = None
        self.service_status = "ACTIVE"
        self.builds: dict[str, dict[str, Any]] = {}
        self.log: list[str] | None = []
        self.page = 100

    # What tests tell.

    def execute(
        self,
        number: int,
        *,
        ended: str = "Succeeded",
        at: str = "Deploy",
        days: float = 1,
        kind: str = "STANDARD",
    ) -> str:
        """An execution, newer than those before, that came as far as the stage `at`.

        `ended` is the status there, `days` how long ago it began.
        """
        name, began = execution_id(number), NOW - timedelta(days=days)
        status = {"Succeeded": "Succeeded", "Failed": "Failed"}.get(ended, "InProgress")
        self.executions.insert(
            0,
            {
                "pipelineExecutionId": name,
                "status": status,
                "startTime": began,
                "lastUpdateTime": began + timedelta(hours=2),
                "sourceRevisions": [
                    {
                        "actionName": "Source",
                        "revisionId": commit(number),
                        "revisionSummary": f"Change number {number}",
                    }
                ],
                "trigger": {"triggerType": "Webhook", "triggerDetail": "github"},
                "executionType": kind,
            },
        )
        # A stage, or one of its actions.
        places = [(stage, f"{stage}/{action}") for stage, action, *_ in self.actions]
        end = max(step for step, place in enumerate(places) if at in place)
        for step, (stage, _) in enumerate(places):
            if kind == "ROLLBACK" and stage != at:
                continue
            last = step == end
            self._run(number, step, began, ended if last else "Succeeded")
            if last:
                break
        return name

    def _run(self, number: int, step: int, began: datetime, status: str) -> None:
        stage, action, category, provider, configuration = self.actions[step]
        start = began + timedelta(minutes=20 * step)
        name = execution_id(number)
        result: dict[str, Any] = {"externalExecutionId": f"{action.lower()}:{number}"}
        run = {
            "pipelineExecutionId": name,
            "actionExecutionId": execution_id(number * 100 + step),
            "pipelineVersion": self.version,
            "stageName": stage,
            "actionName": action,
            "startTime": start,
            "lastUpdateTime": start + timedelta(minutes=20),
            "status": status,
            "input": {
                "actionTypeId": {
                    "category": category,
                    "owner": "AWS",
                    "provider": provider,
                    "version": "1",
                },
                "configuration": configuration,
            },
            "output": {"executionResult": result, "outputVariables": {}},
        }
        if action == "Verify" and status == "Succeeded":
            run["output"]["outputVariables"] = {"RUNS_DIGEST": digest(number)}
        if action == "DockerBuild" and status == "Succeeded":
            run["output"]["outputVariables"] = {"IMAGE_DIGEST": digest(number)}
        if category == "Approval":
            run["updatedBy"] = ALICE
            result["externalExecutionSummary"] = "looks good"
        if status == "Failed":
            result["errorDetails"] = {"code": "JobFailed", "message": "it failed"}
        self.runs.insert(0, run)
        token = (
            {"token": "abc"} if (category, status) == ("Approval", "InProgress") else {}
        )
        # What went before in the stage, of the same execution.
        known = self.states.get(stage, {})
        own = known and known["latestExecution"]["pipelineExecutionId"] == name
        before = [
            each
            for each in (known["actionStates"] if own else ())
            if each["actionName"] != action
        ]
        self.states[stage] = {
            "stageName": stage,
            "inboundTransitionState": {"enabled": True},
            "latestExecution": {"pipelineExecutionId": name, "status": status},
            "actionStates": [
                *before,
                {
                    "actionName": action,
                    "latestExecution": {
                        "status": status,
                        "lastStatusChange": start + timedelta(minutes=20),
                        **_some("summary", result.get("externalExecutionSummary")),
                        **_some("errorDetails", result.get("errorDetails")),
                        **_some("lastUpdatedBy", run.get("updatedBy")),
                        **token,
                    },
                },
            ],
        }

    def serve(self, *numbers: int) -> None:
        """Let the service run the images of executions; the first is the primary."""
        self.task_sets = [
            {
                "id": f"ecs-svc/{number}",
                "status": "ACTIVE" if at else "PRIMARY",
                "taskDefinition": f"task:{number}",
                "externalId": f"d-{number}",
                "loadBalancers": [{"containerName": "pay", "containerPort": 80}],
            }
            for at, number in enumerate(numbers)
        ]

    def shift(self, old: int, new: int, percent: float) -> None:
        """A CodeDeploy deployment that has shifted so much of the traffic."""
        self.serve(old, new)
        self.last_deployment = {"deploymentId": f"d-{new}", "status": "InProgress"}
        self.weights = {f"ecs-svc/{old}": 100 - percent, f"ecs-svc/{new}": percent}

    def names(self) -> list[str]:
        """Operations in the order of their calls."""
        return [name for name, _ in self.calls]

    def asked(self, operation: str) -> dict[str, Any]:
        """The arguments of the last call of an operation."""
        return [found for name, found in self.calls if name == operation][-1]

    # CodePipeline.

    def GetPipeline(self, name: str) -> dict[str, Any]:
        stages: dict[str, list[dict[str, Any]]] = {}
        for stage, action, category, provider, configuration in self.actions:
            kind = {"category": category, "owner": "AWS", "version": "1"}
            made = {"name": action, "actionTypeId": {**kind, "provider": provider}}
            if stage in self.roles and category == "Deploy":
                made["roleArn"] = self.roles[stage]
            if category == "Approval":
                made["timeoutInMinutes"] = 1440
            stages.setdefault(stage, []).append(
                {**made, "configuration": configuration}
            )
        return {
            "pipeline": {
                "name": name,
                "roleArn": "arn:aws:iam::111111111111:role/pipeline",
                "version": self.version,
                "stages": [{"name": n, "actions": a} for n, a in stages.items()],
            }
        }

    def GetPipelineState(self, name: str) -> dict[str, Any]:
        stages = dict.fromkeys(stage for stage, *_ in self.actions)
        return {
            "pipelineName": name,
            "stageStates": [
                self.states.get(stage) or {"stageName": stage, "actionStates": []}
                for stage in stages
            ],
        }

    def ListPipelineExecutions(
        self, pipelineName: str, maxResults: int, nextToken: str = "0"
    ) -> dict[str, Any]:
        return self._paged("pipelineExecutionSummaries", self.executions, nextToken)

    def ListActionExecutions(
        self,
        pipelineName: str,
        maxResults: int,
        nextToken: str = "0",
        filter: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        chosen = (filter or {}).get("pipelineExecutionId", "")
        runs = [one for one in self.runs if chosen in ("", one["pipelineExecutionId"])]
        return self._paged("actionExecutionDetails", runs, nextToken)

    def _paged(self, key: str, items: list[Any], token: str) -> dict[str, Any]:
        start = int(token)
        more = start + self.page < len(items)
        page = {key: items[start : start + self.page]}
        return {**page, "nextToken": str(start + self.page)} if more else page

    def PutApprovalResult(self, **_: Any) -> dict[str, Any]:
        return {"approvedAt": NOW}

    def RetryStageExecution(self, **arguments: Any) -> dict[str, Any]:
        return {"pipelineExecutionId": arguments["pipelineExecutionId"]}

    def StartPipelineExecution(self, **_: Any) -> dict[str, Any]:
        return {"pipelineExecutionId": execution_id(99)}

    def RollbackStage(self, **_: Any) -> dict[str, Any]:
        return {"pipelineExecutionId": execution_id(98)}

    # CodeDeploy.

    def GetDeploymentGroup(self, **_: Any) -> dict[str, Any]:
        place = {"clusterName": "cluster", "serviceName": "service"}
        return {
            "deploymentGroupInfo": {
                "ecsServices": [place],
                "lastAttemptedDeployment": self.last_deployment,
            }
        }

    def ListDeploymentTargets(self, deploymentId: str) -> dict[str, Any]:
        return {"targetIds": ["cluster:service"]}

    def BatchGetDeploymentTargets(self, **_: Any) -> dict[str, Any]:
        sets = [
            {"identifer": name, "trafficWeight": weight}
            for name, weight in self.weights.items()
        ]
        target = {"deploymentTargetType": "ECSTarget"}
        return {"deploymentTargets": [{**target, "ecsTarget": {"taskSetsInfo": sets}}]}

    def GetDeployment(self, deploymentId: str) -> dict[str, Any]:
        return {
            "deploymentInfo": {"deploymentId": deploymentId, **self.deployment_info}
        }

    def StopDeployment(self, **_: Any) -> dict[str, Any]:
        return {"status": "Pending"}

    # ECS.

    def DescribeServices(self, cluster: str, services: list[str]) -> dict[str, Any]:
        if not self.task_sets:
            return {"services": [], "failures": [{"arn": "s", "reason": "MISSING"}]}
        service = {
            "status": self.service_status,
            "taskSets": self.task_sets,
            "taskDefinition": self.task_sets[0]["taskDefinition"],
            "loadBalancers": self.task_sets[0]["loadBalancers"],
        }
        return {"services": [service], "failures": []}

    def DescribeTaskDefinition(self, taskDefinition: str) -> dict[str, Any]:
        number = int(taskDefinition.partition(":")[2])
        return {
            "taskDefinition": {
                "containerDefinitions": [
                    {"name": "sidecar", "image": "envoy:1"},
                    {"name": "pay", "image": image(number)},
                ]
            }
        }

    def ListServiceDeployments(self, **_: Any) -> dict[str, Any]:
        one = self.service_deployment
        arn = {"serviceDeploymentArn": one["serviceDeploymentArn"]} if one else {}
        return {"serviceDeployments": [arn] if one else []}

    def DescribeServiceDeployments(self, **_: Any) -> dict[str, Any]:
        return {"serviceDeployments": [self.service_deployment]}

    def DescribeServiceRevisions(
        self, serviceRevisionArns: list[str]
    ) -> dict[str, Any]:
        (arn,) = serviceRevisionArns
        return {
            "serviceRevisions": [
                {
                    "taskDefinition": f"task:{arn.rpartition('/')[2]}",
                    "loadBalancers": [{"containerName": "pay"}],
                }
            ]
        }

    def StopServiceDeployment(self, **arguments: Any) -> dict[str, Any]:
        return {"serviceDeploymentArn": arguments["serviceDeploymentArn"]}

    # CodeBuild and its logs.

    def BatchGetBuilds(self, ids: list[str]) -> dict[str, Any]:
        found = [self.builds[one] for one in ids if one in self.builds]
        missing = [one for one in ids if one not in self.builds]
        return {"builds": found, **_some("buildsNotFound", missing)}

    def GetLogEvents(self, nextToken: str = "", **_: Any) -> dict[str, Any]:
        if self.log is None:
            raise ApiError("ResourceNotFoundException", "no such stream")
        # The end first; the same token again says that nothing is before.
        size = self.page
        end = int(nextToken) if nextToken else len(self.log)
        start = max(end - size, 0)
        lines = self.log[start:end]
        return {
            "events": [{"timestamp": 1, "message": f"{line}\n"} for line in lines],
            "nextBackwardToken": str(start),
            "nextForwardToken": "f",
        }

    # The way in: handlers of botocore's events.

    def note(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params

    def answer(self, model: Any, context: dict[str, Any], **_: Any) -> Any:
        asked = context["asked"]
        self.calls.append((model.name, asked))
        try:
            if model.name in self.refusals:
                raise self.refusals[model.name]
            method: Callable[..., dict[str, Any]] = getattr(self, model.name)
            answer = method(**asked)
        except ApiError as error:
            told = {"Code": error.code, "Message": error.message}
            meta = {"HTTPStatusCode": error.status}
            http = SimpleNamespace(status_code=error.status)
            return http, {"Error": told, "ResponseMetadata": meta}
        report = ParamValidator().validate(answer, model.output_shape)
        assert not report.has_errors(), report.generate_report()
        return SimpleNamespace(status_code=200), answer


def _some(name: str, value: Any) -> dict[str, Any]:
    """A member that is there only when it has a value."""
    return {name: value} if value else {}


def build(number: int, status: str, name: str = "unittests") -> dict[str, Any]:
    """A build as BatchGetBuilds tells it."""
    failed = {"statusCode": "COMMAND_EXECUTION_ERROR", "message": "exit status 1"}
    return {
        "id": f"{name}:{number}",
        "buildStatus": status,
        "phases": [{"phaseType": "BUILD", "phaseStatus": status, "contexts": [failed]}]
        if status == "FAILED"
        else [],
        "logs": {"groupName": f"/aws/codebuild/{name}", "streamName": str(number)},
    }
