"""What the checkout's setup.cfg says to the generator, in section [generator]."""

from configparser import ConfigParser

from generator.project import Project

# The region that the templates were first written for.
DEFAULT_REGION = "us-east-2"


def lint_regions(project: Project) -> tuple[str, ...]:
    """The regions whose resource schemas a build applies."""
    settings = ConfigParser()
    settings.read(project.root / "setup.cfg", encoding="utf-8")
    named = settings.get("generator", "regions", fallback=DEFAULT_REGION)
    return tuple(named.split())
