"""What somebody does with a copy of this checkout to make it their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.checkout import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "*.egg*")

ENVIRONMENT = """
[qa]
account = "123456789012"
region = "eu-west-1"
"""

# Behind the real maker, so that it fits whatever the template has become.
PARAMETER = '''

from typing import Any  # noqa: E402

from troposphere import Output, Parameter, Ref  # noqa: E402

_as_it_was = pipeline


def pipeline(*given: Any, **options: Any) -> Template:  # noqa: F811
    """The pipeline, with what this company wants to see."""
    template = _as_it_was(*given, **options)
    description = "The department that pays"
    template.add_parameter(
        Parameter(
            "Department",
            Type="String",
            Default="none",
            AllowedPattern="^[a-z]+$",
            ConstraintDescription="lower case letters",
            Description=description,
        )
    )
    template.add_output(
        Output("department", Description=description, Value=Ref("Department"))
    )
    form = template.metadata["AWS::CloudFormation::Interface"]
    form["ParameterGroups"][-1]["Parameters"].append("Department")
    return template
'''

TEMPLATE = '''"""Logs of an audit."""

from troposphere import Parameter, Ref, Tags, Template, logs

from generator.buildspecs import Buildspecs


def audit(_: Buildspecs) -> Template:
    """One group of logs that outlives its stack."""
    template = Template("Logs of an audit")
    days = Parameter(
        "Days", Type="Number", AllowedValues=[365, 731], Description="Kept so long"
    )
    environment = Parameter("EnvironmentSuffix", Type="String", Description="dev, qa")
    template.add_parameter(environment)
    template.add_parameter(days)
    template.add_resource(
        logs.LogGroup(
            "AuditLog",
            DeletionPolicy="Retain",
            UpdateReplacePolicy="Retain",
            RetentionInDays=days.ref(),
            Tags=Tags(Environment=Ref(environment), Project="a", CostCenter="b"),
        )
    )
    return template
'''

MAKER = """

from generator.templates.audit import audit  # noqa: E402

TEMPLATES = (*TEMPLATES, Maker("audit", audit))
"""


def adopted(folder: Path) -> Path:
    """A copy with an environment, a service, a parameter and a template more.

    The sample service has another name. What the code makes is not yet written.
    """
    copy = Path(shutil.copytree(ROOT, folder, symlinks=True, ignore=LEFT_OUT))
    _append(copy / "params" / "environments.toml", ENVIRONMENT)
    for path in sorted((copy / "params").glob("*/*.json")):
        text = path.read_text().replace("payment", "checkout")
        path.unlink()
        path.with_name(path.name.replace("payment", "checkout")).write_text(text)
    _services(copy / "params")
    _append(copy / "generator" / "templates" / "pipeline" / "__init__.py", PARAMETER)
    _append(copy / "generator" / "templates" / "__init__.py", MAKER)
    (copy / "generator" / "templates" / "audit.py").write_text(TEMPLATE)
    return copy


def _services(params: Path) -> None:
    (params / "qa").mkdir()
    staging = (params / "staging" / "checkout-service.pipeline.json").read_text()
    qa = (
        staging.replace("staging", "qa")
        .replace("444455556666", "123456789012")
        .replace("us-east-2", "eu-west-1")
    )
    (params / "qa" / "checkout-service.pipeline.json").write_text(qa)
    second = qa.replace("checkout", "ledger").replace(
        '"EnvironmentSuffix"',
        '"ServiceName": "ledger", "NamePrefix": "ledger-",\n    "EnvironmentSuffix"',
    )
    (params / "qa" / "ledger.pipeline.json").write_text(second)
    (params / "dev" / "our.audit.json").write_text(
        '{"Parameters": {"EnvironmentSuffix": "dev", "Days": "365"}}\n'
    )


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def run(
    folder: Path, *arguments: str, shown: bool = False
) -> subprocess.CompletedProcess[str]:
    """`python -m ARGUMENTS` with the copy's own code."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=False,
        capture_output=not shown,
        text=True,
    )


if __name__ == "__main__":
    # The whole suite in an adopted copy: `python -m tests.adoption [PYTEST OPTIONS]`.
    with tempfile.TemporaryDirectory() as temporary:
        copy = adopted(Path(temporary) / "copy")
        tests = ("pytest", "--ignore", "tests/test_adoption.py", *sys.argv[1:])
        for step in (("generator", "build"), tests):
            code = run(copy, *step, shown=True).returncode
            if code:
                sys.exit(code)
