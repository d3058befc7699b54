import pytest

from generator.rules._fragments import bucket

ALL = """\
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
"""


def blocked(text):
    return bucket().replace(ALL, text)


@pytest.mark.parametrize(
    "name",
    [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ],
)
def test_each_block_is_needed(judge, name):
    off = ALL.replace(f"{name}: true", f"{name}: false")
    without = ALL.replace(f"        {name}: true\n", "")
    for text in (off, without):
        (finding,) = judge("W9972", blocked(text))
        assert finding.endswith(f"{name} not on")


def test_no_block_at_all_is_one_finding(judge):
    assert len(judge("W9972", blocked(""))) == 1


def test_all_four_are_fine(judge):
    assert judge("W9972", bucket()) == []


def test_each_branch_is_judged(judge):
    whole = "{BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, "
    on, off = f"{whole}RestrictPublicBuckets: true}}", f"{whole}}}"
    for first, second in ((on, off), (off, on)):
        either = f"!If [IsProduction, {first}, {second}]"
        text = blocked(f"      PublicAccessBlockConfiguration: {either}\n")
        assert len(judge("W9972", text)) == 1


def test_what_a_parameter_decides_is_not_judged(judge):
    text = ALL.replace("BlockPublicAcls: true", "BlockPublicAcls: !Ref Given")
    assert judge("W9972", blocked(text)) == []


def test_website_buckets_are_not_judged(judge):
    assert (
        judge("W9972", blocked("      WebsiteConfiguration: {IndexDocument: i}\n"))
        == []
    )
