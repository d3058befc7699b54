"""What the house rules add to a lint: of our own template, and of many pipelines.

Run `python -m tests.benchmarks.house_rules [ROUNDS]` in a checkout. Prints the
CPU seconds of cfn-lint's own rules, of these with the house rules, and the ratio
of the two, which can be compared between machines. It should stay below 1.3 for our
template, and below 2 for 40 pipelines of which each has seven conditions of its own,
that is 128 ways to be.
"""

import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_file_path

import generator.rules

TEMPLATE = Path(__file__).parents[2] / "templates_out" / "pipeline.yaml"


def many_pipelines(count: int, conditions: int) -> str:
    """A template of pipelines with a build for each of their conditions."""
    names = [[f"P{one}C{each}" for each in range(conditions)] for one in range(count)]
    flat = [name for group in names for name in group]
    return json.dumps(
        {
            "Parameters": {name: {"Type": "String", "Default": ""} for name in flat},
            "Conditions": {
                f"Has{name}": {"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]}
                for name in flat
            },
            "Resources": {
                f"Pipeline{number}": _pipeline(group)
                for number, group in enumerate(names)
            },
        }
    )


def _pipeline(conditions: list[str]) -> dict[str, Any]:
    source = {
        "OutputArtifacts": [{"Name": "SourceOutput"}],
        "Configuration": {
            "ConnectionArn": "arn:aws:codeconnections:us-east-2:111122223333:"
            "connection/aEXAMPLE-8aad-4d5d-8878-dfcab0bc441f",
            "FullRepositoryId": "acme/payment-service",
            "BranchName": "main",
        },
    }
    builds = [
        _action(
            f"Build{number}",
            "Build",
            "CodeBuild",
            InputArtifacts=[{"Name": "SourceOutput"}],
            OutputArtifacts=[{"Name": f"Output{number}"}],
            Namespace=f"Build{number}",
            Configuration={"ProjectName": {"Fn::If": [f"Has{name}", "one", "other"]}},
        )
        for number, name in enumerate(conditions)
    ]
    stages = [
        [_action("Source", "Source", "CodeStarSourceConnection", **source)],
        builds,
    ]
    return {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {
            "PipelineType": "V2",
            "RoleArn": "arn:aws:iam::111122223333:role/pipeline",
            "ArtifactStore": {"Type": "S3", "Location": "payment-artifacts"},
            "Stages": [
                {"Name": f"Stage{number}", "Actions": actions}
                for number, actions in enumerate(stages)
            ],
        },
    }


def _action(name: str, category: str, provider: str, **more: Any) -> dict[str, Any]:
    kind = {
        "Category": category,
        "Owner": "AWS",
        "Provider": provider,
        "Version": "1",
    }
    return {"Name": name, "ActionTypeId": kind, **more}


def cpu(template: Path, rules: Rules, config: ConfigMixIn) -> float:
    """Seconds of one warm lint."""
    began = time.process_time()
    list(run_template_by_file_path(str(template), config, rules, False))
    return time.process_time() - began


def main(rounds: int) -> None:
    # As `build` does.
    gc.disable()
    config = ConfigMixIn(regions=["us-east-2"])
    own = Rules.create_from_directory(config.append_rules[0])
    house = Rules.create_from_directory(str(Path(generator.rules.__file__).parent))
    both = Rules({**own, **house})
    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "40 pipelines.json"
        many.write_text(many_pipelines(40, 7))
        for template, limit in ((TEMPLATE, 1.3), (many, 2.0)):
            for rules in (own, both):
                cpu(template, rules, config)
            pairs = [
                (cpu(template, own, config), cpu(template, both, config))
                for _ in range(rounds)
            ]
            print(template.stem)
            print(
                f"  {len(own)} rules of cfn-lint  {median(a for a, _ in pairs):.2f} s"
            )
            print(
                f"  and {len(house)} house rules   {median(b for _, b in pairs):.2f} s"
            )
            ratio = median(b / a for a, b in pairs)
            print(f"  ratio                   {ratio:.2f} (at most {limit})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
