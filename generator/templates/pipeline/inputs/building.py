"""What an image is built from and kept by, in whatever template it is."""

from typing import Any, Protocol

from troposphere import Parameter

from generator.templates.pipeline.inputs.addresses import Address
from generator.templates.pipeline.inputs.builds import BuildInputs
from generator.templates.pipeline.inputs.image import ImageInputs
from generator.templates.pipeline.inputs.naming import Naming
from generator.templates.pipeline.inputs.registry import RegistryInputs
from generator.templates.pipeline.inputs.source import SourceInputs
from generator.templates.pipeline.inputs.unit_tests import UnitTestInputs
from generator.templates.switch import Always, Switch


class Notified(Protocol):
    """Who gets the notifications, and who hears of one that got lost."""

    @property
    def notification_emails(self) -> tuple[Address, ...]:
        """Who hears of what somebody must act on."""

    @property
    def information_emails(self) -> tuple[Address, ...]:
        """Who hears of the rest, if it is told apart."""

    @property
    def tells_chats(self) -> Switch:
        """Whether channels of chats may hear of all of it, too."""

    @property
    def alarm_topic_arn(self) -> Parameter:
        """A topic that is told when a notification could not be delivered."""

    @property
    def has_alarm_topic(self) -> Switch:
        """Whether there is one."""


class Kept(Protocol):
    """How long what is in a bucket stays, and how it is encrypted."""

    @property
    def log_retention_days(self) -> Parameter:
        """How long build logs and access logs are kept."""

    @property
    def artifact_retention_days(self) -> Parameter:
        """How long artifacts are kept."""

    @property
    def algorithm(self) -> Any:
        """How the artifact bucket encrypts: AES256 or aws:kms."""


class Protected(Kept, Protocol):
    """Retention, encryption and the limit of every role."""

    @property
    def uses_key(self) -> Switch | Always:
        """Whether there is a customer managed key."""

    @property
    def boundary(self) -> Any:
        """The permissions boundary of every role, if there is one."""


class Storing(Protocol):
    """The inputs of a template with an artifact bucket."""

    @property
    def naming(self) -> Naming:
        """What everything is called."""

    @property
    def protection(self) -> Kept:
        """Retention and encryption."""


class Building(Protocol):
    """The inputs of a template with a pipeline that builds an image."""

    @property
    def naming(self) -> Naming:
        """What everything is called."""

    @property
    def source(self) -> SourceInputs:
        """Where the code comes from."""

    @property
    def builds(self) -> BuildInputs:
        """How the builds run."""

    @property
    def unit_tests(self) -> UnitTestInputs:
        """What the tests need."""

    @property
    def registry(self) -> RegistryInputs:
        """Where the image goes, and what may not be in it."""

    @property
    def image(self) -> ImageInputs:
        """What the image is built from."""

    @property
    def operations(self) -> Notified:
        """Who gets the notifications."""

    @property
    def protection(self) -> Protected:
        """Retention, encryption and the limit of every role."""
