"""Make every template and what goes with it, judge it, and write or compare.

The steps hand on values: products (what the files should contain), findings
(what is wrong), changes (what differs from the committed files). Files are
written only when there is no finding, each beside its place and then renamed.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path

from troposphere import Template

from generator import writing
from generator.buildspecs import Buildspecs, buildspec_findings, read_buildspecs
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.lint_cache import LintCache
from generator.processes import can_copy, start
from generator.project import Project
from generator.render import render
from generator.settings import wanted_templates
from generator.templates import TEMPLATES, Maker

# CreateChangeSet takes a TemplateBody of at most this many bytes; more go through
# a bucket (CloudFormation User Guide, "CloudFormation quotas").
LARGEST_BODY = 51_200
# What a template in a bucket may have: 1 MB by the same page. cfn-lint (E1002)
# counts a MB as a million bytes, the deployer as 1,048,576: the smaller is safe.
LARGEST_OBJECT = 1_000_000
_ELSEWHERE = "Choose another folder with --out DIR."


@dataclass(frozen=True)
class Product:
    """A file that the code makes: its name in the output folder, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Change:
    """A file that is not what the code makes; `text` is None if nothing makes it."""

    path: Path
    committed: str | None
    text: str | None

    def diff(self) -> str:
        """A unified diff from the committed file to what the code makes."""
        missing = "/dev/null"
        before = missing if self.committed is None else f"{self.path} (committed)"
        after = missing if self.text is None else f"{self.path} (generated)"
        lines = unified_diff(
            _lines(self.committed), _lines(self.text), fromfile=before, tofile=after
        )
        # An empty file that nothing makes has no line to differ in.
        return "".join(lines) or f"--- {before}\n+++ {after}\n"


def _lines(text: str | None) -> list[str]:
    lines = (text or "").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        # As diff and git say it; else the next line would follow on this one.
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def products(
    buildspecs: Buildspecs, cache: LintCache, makers: Sequence[Maker] = TEMPLATES
) -> list[Product]:
    """Everything that belongs into the output folder.

    Raises GeneratorError if two makers have the same name.
    """
    names = [maker.name for maker in makers]
    for name in names:
        if names.count(name) > 1:
            raise GeneratorError(
                f"Two makers in generator/templates/__init__.py make {name}.yaml.",
                "Give one of them another name.",
            )
    made = []
    for maker in makers:
        template = maker.make(buildspecs)
        text = render(template, source=f"generator/templates/{maker.name}")
        made.append(Product(f"{maker.name}.yaml", text))
        made += _beside(maker.name, template, text, cache)
    return made


def _beside(
    name: str, template: Template, text: str, cache: LintCache
) -> list[Product]:
    """The page for reviewers and the schema for editors, next to a template."""
    kept = cache.text("beside", name, text)
    if kept is None:
        # Not at the top: a run with nothing new must not pay for the rules.
        from generator.cloudformation.document import parse
        from generator.parameters.schema import parameter_schema
        from generator.review.page import page
        from generator.rules._house import house_rules

        data = template.to_dict()
        schema = json.dumps(parameter_schema(data), indent=2)
        texts = {
            f"{name}.md": page(parse(text), name, list(house_rules().values())),
            f"{name}.params.schema.json": f"{schema}\n",
        }
        kept = json.dumps(texts)
        cache.keep_text(kept, "beside", name, text)
    return [Product(name, text) for name, text in json.loads(kept).items()]


def made_products(
    project: Project,
    out: Path,
    cache: LintCache,
    makers: Sequence[Maker] = TEMPLATES,
) -> tuple[list[Product], list[Finding]]:
    """Make everything and say what is wrong without a lint.

    Of the makers those are asked that setup.cfg wants. No product without
    buildspecs. Raises GeneratorError for a file that cannot be read.
    """
    makers = _wanted(makers, wanted_templates(project))
    buildspecs = read_buildspecs(project.buildspecs)
    wrong = buildspec_findings(buildspecs)
    if any(finding.severity == "error" for finding in wrong):
        return [], wrong
    made = products(buildspecs, cache, makers)
    return made, wrong + [each for t in _templates(made) for each in _size(t, out)]


def _wanted(makers: Sequence[Maker], names: Sequence[str]) -> Sequence[Maker]:
    known = [maker.name for maker in makers]
    for name in names:
        if name not in known:
            raise GeneratorError(
                f"setup.cfg wants the template {name!r}, which nothing makes.",
                f"Name some of {', '.join(known)} as `templates`, or leave it out.",
            )
    return [maker for maker in makers if not names or maker.name in names]


