"""What an environment demands of the values of all its stacks."""

from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.secrets import display
from generator.parameters.demands import example, meets, words
from generator.parameters.model import ParameterFile


def requirements(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Values that fall short of what the environment demands, defaults included."""
    environment = file.environment
    for key, demand in environment.require.items():
        value = file.parameters.get(key, template.default(key) or "")
        if key in template.parameters and not meets(value, demand):
            where = environment.require_places[key]
            is_secret = key in template.no_echo
            shown = display(value, is_secret) if value else "not given"
            yield file.place_of(key).finding(
                "require",
                f"{key} is {shown}, but {environment.name} requires {words(demand)} "
                f"({where.file}:{where.line})",
                f'Write "{key}": {example(demand)}.',
            )
