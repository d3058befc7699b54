"""What an execution of the sandbox does, on the screen while it does it."""

from typing import TYPE_CHECKING

import click

from generator.cli.confirm import has_terminal, typed
from generator.cli.pipeline.answering import show_question, warn_of_oneself
from generator.cli.pipeline.selected import ask, the_one
from generator.cli.pipeline.words import COLOURS, commit, digest, person, share
from generator.cli.printing import say, say_parts, styled
from generator.cli.targets import Targets
from generator.deploy.outcome import Result
from generator.operations.steps import Answer, answer, question
from generator.sandbox.delivery import pace
from generator.sandbox.delivery.building import run_builds
from generator.sandbox.delivery.definition import Pipeline as Definition
from generator.sandbox.delivery.watching import View, look

if TYPE_CHECKING:
    from generator.operations.pipeline import Pipeline
    from generator.rehearsal.rehearse import Rehearsed
    from generator.sandbox.delivery.desk import Desk
    from generator.sandbox.delivery.model import Mail, Run

_SECONDS = 0.5
_WIDTH = 15
_COMMENT = "approved at the terminal of sandbox run"


class Screen:
    """Prints what is new of an execution, on stderr."""

    def __init__(self, desk: "Desk", pipeline: Definition, execution: str) -> None:
        self.desk = desk
        self.pipeline = pipeline
        self.execution = execution
        self._printed: dict[str, str] = {}
        with desk.scene() as scene:
            self._mails = len(scene.deliveries.mails)

    def look(self) -> View:
        """Look again, and print what has changed."""
        view = look(self.desk, self.pipeline, self.execution)
        for run in view.runs:
            self._run(run, view)
        for mail in view.mails[self._mails :]:
            _mail(mail)
        self._mails = len(view.mails)
        return view

    def build(self) -> None:
        """Run the builds that wait, and say what came of them."""
        for _, done in run_builds(self.desk, self.pipeline, lambda line: None):
            _built(done)
            self.look()

    def _run(self, run: "Run", view: View) -> None:
        text, note = run.status, run.summary or run.error
        if run.category == "Source":
            note = f"{commit(view.execution.commit)} {view.execution.message}"
        elif run.category == "Approval":
            text = "waits" if run.status == "InProgress" else run.status
            note = f"by {person(run.by)}" if run.by else run.error
        elif run.made in view.shares and run.status == "InProgress":
            note = f"{share(view.shares[run.made])} of the traffic"
        elif "IMAGE_DIGEST" in run.variables:
            note = digest(run.variables["IMAGE_DIGEST"])
        line = f"{text} {note}"
        if self._printed.get(run.id) != line:
            self._printed[run.id] = line
            say_parts(
                styled(f"  {run.stage:<{_WIDTH}}"),
                styled(f"{text:<10}", fg=COLOURS.get(text)),
                styled(note),
                err=True,
            )


def follow(selected: Targets, pipeline: "Pipeline", screen: Screen, yes: bool) -> View:
    """Carry an execution on until it ends, or waits for somebody who is not here."""
    while True:
        view = screen.look()
        if view.is_over:
            return view
        screen.build()
        view = screen.look()
        if view.behind or (view.waits and not _answered(selected, pipeline, yes)):
            return view
        pace.wait(_SECONDS)


def _answered(selected: Targets, pipeline: "Pipeline", yes: bool) -> bool:
    """Let somebody answer the approval that waits; is the pipeline to go on?"""
    if not yes and not has_terminal():
        return False
    (asked,) = ask(selected, [the_one(selected)], question)
    if isinstance(asked, Result):
        # Somebody else was faster.
        return True
    show_question(pipeline, asked)
    warn_of_oneself(selected, pipeline, asked)
    verdict = "Approved" if yes else _verdict(digest(asked.digest))
    if verdict is None:
        return False
    given: Answer = verdict
    (done,) = ask(
        selected,
        [the_one(selected)],
        lambda one: answer(one, asked, given, _COMMENT),
    )
    if isinstance(done, Result):
        say(f"  {done.message}", err=True, fg="yellow")
    return True


def _verdict(image: str) -> Answer | None:
    """What is typed; None is for later."""
    try:
        said = typed(
            f"Approve {image}?",
            type=click.Choice(["yes", "no", "later"]),
            default="later",
        )
    except click.Abort:
        return None
    verdicts: dict[str, Answer] = {"yes": "Approved", "no": "Rejected"}
    return verdicts.get(said)


def _built(done: "Rehearsed") -> None:
    if done.failed_phase:
        say(f"    {done.reason}", err=True, fg="red")
    elif not done.was_run:
        why = f"not built here, and taken for good: {done.reason}"
        say(f"    {why}", err=True, fg="yellow")
    for name, words in done.reports:
        say(f"    report {name}: {words or 'no file'}", err=True, dim=True)


def _mail(mail: "Mail") -> None:
    say(f"    mail to {mail.to}: {mail.subject}", err=True, fg="cyan")
    for line in mail.text.splitlines():
        say(f"      {line}", err=True, fg="cyan")
