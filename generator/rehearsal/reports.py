"""What a build leaves for CodeBuild to collect: reports and artifacts."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Roots = Sequence[ElementTree.Element]

# The root element of a report in each format that is XML and that we know.
_ROOTS = {
    "JUNITXML": ("testsuite", "testsuites"),
    "VISUALSTUDIOTRX": ("TestRun",),
    "CLOVERXML": ("coverage",),
    "COBERTURAXML": ("coverage",),
    "JACOCOXML": ("report",),
}


class CollectError(Exception):
    """CodeBuild would fail in UPLOAD_ARTIFACTS; the text says why."""


def read_reports(spec: Mapping[str, Any], here: Path) -> dict[str, Roots]:
    """Each report of a buildspec with the root elements of its files.

    Raises:
        CollectError: a file is not what the buildspec says.
    """
    return {
        name: [_root(path, report) for path in _matches(here, report)]
        for name, report in spec.get("reports", {}).items()
    }


def _root(path: Path, report: Mapping[str, Any]) -> ElementTree.Element:
    wanted = report.get("file-format", "JUNITXML")
    try:
        root = ElementTree.parse(path).getroot()  # noqa: S314 (what ran here wrote it)
    except ElementTree.ParseError as error:
        raise CollectError(f"{path}: {error}") from None
    if root.tag.rpartition("}")[2] not in _ROOTS.get(wanted, (root.tag,)):
        raise CollectError(f"{path} is not {wanted}")
    return root


def zip_artifacts(spec: Mapping[str, Any], here: Path, to: Path) -> bool:
    """Write what the next action gets to `to`; says whether there is any file."""
    artifacts = spec["artifacts"]
    files = _matches(here, artifacts)
    if not files:
        return False
    base = here / artifacts.get("base-directory", ".")
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in files:
            flat = artifacts.get("discard-paths") in (True, "yes")
            bundle.write(path, path.name if flat else path.relative_to(base))
    return True


def _matches(here: Path, section: Mapping[str, Any]) -> list[Path]:
    base = here / section.get("base-directory", ".")
    found = {path for glob in section["files"] for path in base.glob(glob)}
    return sorted(path for path in found if path.is_file())


def summary(roots: Roots) -> str:
    """What a report says, in a few words; nothing for one that has no file."""
    if not roots:
        return ""
    results = [case for root in roots for case in root.iter() if _is_case(case)]
    if results:
        return f"{len(results)} tests, {sum(map(_failed, results))} failed"
    shares = [share for root in roots if (share := _covered(root)) is not None]
    return f"{100 * sum(shares) / len(shares):.0f} % covered" if shares else ""


def _is_case(element: ElementTree.Element) -> bool:
    """A test of JUnit, or of Visual Studio's results."""
    return element.tag.rpartition("}")[2] in ("testcase", "UnitTestResult")


def _failed(case: ElementTree.Element) -> bool:
    inner = {each.tag for each in case}
    return bool({"failure", "error"} & inner) or case.get("outcome") == "Failed"


def _covered(root: ElementTree.Element) -> float | None:
    """Which part of lines or statements ran: of Clover, Cobertura or JaCoCo."""
    if "line-rate" in root.attrib:
        return float(root.attrib["line-rate"])
    metrics = root.find("project/metrics")
    if metrics is not None:
        return _share(metrics.get("coveredstatements"), metrics.get("statements"))
    for counter in root.findall("counter[@type='LINE']"):
        covered, missed = (int(counter.attrib[key]) for key in ("covered", "missed"))
        return _share(covered, covered + missed)
    return None


def _share(part: str | int | None, whole: str | int | None) -> float | None:
    return int(part or 0) / int(whole) if whole and int(whole) else None
