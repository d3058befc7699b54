"""How the simulator makes, changes and deletes one type of resource."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.partitions import partition_of

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """What CloudFormation asks of a service.

    `client` is the boto3 client of the type's service in the stack's account
    and region; `default_name` names a resource that the template does not name.
    `generation` counts the resource and those that it replaced, from 1.
    """

    account: str
    region: str
    type: str
    properties: Properties
    default_name: str
    client: Any
    generation: int = 1

    def name(self, property_name: str) -> str:
        """The name that the template gives, else the generated one."""
        return str(self.properties.get(property_name) or self.default_name)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return self.global_arn(service, f"{self.region}:{self.account}:{resource}")

    def global_arn(self, service: str, rest: str) -> str:
        """An ARN of this partition; `rest` has region and account where it has them."""
        return f"arn:{partition_of(self.region).name}:{service}:{rest}"

    @property
    def url_suffix(self) -> str:
        """What the names of AWS's hosts end with here."""
        return partition_of(self.region).url_suffix


@dataclass(frozen=True)
class Made:
    """A resource that exists: what Ref and GetAtt answer."""

    physical_id: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One resource type; `service` is boto3's name of the service that has it.

    `update` takes the new order and the physical ID; without it the resource
    is deleted and made again under the same identity, so that its IDs stay.
    `actual` reads some of the properties back, to find drift; None means that
    the resource is gone.
    """

    service: str
    create: Callable[[Order], Made]
    delete: Callable[[Order, str], None]
    update: Callable[[Order, str], Made] | None = None
    actual: Callable[[Order, str], Properties | None] | None = None
