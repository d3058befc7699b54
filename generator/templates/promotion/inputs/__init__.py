"""Every parameter and switch of the promotion template."""

from dataclasses import dataclass

from generator.templates.pipeline.inputs.builds import BuildInputs, build_inputs
from generator.templates.pipeline.inputs.hooks import HookInputs, hook_inputs
from generator.templates.pipeline.inputs.image import ImageInputs, image_inputs
from generator.templates.pipeline.inputs.naming import Naming, naming
from generator.templates.pipeline.inputs.registry import (
    RegistryInputs,
    registry_inputs,
)
from generator.templates.pipeline.inputs.source import SourceInputs, source_inputs
from generator.templates.pipeline.inputs.unit_tests import (
    UnitTestInputs,
    unit_test_inputs,
)
from generator.templates.pipeline.languages import Language
from generator.templates.promotion.inputs.elsewhere import (
    ElsewhereInputs,
    elsewhere_inputs,
)
from generator.templates.promotion.inputs.operations import (
    OperationsInputs,
    ProtectionInputs,
    promotion_operations,
    promotion_protection,
)
from generator.templates.promotion.inputs.rollout import RolloutInputs, rollout_inputs
from generator.templates.promotion.inputs.targets import Target, target


@dataclass(frozen=True)
class PromotionInputs:
    """The groups of the console form, in its order."""

    naming: Naming
    source: SourceInputs
    builds: BuildInputs
    unit_tests: UnitTestInputs
    registry: RegistryInputs
    image: ImageInputs
    rollout: RolloutInputs
    hooks: HookInputs
    target_1: Target
    target_2: Target
    target_3: Target
    elsewhere: ElsewhereInputs
    operations: OperationsInputs
    protection: ProtectionInputs

    @property
    def targets(self) -> tuple[Target, ...]:
        """In the order in which a revision reaches them."""
        return (self.target_1, self.target_2, self.target_3)


def _only_named(hooks: HookInputs) -> HookInputs:
    """No permission follows from a function here: those are in the targets."""
    return HookInputs(functions=hooks.functions, given=())


def promotion_inputs(language: Language) -> PromotionInputs:
    """All of them, for services of a language."""
    return PromotionInputs(
        naming=naming(),
        source=source_inputs(),
        builds=build_inputs(language),
        unit_tests=unit_test_inputs(),
        registry=registry_inputs(),
        image=image_inputs(),
        rollout=rollout_inputs(),
        # By name: each target has functions of these names.
        hooks=_only_named(hook_inputs()),
        target_1=target(1),
        target_2=target(2),
        target_3=target(3),
        elsewhere=elsewhere_inputs(),
        operations=promotion_operations(),
        protection=promotion_protection(),
    )
