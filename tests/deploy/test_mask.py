"""No secret value and nothing that one feeds is ever shown."""

import pytest

from generator.cloudformation.document import parse
from generator.deploy.mask import Mask, template_mask

BODY = """
Parameters:
  Secret: {Type: String, NoEcho: 'true'}
  Open: {Type: String}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Secret
      DBName: !Ref Open
      Tags:
        - Key: a
          Value: !Sub 'x-${Secret}'
      Option: !If [C, !Join ['-', [a, !Ref Secret]], b]
      Other: !Sub ['${X}', {X: !Ref Secret}]
      Blanks: !Sub 'x-${ Secret }'
      Plain: !Sub '${!Secret} ${Open}'
Outputs:
  out: {Value: !Sub '${Secret}'}
  open: {Value: !Ref Open}
"""
MASK = template_mask(parse(BODY), ("s3cr3t",))


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/Properties/MasterUserPassword", True),
        ("/Properties/DBName", False),
        ("/Properties/Tags/0/Value", True),
        ("/Properties/Tags", True),
        ("/Properties/Tags/0/Key", False),
        ("/Properties/Option", True),
        ("/Properties/Other", True),
        ("/Properties/Blanks", True),
        ("/Properties/Plain", False),
        ("/Properties/MasterUserPasswordish", False),
    ],
)
def test_what_a_secret_parameter_feeds_is_masked(path: str, masked: bool) -> None:
    assert (MASK.property("Db", path, "old") == "****") is masked
    assert MASK.property("Another", path.replace("Password", ""), "old") == "old"


def test_outputs_that_a_secret_feeds_are_known() -> None:
    assert MASK.outputs == {"out"}


@pytest.mark.parametrize(
    "path",
    ["/Properties/SecretString", "/Properties/OAuthToken", "/Properties/A/Password"],
)
def test_properties_that_are_secrets_by_name_are_masked_unless_only_a_reference(
    path: str,
) -> None:
    assert Mask().property("Any", path, "value") == "****"
    reference = "{{resolve:secretsmanager:token}}"
    assert Mask().property("Any", path, reference) == reference


def test_values_are_masked_in_any_text_but_not_so_short_ones() -> None:
    assert MASK.text("a s3cr3t in a s3cr3t") == "a **** in a ****"
    assert Mask(("ab",)).text("about") == "about"


def test_a_template_without_secrets_masks_nothing() -> None:
    body = "Resources: {A: {Type: T, Properties: {P: v}}}"
    assert template_mask(parse(body)) == Mask()
    assert MASK.property("Db", "/Properties/DBName", None) is None
