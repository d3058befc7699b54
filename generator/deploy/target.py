"""What one stack shall be: a parameter file together with its template."""

from dataclasses import dataclass

from generator.cloudformation.document import Template, digest
from generator.parameters.model import Environment, ParameterFile
from generator.parameters.selection import Selection

MASK = "****"


@dataclass(frozen=True)
class Target:
    """One stack as the committed files describe it."""

    file: ParameterFile
    template: Template

    @property
    def environment(self) -> Environment:
        """Where the stack lives."""
        return self.file.environment

    @property
    def stack_name(self) -> str:
        """The stack's name in its account and region."""
        return self.file.stack_name

    @property
    def shown_parameters(self) -> dict[str, str]:
        """Parameters with secret values masked: all that is ever stored."""
        return {
            name: MASK if name in self.template.no_echo else value
            for name, value in sorted(self.file.parameters.items())
        }

    @property
    def secret_values(self) -> tuple[str, ...]:
        """Values that may appear in no output, the template's defaults too."""
        names = sorted(self.template.no_echo)
        given = [self.file.parameters.get(name) for name in names]
        defaults = [self.template.default(name) for name in names]
        return tuple(dict.fromkeys(value for value in [*given, *defaults] if value))

    @property
    def parameters_sha256(self) -> str:
        """Of the parameters, secret values left out: they could be guessed from it."""
        return digest(self.shown_parameters)

    @property
    def fingerprint(self) -> str:
        """Of everything that the committed files say about this stack."""
        return digest(
            {
                "template": self.template.sha256,
                "parameters": self.shown_parameters,
                "tags": dict(self.file.tags),
                "capabilities": self.template.capabilities,
                "role": self.environment.role_arn,
                "stack_policy": self.file.stack_policy,
                "protection": self.environment.termination_protection,
            }
        )


def targets_of(selection: Selection) -> list[Target]:
    """The stacks that the selected files describe, from what was read of them."""
    return [Target(file, selection.template(file)) for file in selection.files]
