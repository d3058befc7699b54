from tests.parameters.small_project import SmallProject


def test_a_stack_name_begins_with_a_letter(small: SmallProject) -> None:
    (finding,) = small.wrong({}, name="3ds")
    assert finding.message == (
        'the stack would be called "3ds-small-dev"; the name must begin with a '
        "letter and have letters, digits and hyphens only"
    )
    assert finding.hint == "Rename the file."


def test_a_stack_name_has_no_other_characters(small: SmallProject) -> None:
    (finding,) = small.wrong({}, name="pay_ment")
    assert finding.rule == "stack-name"


def test_a_stack_name_is_at_most_128_long(small: SmallProject) -> None:
    assert small.wrong({}, name="a" * 118) == []
    (finding,) = small.wrong({}, name="a" * 119)
    assert finding.message == (
        "the stack's name would have 129 characters; CloudFormation takes 128"
    )
