"""The review for a pull request: risks first, never too long, nothing broken."""

from dataclasses import replace

from generator.deploy.plan.changes import Change, PropertyChange
from generator.deploy.plan.markdown import LIMIT, MARKER, markdown
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.risk import risks


def change(name: str, action: str = "Modify", kind: str = "AWS::SNS::Topic") -> Change:
    prop = PropertyChange(
        "/Properties/X", "a|b", "<img> @team `x`", "Never", True, False
    )
    return Change(name, kind, action, "", "", "", "", (), (prop,), ())


def plan(*changes: Change, stack: str = "pay-store-dev") -> StackPlan:
    return StackPlan(
        stack=stack,
        environment="dev",
        account="111111111111",
        region="eu-west-1",
        parameter_file="params/dev/pay.store.json",
        template="store.yaml",
        stack_id="arn:stack",
        change_set_id="arn:set" if changes else "",
        type="UPDATE",
        stack_status="CREATE_COMPLETE",
        stack_protected=False,
        created="2026-01-01T00:00:00+00:00",
        principal="arn:user",
        commit="abc",
        template_sha256="0" * 64,
        parameters_sha256="0" * 64,
        fingerprint="0" * 64,
        changes_sha256="0" * 64,
        parameters={},
        tags={},
        capabilities=(),
        role_arn=None,
        push_forward=False,
        on_create_failure="rollback",
        changes=changes,
        risks=risks(changes),
        warnings=("nothing to change",) if not changes else ("bucket is not empty",),
    )


def test_marker_summary_and_risks_come_before_the_details() -> None:
    text = markdown(
        [plan(change("T"), change("B", "Remove", "AWS::S3::Bucket")), plan(stack="x")]
    )
    assert text.startswith(MARKER) and text.count(MARKER) == 1
    order = [
        text.index(part)
        for part in ("| Stack |", "### Risks", "**data-loss**", "**note**", "<details>")
    ]
    assert order == sorted(order)
    assert "--allow-delete" in text
    assert "| x | dev | 111111111111, eu-west-1 | nothing | 0 |" in text


def test_values_break_no_table_close_no_tag_and_call_nobody() -> None:
    text = markdown([plan(change("T"))])
    assert "a\\|b -&gt; &lt;img&gt; \\@team \\`x\\`" in text
    assert "<img>" not in text


def test_it_never_gets_too_long_and_keeps_the_risks() -> None:
    removed = [change(f"B{n}", "Remove", "AWS::S3::Bucket") for n in range(20)]
    many = [plan(*removed)] + [
        plan(*[change(f"T{n}") for n in range(100)], stack=f"s{m}") for m in range(50)
    ]
    text = markdown(many)
    assert len(text) <= LIMIT < 65_536
    assert text.count("**data-loss**") == 20
    assert text.count("<details>") == text.count("</details>") > 0
    assert "does not fit" in text


def test_even_risks_are_cut_at_a_whole_line() -> None:
    removed = [change(f"B{n}", "Remove", "AWS::S3::Bucket") for n in range(2000)]
    text = markdown([plan(*removed)])
    assert len(text) <= LIMIT
    for line in text.splitlines():
        assert not line.startswith("- **") or line.endswith("--allow-delete`)")


def test_no_risks_no_heading() -> None:
    assert "### Risks" not in markdown([replace(plan(change("T")), warnings=())])
