"""Where requests about pipelines are answered: one at a time, each after the last."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.sandbox.delivery import pace
from generator.sandbox.delivery.answers import ANSWERS
from generator.sandbox.delivery.answers.asked import Asked, Moto
from generator.sandbox.delivery.moving import settle
from generator.sandbox.delivery.scene import Scene
from generator.sandbox.delivery.store import Store
from generator.sandbox.model import World


class Desk:
    """What pipelines do in a sandbox's folder, for a person (the ARN of one)."""

    def __init__(self, folder: Path, world: World, person: str) -> None:
        self.world = world
        self.person = person
        self.sources = folder / "sources"
        self._store = Store(folder)

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        """What there is now, for one change.

        Raises:
            GeneratorError: the saved file cannot be used.
        """
        with self._store.changing() as deliveries:
            now = pace.now()
            scene = Scene(self.world, deliveries, self.sources, self.person, now)
            settle(scene)
            yield scene
            settle(scene)

    def knows(self, service: str, operation: str) -> bool:
        """Is an operation answered here?"""
        return operation in ANSWERS.get(service, {})

    def answer(
        self,
        service: str,
        operation: str,
        where: tuple[str, str],
        given: Mapping[str, Any],
        moto: Moto,
    ) -> dict[str, Any] | None:
        """What a service says in an account and region; None is not about pipelines.

        Raises:
            RefusedError: what the service refuses.
        """
        with self.scene() as scene:
            asked = Asked(scene, *where, given, moto)
            return ANSWERS[service][operation](asked)
