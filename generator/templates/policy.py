"""IAM policy building blocks, so that every statement reads the same way."""

from typing import Any

from awacs import kms, secretsmanager
from awacs.aws import (
    Action,
    Allow,
    ArnEquals,
    ArnLike,
    Bool,
    Condition,
    Deny,
    Everybody,
    NumericLessThan,
    PolicyDocument,
    Principal,
    PrincipalArn,
    SecureTransport,
    SourceAccount,
    SourceArn,
    Statement,
    StringEquals,
    StringLike,
)
from awacs.sts import AssumeRole
from troposphere import (
    AccountId,
    AWSHelperFn,
    If,
    Parameter,
    Select,
    Split,
    Sub,
    iam,
)

POLICY_VERSION = "2012-10-17"


def arn(rest: str, **values: Any) -> Sub:
    """An ARN in this partition: `arn("sns:${AWS::Region}:...")`."""
    return Sub(f"arn:${{AWS::Partition}}:{rest}", **values)


def regional_arn(service: str, resource: str, **values: Any) -> Sub:
    """An ARN in this partition, region and account."""
    return arn(f"{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}", **values)


def allow(
    sid: str,
    *actions: Action,
    on: list[Any],
    only_if: Condition | None = None,
) -> Statement:
    """A statement of an identity policy; the Sid says what for."""
    condition = {"Condition": only_if} if only_if else {}
    return Statement(
        Sid=sid, Effect=Allow, Action=list(actions), Resource=on, **condition
    )


def deny(
    sid: str,
    *actions: Action,
    on: list[Any],
    only_if: Condition | None = None,
) -> Statement:
    """What nobody who has the policy may do, whatever else allows it."""
    condition = {"Condition": only_if} if only_if else {}
    return Statement(
        Sid=sid, Effect=Deny, Action=list(actions), Resource=on, **condition
    )


def read_secret(sid: str, secret: str) -> Statement:
    """Read one secret; `secret` is its name, for use in a Sub."""
    # Secrets Manager adds six characters to the name.
    resource = regional_arn("secretsmanager", f"secret:{secret}-??????")
    return allow(sid, secretsmanager.GetSecretValue, on=[resource])


def decrypt_secret(sid: str, key: Any) -> Statement:
    """Use a customer managed key, by its ARN, to read secrets and for nothing else.

    Secrets Manager decrypts in the name of whoever reads the secret (Secrets Manager
    User Guide, "Secret encryption and decryption"). The domain is not the same in all
    partitions, so it is left open.
    """
    through = StringLike({"kms:ViaService": Sub("secretsmanager.${AWS::Region}.*")})
    return allow(sid, kms.Decrypt, on=[key], only_if=Condition(through))


def allow_anywhere(sid: str, *actions: Action) -> Statement:
    """Actions that cannot be limited to a resource.

    The Sid leads to the reason in the resource's Metadata, see `reasons`.
    """
    return Statement(Sid=sid, Effect=Allow, Action=list(actions), Resource=["*"])


def reasons(*sids: str, **others: str) -> dict[str, dict[str, str]]:
    """Metadata that says of each statement with `Resource: '*'` why it has it.

    The statements of `sids` are for actions that AWS has no resource-level
    permission for; `others` have a reason of their own.
    """
    return {
        "Reasons": {**dict.fromkeys(sids, "no resource-level permission"), **others}
    }


def allow_service(
    sid: str,
    service: str | Sub,
    *actions: Action,
    on: Any,
    only_if: Condition | None = None,
) -> Statement:
    """A statement of a resource policy that lets an AWS service in."""
    condition = {"Condition": only_if} if only_if else {}
    return Statement(
        Sid=sid,
        Effect=Allow,
        Principal=Principal("Service", service),
        Action=list(actions),
        Resource=on,
        **condition,
    )


def account_of(role: Parameter) -> AWSHelperFn:
    """The account in a role's ARN."""
    return Select(4, Split(":", role.ref()))


def allow_role(
    sid: str, role: Parameter, *actions: Action, on: list[Any] | None = None
) -> Statement:
    """A statement that lets in one role of another account, which may be made later.

    `on` is left out of a role's trust. As a principal the role itself would have to
    be there, and a role that is made again under its name would not be let in (IAM
    User Guide, "AWS JSON policy elements: Principal"). aws:PrincipalArn is the ARN of
    the role, whatever its session is called ("AWS global condition context keys").
    """
    account = arn("iam::${Account}:root", Account=account_of(role))
    return Statement(
        Sid=sid,
        Effect=Allow,
        Principal=Principal("AWS", account),
        Action=list(actions),
        **({"Resource": on} if on else {}),
        Condition=Condition(ArnEquals({PrincipalArn: role.ref()})),
    )


def deny_plain_http(*actions: Action, on: Any) -> Statement:
    """Refuse what does not come over TLS."""
    return Statement(
        Sid="RefusePlainHttp",
        Effect=Deny,
        Principal=Principal(Everybody),
        Action=list(actions),
        Resource=on,
        Condition=Condition(Bool({SecureTransport: "false"})),
    )


def deny_old_tls(*actions: Action, on: Any) -> Statement:
    """Refuse TLS 1.0 and 1.1 (S3 only: the key is `s3:TlsVersion`)."""
    return Statement(
        Sid="RefuseOldTls",
        Effect=Deny,
        Principal=Principal(Everybody),
        Action=list(actions),
        Resource=on,
        Condition=Condition(NumericLessThan({"s3:TlsVersion": "1.2"})),
    )


def policy_document(*statements: Statement | If) -> PolicyDocument | dict[str, Any]:
    """The statements.

    In a role's policy one that depends on a switch goes into a policy of its own; a
    resource has only one.
    """
    if any(isinstance(each, If) for each in statements):
        # awacs takes no If in its list.
        return {"Version": POLICY_VERSION, "Statement": list(statements)}
    return PolicyDocument(Version=POLICY_VERSION, Statement=list(statements))


def from_arn(source: Any) -> Condition:
    """Only on behalf of exactly these resources."""
    return Condition(ArnEquals({SourceArn: source}))


def trust(
    service: str, *, on_behalf_of: Any, sid: str = "OnlyForThisPipeline"
) -> PolicyDocument | dict[str, Any]:
    """Who may assume a role: one service, for resources of this account.

    The two conditions keep another account from using the service against us
    (IAM User Guide, "The confused deputy problem"). `on_behalf_of` is one ARN
    pattern or a list of them; it is written from names, because the resource
    itself needs the role first.
    """
    return policy_document(
        Statement(
            Sid=sid,
            Effect=Allow,
            Principal=Principal("Service", service),
            Action=[AssumeRole],
            Condition=Condition(
                [
                    StringEquals({SourceAccount: AccountId}),
                    ArnLike({SourceArn: on_behalf_of}),
                ]
            ),
        )
    )


def inline_policy(name: str, *statements: Statement) -> iam.Policy:
    """A policy that lives and dies with its role."""
    return iam.Policy(PolicyName=name, PolicyDocument=policy_document(*statements))
