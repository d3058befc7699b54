"""What the checkout's setup.cfg says to the generator, in section [generator]."""

from configparser import Error as ConfigParserError
from configparser import RawConfigParser

from generator.errors import UsageError
from generator.project import Project

# The region that the templates were first written for.
DEFAULT_REGION = "us-east-2"


def lint_regions(project: Project) -> tuple[str, ...]:
    """The regions whose resource schemas a build applies.

    Raises UsageError for a setup.cfg that is not one.
    """
    return _names(project, "regions") or (DEFAULT_REGION,)


def wanted_templates(project: Project) -> tuple[str, ...]:
    """The templates that a build makes, by their names; none stands for all.

    Raises UsageError for a setup.cfg that is not one.
    """
    return _names(project, "templates")


def _names(project: Project, key: str) -> tuple[str, ...]:
    settings = RawConfigParser()
    path = project.root / "setup.cfg"
    try:
        settings.read(path, encoding="utf-8")
    except (ConfigParserError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(
            f"{path} cannot be read: {reason}.", "Mend the file, or give --region."
        ) from error
    return tuple(settings.get("generator", key, fallback="").split())
