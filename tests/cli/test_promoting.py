"""Registry, targets and promotion are deployed in order, and go the other way."""

from pathlib import Path

import pytest

from tests.cli.commands import run, run_json
from tests.parameters.promoted import BUCKET_ABROAD, Promoted

STACKS = [
    "refunds-registry-tools",
    "refunds-target-dev",
    "refunds-target-prod",
    "refunds-promotion-tools",
]

pytestmark = pytest.mark.whole_way


def test_what_is_promoted_to_stands_before_the_promotion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoted = Promoted(tmp_path)
    promoted.use_the_real_one()
    promoted.write()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    planned = run("plan", "--sandbox")
    steps = [line for line in planned.out.splitlines() if line.startswith("step ")]
    assert [line.rpartition(": ")[2] for line in steps] == STACKS
    done = run_json("deploy", "--sandbox", "--yes")
    assert done.outcomes == dict.fromkeys(STACKS, "deployed")
    told = run_json("outputs", "--sandbox").json["stacks"]
    outputs = {each["stack"]: each["outputs"] for each in told}
    # What the files say, the stacks have.
    for number, name in enumerate(("dev", "prod"), 1):
        values = promoted.values["tools/refunds.promotion"]
        assert outputs[f"refunds-target-{name}"] == {
            key[0].lower() + key[1:]: value
            for parameter, value in values.items()
            if parameter.startswith(f"Target{number}")
            and (key := parameter.removeprefix(f"Target{number}")) != "Name"
        }
    gone = run_json("destroy", "--sandbox", "--yes")
    assert set(gone.outcomes.values()) == {"destroyed"}


def test_a_store_of_another_region_stands_before_the_promotion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoted = Promoted(tmp_path)
    promoted.move_abroad()
    promoted.write()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run("validate").code == 0
    stacks = ["refunds-store-tools-eu", *STACKS]
    planned = run("plan", "--sandbox")
    steps = [line for line in planned.out.splitlines() if line.startswith("step ")]
    assert [line.rpartition(": ")[2] for line in steps] == stacks
    done = run_json("deploy", "--sandbox", "--yes")
    assert done.outcomes == dict.fromkeys(stacks, "deployed")
    told = run_json("outputs", "--sandbox").json["stacks"]
    outputs = {each["stack"]: each["outputs"] for each in told}
    store = outputs["refunds-store-tools-eu"]
    assert store["artifactBucketName"] == BUCKET_ABROAD
    # Only the stack knows the key.
    assert store["artifactKeyArn"].startswith("arn:aws:kms:eu-west-1:222233334444:key/")
    gone = run_json("destroy", "--sandbox", "--yes")
    assert set(gone.outcomes.values()) == {"destroyed"}
