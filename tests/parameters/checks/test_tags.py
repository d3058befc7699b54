import pytest

from tests.parameters.small_project import SmallProject


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ({"": "v"}, 'tag "" has a key of 0 characters; it may have 1 to 128'),
        ({"k" * 129: "v"}, f'tag "{"k" * 57}..." has a key of 129 characters; '
         "it may have 1 to 128"),
        ({"T": ""}, 'tag "T" has 0 characters; it may have 1 to 256'),
        ({"T": "v" * 257}, 'tag "T" has 257 characters; it may have 1 to 256'),
        ({"aws:team": "v"}, 'tag "aws:team" begins with aws:, which is AWS\'s own'),
        ({"T": "a;b"}, 'tag "T" has characters other than letters, digits, spaces '
         "and . : / = + - @ _"),
        ({"owner": "a", "Owner": "b"}, 'tags "owner" and "Owner" differ in case only; '
         "IAM takes them for one"),
        ({f"T{i}": "v" for i in range(50)}, "there are 51 tags; AWS takes 50"),
    ],
)  # fmt: skip
def test_tags_that_aws_refuses_are_told(
    small: SmallProject, tags: dict[str, str], message: str
) -> None:
    assert [f.message for f in small.wrong({}, tags=tags)] == [message]


def test_letters_of_any_script_pass(small: SmallProject) -> None:
    assert small.wrong({}, tags={"Équipe": "Zahlungen ü/1"}) == []
