"""Reads the committed templates, by which parameter files are judged."""

from generator.cloudformation import document
from generator.cloudformation.document import Template, TemplateError
from generator.errors import UsageError
from generator.project import Project


def template_names(project: Project) -> tuple[str, ...]:
    """The names of the templates in templates_out."""
    return tuple(sorted(path.stem for path in project.templates_out.glob("*.yaml")))


def read_template(project: Project, name: str) -> Template:
    """Read templates_out/<name>.yaml.

    Raises:
        UsageError: there is no such file, or it is no template.
    """
    path = project.templates_out / f"{name}.yaml"
    build = "Run `python -m generator build`."
    try:
        return document.read(path)
    except FileNotFoundError:
        raise UsageError(f"There is no template {path}.", build) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", build) from None
    except TemplateError as error:
        raise UsageError(f"{path}:{error.line or 1} {error}.", build) from None