def _size(template: Product, out: Path) -> Iterator[Finding]:
    size = len(template.text.encode())
    place = (str(out / template.name), 1, "template-size")
    if size > LARGEST_OBJECT:
        yield Finding(
            *place,
            f"has {size:,} bytes; CloudFormation takes {LARGEST_OBJECT:,}",
            hint="Shorten descriptions and buildspecs, or make two templates of it.",
        )
    elif size > LARGEST_BODY:
        yield Finding(
            *place,
            # The same of each: `build` says it once and names them all.
            f"is larger than the {LARGEST_BODY:,} bytes that CreateChangeSet takes in "
            "a call: it is deployed through a bucket",
            severity="warning",
            hint="`python -m generator bootstrap --env NAME` makes one there.",
        )


def lint_findings(
    made: Sequence[Product], out: Path, regions: Sequence[str], cache: LintCache
) -> list[Finding]:
    """What cfn-lint and the house rules find in the templates among the products.

    Raises UsageError for a region that cfn-lint does not know.
    """
    unknown = [
        template
        for template in _templates(made)
        if not cache.knows_clean(str(out / template.name), template.text)
    ]
    if not unknown:
        return []
    # Not at the top: a run with nothing new must not pay for it.
    from generator.lint import load_linter

    linter = load_linter(regions)
    with tempfile.TemporaryDirectory() as folder:

        def lint(template: Product) -> list[Finding]:
            path = Path(folder) / template.name
            path.write_text(template.text)
            return linter.findings(path, shown_as=str(out / template.name))

        # Each template takes seconds; the rules that were loaded serve all.
        several = len(unknown) > 1 and can_copy()
        processes = min(len(unknown), os.cpu_count() or 1)
        results = start(lint, unknown, processes) if several else map(lint, unknown)
        found = []
        for template, findings in zip(unknown, results, strict=True):
            cache.keep(findings, str(out / template.name), template.text)
            found += findings
    return found


def begin_parameter_findings(
    project: Project,
    made: Sequence[Product],
    regions: Sequence[str],
    cache: LintCache,
) -> Callable[[], list[Finding]]:
    """Begin with `parameter_findings`; the result is asked for by a call.

    While the templates are linted here, another process is at it, with the rules
    that were loaded for both. Without one, or where nothing is to be linted
    here, the work is done when it is asked for.
    """
    find = partial(parameter_findings, project, made, cache)
    known = all(
        cache.knows_clean(str(project.templates_out / each.name), each.text)
        for each in _templates(made)
    )
    if known or not project.params.is_dir() or not can_copy():
        return find
    from generator.lint import load_linter

    load_linter(regions)
    found = start(lambda _: find(), [None], 1)
    return lambda: next(found)


def parameter_findings(
    project: Project, made: Sequence[Product], cache: LintCache
) -> list[Finding]:
    """What is wrong with the parameter files, by the templates as they were made.

    Raises UsageError for an environments.toml that is wrong.
    """
    templates = {
        project.templates_out / each.name: each.text for each in _templates(made)
    }
    paths = [*project.params.rglob("*"), *project.templates_out.glob("*.yaml")]
    read = {path: _read(path) for path in paths if path.is_file()}
    texts = [f"{path}\n{text}" for path, text in sorted((read | templates).items())]
    if not project.params.is_dir() or cache.knows_clean("parameters", *texts):
        return []
    from generator.cloudformation.document import parse
    from generator.parameters import validate

    findings = validate(
        project,
        templates={path.stem: parse(text, path) for path, text in templates.items()},
        use_cache=cache.linter_state is not None,
    )
    cache.keep(findings, "parameters", *texts)
    return findings


def _templates(made: Sequence[Product]) -> list[Product]:
    return [each for each in made if each.name.endswith(".yaml")]


def changes(made: Iterable[Product], out: Path) -> list[Change]:
    """What in the output folder is not what the code makes.

    Raises GeneratorError for a file that cannot be read.
    """
    expected = {out / product.name: product.text for product in made}
    found = []
    for path in sorted({*expected, *_committed(out)}):
        committed, text = _read(path), expected.get(path)
        if committed != text:
            found.append(Change(path=path, committed=committed, text=text))
    return found


def _committed(out: Path) -> list[Path]:
    files = (path for path in out.glob("*") if path.is_file())
    return [path for path in files if not path.name.startswith(".")]


def _read(path: Path) -> str | None:
    try:
        # What is not UTF-8 is not what the code makes, and is shown as such.
        return path.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GeneratorError(
            f"{path} cannot be read: {error.strerror}.",
            _ELSEWHERE,
        ) from error


def write(changed: Iterable[Change]) -> None:
    """Write what the code makes, all or (per file) nothing.

    Files that nothing makes are left alone: deleting is a person's decision.
    Raises GeneratorError if a file cannot be written.
    """
    for change in changed:
        if change.text is None:
            continue
        writing.write(change.path, change.text, hint=_ELSEWHERE)
