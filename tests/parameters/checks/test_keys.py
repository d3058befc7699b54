from tests.parameters.small_project import SmallProject


def test_an_unknown_key_has_the_nearest_name_as_a_hint(small: SmallProject) -> None:
    (finding,) = small.wrong({"ServiceNam": "x"})
    path = small.project.templates_out / "small.yaml"
    assert finding.message == f'"ServiceNam" is no parameter of {path}'
    assert (finding.line, finding.hint) == (4, "Did you mean ServiceName?")


def test_an_unknown_key_like_no_other_is_to_be_deleted(small: SmallProject) -> None:
    (finding,) = small.wrong({"Colour": "x"})
    assert finding.hint == "Delete it."


def test_a_missing_parameter_is_told_with_its_description(small: SmallProject) -> None:
    file = small.file()
    small.write("dev/payment-service.small.json", '{"Parameters": {}}')
    from generator.parameters.files import load

    (bare,) = load(small.project).files
    (finding,) = small.check(bare)
    assert finding.file == str(file.path)
    assert finding.message == "NotificationEmail has neither a value nor a default"
    assert finding.hint == 'Add "NotificationEmail" to Parameters: Who is told.'


def test_a_suffix_other_than_the_folder_is_refused(small: SmallProject) -> None:
    (finding,) = small.wrong({"EnvironmentSuffix": "prod"})
    assert finding.rule == "environment-suffix"
    assert finding.message == ('EnvironmentSuffix is "prod", but the file is in "dev"')
    assert finding.hint == "Leave it out: the folder gives it."


def test_a_key_of_an_earlier_template_leads_to_what_came_in_its_place(
    small: SmallProject,
) -> None:
    small.template(
        "Metadata: {FormerParameters: {Alarm: Write Alarms.}}\n"
        "Parameters:\n  NotificationEmail: {Type: String}\n"
    )
    (finding,) = small.wrong({"Alarm": "slow"})
    assert finding.rule == "unknown-parameter"
    assert finding.hint == "Write Alarms."
