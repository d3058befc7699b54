"""A project of one service in one environment, whatever `params/` has become."""

import json
import shutil
from pathlib import Path

from generator.project import Project
from tests.checkout import ROOT
from tests.templates.stack import REQUIRED

ACCOUNT = "111122223333"
ENVIRONMENTS = f'[dev]\naccount = "{ACCOUNT}"\nregion = "us-east-2"\n'
PARAMETERS = Path("params/dev/payment-service.pipeline.json")
# With the IDs that a listener has, which `validate` wants to see.
LISTENER = REQUIRED["ProductionListenerArn"].replace(
    "50dc/f2f7", "50dc6c495c0c9188/f2f7dc8efc522ab2"
)
VALUES = {**REQUIRED, "ProductionListenerArn": LISTENER}


def sample_project(folder: Path) -> Project:
    """The committed pipeline template, and parameters of our own for it."""
    (folder / "templates_out").mkdir()
    shutil.copy(ROOT / "templates_out" / "pipeline.yaml", folder / "templates_out")
    (folder / PARAMETERS.parent).mkdir(parents=True)
    (folder / "params" / "environments.toml").write_text(ENVIRONMENTS)
    write_parameters(folder, VALUES)
    return Project(folder)


def write_parameters(folder: Path, values: dict[str, str]) -> None:
    """What the one stack gets."""
    (folder / PARAMETERS).write_text(json.dumps({"Parameters": values}))
