"""The connection to GitHub."""

from collections.abc import Iterator

from generator.doctor.finding import Finding, well, wrong
from generator.doctor.subject import Subject

CHECK = "connection"


def connection(subject: Subject) -> Iterator[Finding]:
    """Somebody has finished it in the console."""
    arn = subject.value("ConnectionArn")
    if not arn:
        return
    if subject.simulated:
        yield Finding(CHECK, arn, "later", "the sandbox has no connections")
        return
    # The service was renamed; boto3 has it under both names.
    service = arn.split(":")[2]
    answer = subject.asker.ask(
        service,
        "get_connection",
        absent=("ResourceNotFoundException",),
        ConnectionArn=arn,
    )
    status = (answer or {}).get("Connection", {}).get("ConnectionStatus")
    if status == "AVAILABLE":
        yield well(CHECK, arn, "is available")
        return
    yield wrong(
        CHECK,
        arn,
        f"is {status}" if status else "does not exist in this account and region",
        why="the pipeline cannot read the repository, and no push starts it",
        mend="Open Developer Tools, Settings, Connections in the console of "
        f"{subject.region} and finish it there (Update pending connection)",
    )
