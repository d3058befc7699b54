"""The templates there are: a name, and the function that makes it."""

from collections.abc import Callable
from dataclasses import dataclass

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.account import account
from generator.templates.pipeline import pipeline
from generator.templates.service import service


@dataclass(frozen=True)
class Maker:
    """`templates_out/<name>.yaml` is what `make` returns."""

    name: str
    make: Callable[[Buildspecs], Template]


# What stacks of services are made of; the account's own stack is made for these.
_OTHERS = (Maker("pipeline", pipeline), Maker("service", service))


def _account(buildspecs: Buildspecs) -> Template:
    return account({each.name: each.make(buildspecs).to_dict() for each in _OTHERS})


TEMPLATES = (*_OTHERS, Maker("account", _account))
