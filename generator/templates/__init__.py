"""The templates there are: a name, and the function that makes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.account import account
from generator.templates.chat import chat
from generator.templates.pipeline import pipeline
from generator.templates.pipeline.languages import LANGUAGES
from generator.templates.promotion import promotion
from generator.templates.registry import registry
from generator.templates.service import service
from generator.templates.store import store
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
_STORE = Maker("store", store)
_CHAT = Maker("chat", chat)


# Pipelines of all languages have the same resources.
_OF_SERVICES = (_PIPELINES[0], _TARGET, _SERVICE, _REGISTRY, _CHAT)
_OF_TOOLS = (_PROMOTION, _STORE, _REGISTRY, _CHAT)


def _account(buildspecs: Buildspecs, made_for: Sequence[Maker]) -> Template:
    return account({each.name: each.make(buildspecs).to_dict() for each in made_for})


# What an account's own stack reaches, by what the account is for: the stack is the
# same, its template is deployed in a call, and one for everything has no room there.
_ACCOUNTS = tuple(
    Maker(name, partial(_account, made_for=made_for))
    for name, made_for in (("account", _OF_SERVICES), ("account-tools", _OF_TOOLS))
)
TEMPLATES = (
    *_PIPELINES,
    _PROMOTION,
    _STORE,
    _TARGET,
    _SERVICE,
    _REGISTRY,
    _CHAT,
    *_ACCOUNTS,
)
