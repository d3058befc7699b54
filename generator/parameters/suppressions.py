"""Findings that somebody answers for: for one file, with a reason, until a day."""

from collections.abc import Iterable, Iterator
from datetime import date

from generator.findings import Finding
from generator.parameters.model import ParameterFile, Suppression


def suppressions(file: ParameterFile) -> list[Suppression]:
    """Those of the file's environment that name the file."""
    name = f"{file.name}.{file.template}"
    return [each for each in file.environment.suppress if each.file == name]


def remaining(
    findings: Iterable[Finding], files: Iterable[ParameterFile], today: date
) -> Iterator[Finding]:
    """Findings but those that are suppressed, and what is wrong with suppressions.

    After its last day a suppression does nothing but say so. One that meets no
    finding is told, so that it does not outlive its reason.
    """
    given = {str(file.path): suppressions(file) for file in files}
    met = set()
    for finding in findings:
        answered = [
            each for each in given.get(finding.file, ()) if each.rule == finding.rule
        ]
        met.update(answered)
        if not any(today <= each.expires for each in answered):
            yield finding
    for each in dict.fromkeys(each for group in given.values() for each in group):
        what = f"the suppression of {each.rule} for {each.file}"
        if today > each.expires:
            yield each.place.finding(
                "suppression",
                f"{what} ended on {each.expires}",
                "Mend the finding, or give a new reason and day.",
                "warning",
            )
        elif each not in met:
            yield each.place.finding(
                "suppression", f"{what} meets no finding", "Delete it.", "warning"
            )
