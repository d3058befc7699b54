"""Stacks of one step go in parallel; what waits for a failed one never begins."""

from pathlib import Path

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack


def chain(project: Project) -> None:
    """a before b before c, and d beside them, all in dev."""
    for name in "abcd":
        add_stack(project, "dev", name)
    path = project.params / "environments.toml"
    order = '"b.store" = ["a.store"]\n"c.store" = ["b.store"]\n'
    path.write_text(f"{path.read_text()}\n[dev.depends_on]\n{order}")


def executed(cloud: Cloud) -> list[str]:
    """Stacks in the order in which they began."""
    begun = [
        (event["Timestamp"], stack.name[0])
        for stack in cloud.stacks
        for event in stack.events
        if event["ResourceStatus"] == "CREATE_IN_PROGRESS"
    ]
    return [name for _, name in sorted(begun)]


def test_what_another_needs_stands_before_it_begins(
    cloud: Cloud, project: Project
) -> None:
    chain(project)
    planned = run("plan")
    assert "step 1, dev: a-store-dev and d-store-dev\n" in planned.out
    assert "step 3, dev: c-store-dev\n" in planned.out
    ran = run_json("deploy", "--plan", "plan.json", "--yes")
    assert set(ran.outcomes.values()) == {"deployed"}
    assert sorted(executed(cloud)[:2]) == ["a", "d"]
    assert executed(cloud)[2:] == ["b", "c"]


def test_what_waits_for_a_failed_stack_never_begins(
    cloud: Cloud, project: Project
) -> None:
    chain(project)
    cloud.ending["b-store-dev"] = "ROLLBACK_COMPLETE"
    ran = run_json("deploy", "--yes", "--keep-going")
    assert ran.outcomes == {
        "a-store-dev": "deployed",
        "b-store-dev": "rolled-back",
        "c-store-dev": "skipped",
        "d-store-dev": "deployed",
    }


def test_the_order_is_in_the_review_and_in_the_json(
    cloud: Cloud, project: Project
) -> None:
    chain(project)
    run("plan", "--markdown", "review.md")
    review = Path("review.md").read_text("utf-8")
    assert "### Order\n\n- step 1, dev: a-store-dev and d-store-dev\n" in review
    numbers = {one["stack"]: one["step"] for one in run_json("plan").json["stacks"]}
    assert numbers == {
        "a-store-dev": 1,
        "b-store-dev": 2,
        "c-store-dev": 3,
        "d-store-dev": 1,
    }


def deleted(cloud: Cloud) -> list[str]:
    """Stacks in the order in which their deletion began."""
    begun = [
        (event["Timestamp"], stack.name[0])
        for stack in cloud.stacks
        for event in stack.events
        if event["ResourceStatus"] == "DELETE_IN_PROGRESS"
    ]
    return [name for _, name in sorted(begun)]


def test_what_needs_another_goes_before_it(cloud: Cloud, project: Project) -> None:
    chain(project)
    run_json("deploy", "--yes")
    ran = run_json("destroy", "--yes")
    assert set(ran.outcomes.values()) == {"destroyed"}
    assert deleted(cloud)[:2] == ["c", "b"]
    assert sorted(deleted(cloud)[2:]) == ["a", "d"]


def test_what_a_stack_that_stays_may_need_stays_too(
    cloud: Cloud, project: Project
) -> None:
    chain(project)
    run_json("deploy", "--yes")
    cloud.ending["b-store-dev"] = "DELETE_FAILED"
    ran = run_json("destroy", "--yes")
    assert ran.outcomes["c-store-dev"] == "destroyed"
    assert ran.outcomes["a-store-dev"] == ran.outcomes["d-store-dev"] == "skipped"
    assert deleted(cloud) == ["c", "b"]


def test_one_step_is_not_worth_a_word(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "a")
    assert "step 1" not in run("plan").out
