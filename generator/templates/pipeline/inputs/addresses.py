"""Several people who get mail from one topic: a parameter for each address.

One parameter with a list would be shorter and lose mail: a subscription would be the
one at a place of the list, and SNS answers who subscribes an address again with the
subscription that is there (measured by others, not said by AWS). So whoever moves up
when another address goes would be unsubscribed together with the place it left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from troposphere import And, AWSHelperFn, Condition, Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.switch import Always, Switch

# The team, who is on call, the release managers; more people are a mailing list.
MOST_ADDRESSES = 3
_NEW_SUBSCRIPTION = (
    "mail starts when the new address has confirmed its subscription; one that moves "
    "here from another parameter may lose its own, so leave addresses where they are"
)


@dataclass(frozen=True)
class Address:
    """Who gets mail, if anybody does."""

    email: Parameter
    there: Switch | Always


def addresses(
    title: str, description: str, *, there: Switch | Always
) -> tuple[Address, ...]:
    """As many, by parameters that begin alike: `<title>`, `<title>2`, ...

    Args:
        title: the first parameter, the only one that every stack has had.
        description: who that is.
        there: whether anybody is told; always where the first is required.
    """
    required = isinstance(there, Always)
    first = Parameter(
        title,
        Type="String",
        **({} if required else {"Default": ""}),
        Description=description,
        **(patterns.EMAIL.required if required else patterns.EMAIL.optional),
    )
    return (
        Address(first, there),
        *(_further(name, title, there) for name in names(title)[1:]),
    )


def names(title: str) -> list[str]:
    """The parameters of these addresses, in order."""
    return [title, *(f"{title}{place}" for place in range(2, MOST_ADDRESSES + 1))]


def noted_changes(title: str) -> Mapping[str, str]:
    """What a change of each address does to a stack that runs."""
    return dict.fromkeys(names(title), _NEW_SUBSCRIPTION)


def _further(name: str, first: str, there: Switch | Always) -> Address:
    given: AWSHelperFn = Not(Equals(Ref(name), ""))
    if isinstance(there, Switch):
        given = And(Condition(there.name), given)
    return Address(
        Parameter(
            name,
            Type="String",
            Default="",
            Description=f"Another address that gets what {first} gets; empty for none",
            **patterns.EMAIL.optional,
        ),
        Switch(f"Has{name}", given),
    )
