"""An answer that is not AWS's ends in a sentence, in every command and call."""

import pytest

from generator.project import Project
from tests.cli.commands import run
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import Fault

OLD = TEMPLATE.replace("x-", "y-")
# The calls of each command to CloudFormation in the state that `stand` makes.
CALLS = {
    "plan": (
        "GetCallerIdentity DescribeStacks CreateChangeSet DescribeChangeSet "
        "DescribeEvents GetTemplate"
    ),
    "plan --sweep": "ListChangeSets",
    "deploy --yes": "ExecuteChangeSet",
    "deploy --plan plan.json --yes": "DescribeChangeSet GetTemplate DescribeStacks",
    "status": "DescribeStacks",
    "outputs": "DescribeStacks",
    "drift": (
        "DetectStackDrift DescribeStackDriftDetectionStatus DescribeStackResourceDrifts"
    ),
    "watch": "DescribeStacks DescribeStackEvents",
    "destroy --yes": "DescribeStacks GetTemplate ListStackResources",
    "rollback --yes": "DescribeStacks",
}
# Elements of every list that is read, without anything in them.
HALF = "".join(
    f"<{name}><member><StackName>x</StackName></member></{name}>"
    for name in (
        "Stacks",
        "StackSummaries",
        "StackEvents",
        "Summaries",
        "StackResourceSummaries",
        "StackResourceDrifts",
        "Changes",
        "Parameters",
        "Tags",
        "OperationEvents",
    )
)


def bodies(operation: str) -> dict[str, str]:
    def answer(result: str) -> str:
        return (
            f"<{operation}Response><{operation}Result>{result}</{operation}Result>"
            f"</{operation}Response>"
        )

    return {
        "a page": "<!DOCTYPE html><html><body>Log in<br></body></html>",
        "XML": "<html><body>Log in</body></html>",
        "JSON": '{"ok": true}',
        "half": answer(HALF),
        "a time": answer(HALF.replace("StackName>", "CreationTime>")),
        "empty": answer(""),
    }


@pytest.mark.parametrize("command", CALLS)
def test_an_odd_answer_is_a_sentence(
    cloud: Cloud, project: Project, command: str
) -> None:
    add_stack(project, "dev", "pay")
    ended = "UPDATE_FAILED" if command.startswith("rollback") else "CREATE_COMPLETE"
    stack = cloud.add("pay-store-dev", ended, template=OLD)
    cloud.event(stack, "CREATE_IN_PROGRESS")
    if "--plan" in command:
        run("plan")
    for operation in CALLS[command].split():
        # All bodies once; what is watched is waited for.
        kinds = {
            "status": tuple(bodies("x")),
            "deploy --yes": ("XML",),
            "plan": ("XML",),
        }
        for kind, body in bodies(operation).items():
            if kind not in kinds.get(command, ("XML", "half")):
                continue
            stack.status, stack.template = ended, OLD
            fault = Fault(operation, body=body, times=999)
            cloud.endpoint.faults[:] = [fault]
            ran = run(*command.split())
            said = f"{command}, {operation}, {kind}: {ran.out} {ran.err}"
            assert fault.times < 999, f"{said}: it was never called"
            assert ran.out or ran.err, said
            optional = operation in OPTIONAL.get(command, ())
            assert bool(ran.code) is not optional or kind != "XML", said


# Without their answer the command says so and goes on.
OPTIONAL = {"plan": {"DescribeEvents"}, "watch": {"DescribeStackEvents"}}
