import pytest

from generator.rules._fragments import bucket


def logged(algorithm, target="!Ref Logs"):
    logs = bucket(name="Logs", algorithm=algorithm).removeprefix("Resources:\n")
    return bucket(logging=f"{{DestinationBucketName: {target}}}") + logs


@pytest.mark.parametrize("algorithm", ["aws:kms", "aws:kms:dsse"])
def test_a_log_bucket_under_kms_is_found(judge, algorithm):
    (finding,) = judge("E9973", logged(algorithm))
    assert "Access logs of Artifacts" in finding


@pytest.mark.parametrize(
    ("algorithm", "target"),
    [("AES256", "!Ref Logs"), ("!Ref Given", "!Ref Logs"), ("aws:kms", "elsewhere")],
)
def test_other_log_buckets_are_fine(judge, algorithm, target):
    assert judge("E9973", logged(algorithm, target)) == []


def test_each_branch_is_judged(judge):
    for algorithm in (
        "!If [IsProduction, aws:kms, AES256]",
        "!If [IsProduction, AES256, aws:kms]",
    ):
        assert len(judge("E9973", logged(algorithm))) == 1


def test_branches_are_judged_as_they_go_together(judge):
    target = "!If [IsProduction, elsewhere, !Ref Logs]"
    fits = "!If [IsProduction, aws:kms, AES256]"
    assert judge("E9973", logged(fits, target)) == []


def test_any_other_bucket_may_use_kms(judge):
    assert judge("E9973", bucket(algorithm="aws:kms")) == []
