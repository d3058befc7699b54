"""How long it takes to validate one template's 1,000 parameter files.

Run `python -m tests.benchmarks.parameter_fleet [FILES]` in a checkout. Prints
CPU seconds (wall where it says so) and how many lints each would have paid for:
those figures can be compared between machines.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.parameters import linting, validate
from generator.parameters.files import load
from generator.parameters.lint_input import Inputs
from generator.parameters.linting import lint_together
from generator.project import Project

CHECKOUT = Project(Path(__file__).parents[2])
ENVIRONMENTS = ("dev", "staging", "prod")


def make_fleet(root: Path, count: int) -> Project:
    """Copies of the sample files, each with what a service has for itself."""
    project = Project(root)
    shutil.copytree(CHECKOUT.templates_out, project.templates_out)
    for folder in ENVIRONMENTS:
        (project.params / folder).mkdir(parents=True)
    toml = "environments.toml"
    shutil.copy(CHECKOUT.params / toml, project.params / toml)
    for number in range(count):
        folder = ENVIRONMENTS[number % len(ENVIRONMENTS)]
        service = f"service-{number // len(ENVIRONMENTS):03}"
        sample = CHECKOUT.params / folder / "payment-service.pipeline.json"
        content = json.loads(sample.read_text())
        content["Parameters"] |= {
            "ServiceName": service,
            "NamePrefix": f"s{number // len(ENVIRONMENTS):03}-",
            "EcsServiceName": service,
            "BlueTargetGroupName": f"{service}-blue",
            "GreenTargetGroupName": f"{service}-green",
        }
        for key in ("ProductionListenerArn", "TestListenerArn"):
            if key in content["Parameters"]:
                arn = content["Parameters"][key].rpartition("/")[0]
                last = f"{number:08x}{len(key):08x}"
                content["Parameters"][key] = f"{arn}/{last}"
        target = project.params / folder / f"{service}.pipeline.json"
        target.write_text(json.dumps(content, indent=2))
    return project


def wall(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cpu(work: Callable[[], object]) -> float:
    """Seconds of this process and its children, whatever else the machine does."""
    began = _cpu_so_far()
    work()
    return _cpu_so_far() - began


def _cpu_so_far() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    usage = [resource.getrusage(each) for each in who]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def command(project: Project, *args: str) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "generator",
            "--project",
            project.root,
            "validate",
            *args,
        ],
        cwd=CHECKOUT.root,
        check=True,
        capture_output=True,
    )


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        project = make_fleet(Path(folder) / "fleet", count)
        files = load(project)
        template = files.templates["pipeline"]
        first = Inputs().of(files.files[0], template)
        lint_together([first], template)  # loads the rules
        one_lint = min(cpu(lambda: lint_together([first], template)) for _ in range(5))

        def report(what: str, seconds: float) -> None:
            print(f"{what:48} {seconds:8.2f} s {seconds / one_lint:8.1f} lints")

        report("one lint, rules loaded", one_lint)
        fresh = "import generator.lint as l; r = l.load_linter(('us-east-2',)); " + (
            f"r.findings(l.Path({str(template.path)!r}), shown_as='t')"
        )
        plain = min(cpu(lambda: _python(fresh)) for _ in range(3))
        report("a process that lints the template alone", plain)
        sole = make_fleet(Path(folder) / "sole", 1)
        alone = min(cpu(lambda: command(sole, "--no-cache")) for _ in range(3))
        report(f"one file alone, {alone / plain:.2f} of that", alone)

        # The cache is filled without linting; the fleet is clean.
        real = linting.lint_together
        linting.lint_together = lambda inputs, _: [[] for _ in inputs]
        workers, linting.WORKERS = linting.WORKERS, 1
        own = cpu(lambda: validate(project, use_cache=False))
        report(f"our own checks of {count} files", own)
        validate(project)
        linting.lint_together, linting.WORKERS = real, workers
        report("nothing changed", cpu(lambda: command(project)))
        changed = files.files[-1].path
        text = changed.read_text().replace('"prod@', '"production@')
        changed.write_text(text.replace("example.com", "example.org"))
        report("one file changed", cpu(lambda: command(project)))

        new = files.files[: min(count, 40)]
        some = {Inputs().of(file, template): template for file in new}
        what = f"{len(some)} new files, {linting.WORKERS} processes"
        began = _cpu_so_far()
        report(f"{what}, wall", wall(lambda: list(linting._results(some))))
        report(f"{what}, CPU", _cpu_so_far() - began)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{'largest process':48} {peak:8.0f} MiB")
        linting.WORKERS = 1
        one = wall(lambda: list(linting._results(some)))
        report("the same in one process, wall", one)


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT.root, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
