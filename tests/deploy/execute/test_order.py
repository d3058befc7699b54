"""Stacks of one step go in parallel; what waits for a failed one never begins."""

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


def test_one_step_is_not_worth_a_word(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "a")
    assert "step 1" not in run("plan").out
