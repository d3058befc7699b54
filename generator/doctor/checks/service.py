"""The ECS cluster and service, and the task definition that runs."""

from collections.abc import Iterator
from typing import Any

from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject

_MAKE = (
    "write a parameter file for templates_out/service.yaml (docs/service-stack.md), or "
    "correct EcsClusterName and EcsServiceName in "
)


def cluster(subject: Subject) -> Iterator[Finding]:
    """There, and active."""
    name = subject.value("EcsClusterName")
    answer = subject.asker.ask("ecs", "describe_clusters", clusters=[name]) or {}
    active = [each for each in answer["clusters"] if each.get("status") == "ACTIVE"]
    if active:
        yield well("cluster", name, "is active")
        return
    yield wrong(
        "cluster",
        name,
        "does not exist",
        why="there is nothing to deploy to",
        mend=f"{_MAKE}{subject.target.file.path}",
    )


def service(subject: Subject) -> Iterator[Finding]:
    """There, and deployed by whom the pipeline deploys with."""
    name = subject.value("EcsServiceName")
    found = subject.service()
    if found is None:
        yield wrong(
            "service",
            name,
            "does not exist",
            why="CodeDeploy refuses a deployment group for it, and the stack fails",
            mend=f"{_MAKE}{subject.target.file.path}",
        )
        return
    yield _controller(subject, name, found)
    running, desired = found.get("runningCount", 0), found.get("desiredCount", 0)
    if running < desired or not desired:
        yield wrong(
            "service",
            name,
            f"runs {running} of {desired} tasks",
            why="a deployment begins from what runs, and a rollback leads back to it",
            mend=command(
                *("aws", "ecs", "describe-services", "--region", subject.region),
                *("--cluster", subject.value("EcsClusterName"), "--services", name),
                *("--query", "services[0].events[:5].message"),
            ),
        )
    yield _container(subject, name, found)


def _controller(subject: Subject, name: str, found: dict[str, Any]) -> Finding:
    wanted = subject.value("DeploymentController") or "CODE_DEPLOY"
    there = (found.get("deploymentController") or {}).get("type", "ECS")
    if there == wanted:
        return well("service", name, f"is deployed by {there}")
    return wrong(
        "service",
        name,
        f"has the deployment controller {there}, the pipeline is for {wanted}",
        why="the deployment is refused",
        mend=f"make the service anew with DeploymentController={wanted}; a controller "
        "cannot be changed to CODE_DEPLOY",
    )


def _container(subject: Subject, name: str, found: dict[str, Any]) -> Finding:
    container = subject.value("ContainerName")
    port = int(subject.value("ContainerPort") or 0)
    behind = [
        (each.get("containerName"), each.get("containerPort"))
        for each in found.get("loadBalancers", [])
    ]
    if (container, port) in behind:
        return well("service", name, f"gets its traffic at {container}:{port}")
    there = ", ".join(f"{one}:{at}" for one, at in behind) or "no load balancer"
    return wrong(
        "service",
        name,
        f"gets its traffic at {there}, the file says {container}:{port}",
        why="the next version would be put behind another port than this one",
        mend=f"set ContainerName and ContainerPort in {subject.target.file.path}",
    )


def task_definition(subject: Subject) -> Iterator[Finding]:
    """What runs now is what the next task definition is made from."""
    found = subject.service()
    # A service of an external controller names it in its task sets alone.
    if found is None or not found.get("taskDefinition"):
        return
    answer = subject.asker.ask(
        "ecs", "describe_task_definition", taskDefinition=found["taskDefinition"]
    )
    definition = (answer or {}).get("taskDefinition", {})
    name = str(found["taskDefinition"]).rsplit("/", 1)[-1]
    problems = list(_problems(subject, definition))
    if not problems:
        yield well("task-definition", name, "fits the parameters")
    for problem, why, parameter in problems:
        yield wrong(
            "task-definition",
            name,
            problem,
            why=why,
            mend=f"set {parameter} in {subject.target.file.path}, or register a "
            "revision that fits",
        )


def _problems(
    subject: Subject, definition: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """What is there, why it matters, and the parameter that says otherwise."""
    container = subject.value("ContainerName")
    port = int(subject.value("ContainerPort") or 0)
    containers = {
        each["name"]: each for each in definition.get("containerDefinitions", [])
    }
    stops = "the image build stops before it pushes"
    if container not in containers:
        there = ", ".join(containers)
        yield f"has no container {container}, only {there}", stops, "ContainerName"
    elif port not in [
        each.get("containerPort")
        for each in containers[container].get("portMappings", [])
    ]:
        yield f"maps no port {port} of {container}", stops, "ContainerPort"
    for parameter, there in (
        ("TaskDefinitionFamily", definition.get("family", "")),
        ("TaskExecutionRoleArn", definition.get("executionRoleArn", "")),
        ("TaskRoleArn", definition.get("taskRoleArn", "")),
    ):
        wanted = subject.value(parameter)
        if there != wanted:
            yield (
                f"has {there or 'none'} where {parameter} is {wanted or 'empty'}",
                "the pipeline may register and pass only what its parameters name",
                parameter,
            )
