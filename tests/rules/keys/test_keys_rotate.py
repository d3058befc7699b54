import pytest


def key(properties):
    return f"Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties: {properties}\n"


@pytest.mark.parametrize(
    "properties", ["{}", "{EnableKeyRotation: false}", "{KeySpec: SYMMETRIC_DEFAULT}"]
)
def test_a_key_that_does_not_rotate_is_found(judge, properties):
    assert len(judge("W9984", key(properties))) == 1


@pytest.mark.parametrize(
    "properties",
    [
        "{EnableKeyRotation: true}",
        "{EnableKeyRotation: !Ref Given}",
        "{KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY}",
        "{KeySpec: HMAC_256, KeyUsage: GENERATE_VERIFY_MAC}",
        "{Origin: EXTERNAL}",
        "{KeySpec: !Ref Given}",
    ],
)
def test_keys_that_rotate_or_cannot_are_fine(judge, properties):
    assert judge("W9984", key(properties)) == []


def test_each_branch_is_judged(judge):
    assert (
        len(judge("W9984", key("{EnableKeyRotation: !If [IsProduction, true, false]}")))
        == 1
    )
    assert (
        len(judge("W9984", key("{EnableKeyRotation: !If [IsProduction, false, true]}")))
        == 1
    )
