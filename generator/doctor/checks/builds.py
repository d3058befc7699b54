"""What builds need: the region's services, the image's runtime, room to run."""

from collections.abc import Iterator

from generator.cloudformation import schemas
from generator.doctor.finding import Finding, command, unknown, well, wrong
from generator.doctor.subject import Subject
from generator.parameters.expressions import is_made, known_text, stack_scope
from generator.runtimes import RUNTIMES

PROJECT = "AWS::CodeBuild::Project"
# CodeBuild User Guide, "Quotas": one for each environment type and size.
_QUOTA = "Concurrently running builds for {}/{} environment"


def region(subject: Subject) -> Iterator[Finding]:
    """CloudFormation has every type of the template there."""
    target = subject.target
    scope = stack_scope(target.file, target.template)
    lacking = sorted(
        {
            str(resource["Type"])
            for resource in target.template.resources.values()
            if is_made(resource, scope)
            and not schemas.exists(subject.region, str(resource["Type"]))
        }
    )
    if not lacking:
        yield well("region", subject.region, "has every service")
        return
    yield wrong(
        "region",
        subject.region,
        f"has no {', '.join(lacking)}, by the schemas that AWS publishes",
        why="the stack fails",
        mend="choose another region in params/environments.toml",
    )


def runtime(subject: Subject) -> Iterator[Finding]:
    """The build image knows the version of Node.js."""
    target, version = subject.target, subject.value("NodeVersion")
    scope = stack_scope(target.file, target.template)
    images = {
        known_text(resource["Properties"]["Environment"]["Image"], scope)
        for resource in target.template.resources.values()
        if resource["Type"] == PROJECT
    }
    for image in sorted(filter(None, images)):
        known = RUNTIMES.get(image, {}).get("nodejs", ())
        if not known:
            yield unknown("runtime", image, "is an image whose runtimes are not known")
        elif version in known:
            yield well("runtime", image, f"knows Node.js {version}")
        else:
            yield wrong(
                "runtime",
                image,
                f"knows Node.js {', '.join(known)}, not {version}",
                why="every build stops in its first phase",
                mend=f"set NodeVersion in {target.file.path}",
            )


def quotas(subject: Subject) -> Iterator[Finding]:
    """CodeBuild lets a build run: new accounts may begin with none."""
    if subject.simulated:
        yield Finding("quota", "CodeBuild", "later", "the sandbox has no quotas")
        return
    size = subject.value("ComputeType").rpartition("_")[2].capitalize()
    machine = "ARM" if subject.value("CpuArchitecture") == "ARM64" else "Linux"
    wanted = _QUOTA.format(machine, size)
    for quota in subject.asker.every(
        "service-quotas",
        "list_service_quotas",
        "Quotas",
        token="NextToken",  # noqa: S106 (of a page)
        ServiceCode="codebuild",
    ):
        if quota["QuotaName"].lower() == wanted.lower():
            yield _quota(subject, quota["QuotaCode"], wanted, quota["Value"])
            return
    yield unknown("quota", wanted, "is not among the account's quotas")


def _quota(subject: Subject, code: str, name: str, value: float) -> Finding:
    if value >= 1:
        return well("quota", name, f"is {value:g}")
    return wrong(
        "quota",
        name,
        f"is {value:g}",
        why="no build begins (`Cannot have more than 0 builds in queue`)",
        mend=command(
            *("aws", "service-quotas", "request-service-quota-increase"),
            *("--region", subject.region, "--service-code", "codebuild"),
            *("--quota-code", code, "--desired-value", "5"),
        ),
    )
