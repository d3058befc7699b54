"""The names that a new stack gives are free, or are its own to adopt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import code
from generator.deploy.plan.retained import find
from generator.deploy.state.asking import UnansweredError
from generator.doctor.finding import Finding, well, wrong
from generator.doctor.subject import Subject
from generator.parameters.names import PhysicalName, physical_names

CHECK = "name"


@dataclass(frozen=True)
class Question:
    """How a service is asked for something by its name.

    `answer` is the list that is empty where there is none, for the operations that
    do not answer with an error then.
    """

    service: str
    operation: str
    argument: str
    absent: tuple[str, ...] = ()
    answer: str = ""


_QUESTIONS: Mapping[str, Question] = {
    "AWS::IAM::Role": Question(
        "iam", "get_role", "RoleName", ("NoSuchEntity", "NoSuchEntityException")
    ),
    "AWS::CodePipeline::Pipeline": Question(
        "codepipeline", "get_pipeline", "name", ("PipelineNotFoundException",)
    ),
    "AWS::CodeDeploy::Application": Question(
        "codedeploy",
        "get_application",
        "applicationName",
        ("ApplicationDoesNotExistException",),
    ),
    "AWS::CodeBuild::Project": Question(
        "codebuild", "batch_get_projects", "names", answer="projects"
    ),
}


def names(subject: Subject) -> Iterator[Finding]:
    """Of a stack that is there nothing is asked: its names are its own."""
    stack = subject.target.stack_name
    if subject.stack is not None:
        yield well(CHECK, stack, "is there, with the names that it has")
        return
    taken = [*_taken(subject), *_retained(subject)]
    yield from taken
    if not any(each.state == "wrong" for each in taken):
        yield well(CHECK, stack, "gives names that are free, or its own to adopt")


def _taken(subject: Subject) -> Iterator[Finding]:
    target = subject.target
    for name in physical_names(target.file, target.template):
        question = _QUESTIONS.get(name.kind)
        if question and _is_there(subject, question, name):
            yield wrong(
                CHECK,
                name.name,
                f"is taken: the stack would make {name.logical_id} of that name",
                why="CloudFormation refuses the stack before it begins",
                mend=f"set ServiceName or NamePrefix in {target.file.path}, or delete "
                f"the {name.rule.what} that is there",
            )


def _is_there(subject: Subject, question: Question, name: PhysicalName) -> bool:
    asked = [name.name] if question.answer else name.name
    answer = subject.asker.ask(
        question.service,
        question.operation,
        absent=question.absent,
        **{question.argument: asked},
    )
    return bool(answer and (not question.answer or answer.get(question.answer)))


def _retained(subject: Subject) -> Iterator[Finding]:
    """Buckets and logs that a stack before this one left."""
    try:
        own, others = find(subject.target, subject.clients)
    except (ClientError, BotoCoreError) as error:
        raise UnansweredError(
            "s3:head_bucket, logs:describe_log_groups", code(error)
        ) from (error)
    for one in own:
        yield well(CHECK, one.name, "was retained and will be adopted")
    for one in others:
        yield wrong(
            CHECK,
            one.name,
            f"is taken, and no tag says that it is this service's {one.logical_id}",
            why="the plan is blocked",
            mend="tag it as the stack would (Environment, Project) if it is this "
            "service's own, or choose other names",
        )
