"""What a row of the tables is: a call that a component makes, or must not make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.permissions.simulator import Request
from tests.permissions.stacks import ACCOUNT, STRANGER, Deployed

# A row without a role is about a resource's own policy: whoever asks then has
# every permission that an identity can have, so that only that policy decides.
ADMINISTRATOR = "Administrator"
EVERYTHING = "everything"
MAY_DO_EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}],
}
# Who has a policy for people and, beside it, all that others could give.
AND_EVERYTHING = " + everything"
# Keys that AWS sends with every request of a service; a row may say otherwise.
ALWAYS = {"aws:SecureTransport": "true"}
BY_SERVICE = {"s3": {"s3:TlsVersion": "1.3"}}


@dataclass(frozen=True)
class Row:
    """`who` calls each of the actions on each of the resources.

    `who` is the logical ID of a role or of a policy for people (whoever has it and
    nothing else; with `+ everything`, and all else, too), an AWS service,
    `Administrator` (of the account) or an ARN. Resources and context are texts with
    `{names}` of a stack. `needs` are the features without which the call must be
    refused.
    """

    who: str
    what: str
    actions: tuple[str, ...]
    on: tuple[str, ...]
    context: Mapping[str, str | list[str]]
    needs: frozenset[str]

    def requests(self, stack: Deployed) -> Iterator[Request]:
        """The calls in one stack; policies are named as the stack names them."""
        if self._is_person(stack) and self._policy not in stack.policies:
            # Nobody has a policy that is not there.
            return
        for action in self.actions:
            for resource in self.on:
                arn = _filled(resource, stack)
                # Nobody can become a role or publish to a topic that is not there.
                if arn not in stack.absent:
                    yield self._request(stack, action, arn)

    def _request(self, stack: Deployed, action: str, resource: str) -> Request:
        identity: tuple[str, ...]
        boundary = None
        if self.who in stack.roles:
            role = stack.names[self.who].split("/")[1]
            principal = (
                f"arn:{stack.partition}:sts::{ACCOUNT}:assumed-role/{role}/session"
            )
            identity = tuple(stack.roles[self.who])
            boundary = stack.boundary(self.who)
        elif self._is_person(stack):
            principal = f"arn:{stack.partition}:iam::{ACCOUNT}:user/person"
            also = (EVERYTHING,) if self.who.endswith(AND_EVERYTHING) else ()
            identity = (self._policy, *also)
        elif self.who == ADMINISTRATOR:
            principal = f"arn:{stack.partition}:iam::{ACCOUNT}:user/administrator"
            identity = (EVERYTHING,)
        else:
            principal = _filled(self.who, stack)
            identity = (EVERYTHING,) if principal.startswith("arn:") else ()
        return Request(
            principal=principal,
            action=action,
            resource=resource,
            account=_account(resource),
            context=self._context(stack, action),
            identity=identity,
            boundary=boundary,
            on=stack.policy_on(resource),
        )

    @property
    def _policy(self) -> str:
        return self.who.removesuffix(AND_EVERYTHING)

    def _is_person(self, stack: Deployed) -> bool:
        return self._policy in stack.for_people

    def _context(
        self, stack: Deployed, action: str
    ) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
        given = {
            **ALWAYS,
            **BY_SERVICE.get(action.split(":")[0], {}),
            **self.context,
        }
        return tuple((key, _filled_in(value, stack)) for key, value in given.items())


def row(
    who: str,
    what: str,
    actions: str,
    *on: str,
    needs: str = "",
    context: Mapping[str, str | list[str]] | None = None,
) -> Row:
    """One row; actions and needs are lists with blanks and commas between."""
    return Row(
        who=who,
        what=what,
        actions=tuple(actions.split()),
        on=on,
        context=context or {},
        needs=frozenset(each for each in needs.split(", ") if each),
    )


def regional(service: str, resource: str, account: str = "{account}") -> str:
    """An ARN of the stack's partition and region."""
    return f"arn:{{partition}}:{service}:{{region}}:{account}:{resource}"


def role(name: str) -> str:
    """The ARN of a role of the account that the stack did not make."""
    return f"arn:{{partition}}:iam::{{account}}:role/{name}"


def _filled(text: str, stack: Deployed) -> str:
    return text.format_map(stack.names)


def _filled_in(value: str | list[str], stack: Deployed) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return _filled(value, stack)
    return tuple(_filled(each, stack) for each in value)


def _account(resource: str) -> str:
    """Whose policies count: buckets are all ours here, and so is what is shared."""
    return STRANGER if f":{STRANGER}:" in resource else ACCOUNT
