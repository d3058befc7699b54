"""The review for a pull request: risks first, never too long, nothing broken."""

import re
from dataclasses import replace

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from generator.deploy.plan.changes import Change
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.markdown import LIMIT, MARKER, markdown
from generator.deploy.plan.planfile import StackPlan
from generator.deploy.plan.properties import PropertyChange
from generator.deploy.plan.risk import risks
from tests.review.markdown_reader import read


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


LONGER = InputChange("LogRetentionDays", "30", "90")


def test_what_changed_comes_first_then_risks_then_resources() -> None:
    changed = plan(change("T"), change("B", "Remove", "AWS::S3::Bucket"))
    text = markdown([replace(changed, inputs=(LONGER,)), plan(stack="x")])
    assert text.startswith(MARKER) and text.count(MARKER) == 1
    order = [
        text.index(part)
        for part in (
            "**Data at risk:** `B` of `pay-store-dev`",
            "### Parameters and tags",
            "- `LogRetentionDays`: `30` → `90`",
            "### Risks",
            "**data-loss**",
            "**note**",
            "| Stack |",
            "<details>",
        )
    ]
    assert order == sorted(order)
    assert "--allow-delete" in text
    assert "| x | dev | 111111111111, eu-west-1 | nothing | 0 |" in text


HOSTILE = [
    "<img src=x> a|b `x` @team",
    r"\[x\](page.md) \@team",
    "a\r## Approved",
    "a\n- **approved**",
    "::error::x\n::add-mask::y",
    "</details><script>x</script>",
    "$a$ **b** ~~c~~ _d_",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_read_and_does_nothing(text: str) -> None:
    def elements(value: str) -> list[str]:
        prop = PropertyChange(value, value, value, "Never", True, False)
        one = Change(value, value, value, "", "", "", "", (), (prop,), (value,))
        written = plan(one, stack=value)
        given = (InputChange(value, value, value),)
        hostile = replace(written, inputs=given, warnings=(value,), principal=value)
        comment = markdown([hostile])
        html = github_flavored_markdown_to_html(comment, Options.CMARK_OPT_UNSAFE)
        # Names in code call nobody.
        spoken = re.sub("<code>.*?</code>", "", html)
        assert "@team" not in spoken
        return read(comment).elements

    assert elements(text) == elements("plain")


def test_stacks_with_the_same_changes_are_told_together() -> None:
    plans = [
        replace(plan(change("T"), stack=f"s{n}"), inputs=(LONGER,)) for n in range(30)
    ]
    text = markdown(plans)
    assert text.count("LogRetentionDays") == 1
    assert "`s0`, `s1`, `s2` and 27 more:" in text


def test_data_loss_is_in_the_first_screen_of_800_stacks() -> None:
    lost = plan(change("B", "Remove", "AWS::S3::Bucket"), stack="last")
    plans = [
        replace(
            plan(change("T"), stack=f"s{n}"), inputs=(InputChange("P", str(n), "x"),)
        )
        for n in range(800)
    ]
    text = markdown([*plans, lost])
    assert "`B` of `last`" in "\n".join(text.splitlines()[:10])
    assert "--allow-delete" in text
    assert len(text) <= LIMIT


def test_a_new_stack_has_its_permissions_in_short_and_a_link_to_the_page() -> None:
    grants = ("added: Allow s3:Get on r", "added: Allow s3:List on *")
    role = replace(change("R", "Add", "AWS::IAM::Role"), properties=(), grants=grants)
    created = replace(plan(role), type="CREATE")
    text = markdown([created])
    assert "`R`: 2 grants; added: Allow s3:List on \\*" in text
    assert "s3:Get" not in text
    link = "[templates_out/store.md](../blob/abc/templates_out/store.md"
    assert link in text
    assert "s3:Get" in markdown([plan(role)])


def test_a_commit_that_is_nowhere_is_no_link() -> None:
    role = replace(change("R", "Add", "AWS::IAM::Role"), grants=("added: Allow a",))
    created = replace(plan(role), type="CREATE", commit="abc+changes")
    assert "who may do what: `templates_out/store.md`" in markdown([created])


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
    assert "### Risks" not in markdown([plan(change("T"))])
    assert "### Notes" in markdown([plan(change("T"))])


def test_the_first_line_says_what_kind_of_change_it_is() -> None:
    lost = plan(change("B", "Remove", "AWS::S3::Bucket"))
    found = markdown([lost, replace(plan(change("T")), type="CREATE")]).splitlines()
    first = found.index("## Deployment plan") + 2
    assert found[first] == ("2 stacks: 1 to update, 1 to create, data of 1 at risk.")
