"""The templates there are: a name, and the function that makes it."""

from collections.abc import Callable
from dataclasses import dataclass

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.pipeline import pipeline
from generator.templates.service import service


@dataclass(frozen=True)
class Maker:
    """`templates_out/<name>.yaml` is what `make` returns."""

    name: str
    make: Callable[[Buildspecs], Template]


TEMPLATES = (Maker("pipeline", pipeline), Maker("service", service))
