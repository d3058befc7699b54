"""The templates there are: a name, and the function that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.account import account
from generator.templates.pipeline import pipeline
from generator.templates.pipeline.languages import LANGUAGES
from generator.templates.promotion import promotion
from generator.templates.registry import registry
from generator.templates.service import service
from generator.templates.target import target


@dataclass(frozen=True)
class Maker:
    """`templates_out/<name>.yaml` is what `make` returns."""

    name: str
    make: Callable[[Buildspecs], Template]


_PIPELINES = tuple(
    Maker(each.template, partial(pipeline, language=each)) for each in LANGUAGES
)
_SERVICE = Maker("service", service)
_REGISTRY = Maker("registry", registry)
_TARGET = Maker("target", target)
_PROMOTION = Maker("promotion", promotion)


def _account(buildspecs: Buildspecs) -> Template:
    # For the stacks of services: pipelines of all languages have the same resources.
    made_for = (_PIPELINES[0], _TARGET, _SERVICE, _REGISTRY)
    return account({each.name: each.make(buildspecs).to_dict() for each in made_for})


TEMPLATES = (
    *_PIPELINES,
    _PROMOTION,
    _TARGET,
    _SERVICE,
    _REGISTRY,
    Maker("account", _account),
)
