"""What parameters must be together, which CloudFormation refuses before it begins."""

from typing import Any

from troposphere import Equals, Not, Ref


def rules() -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    given = Not(Equals(Ref("CertificateArn"), ""))
    plain = Equals(Ref("PlainHttp"), "true")
    return {
        "TlsUnlessPlain": _rule(
            given,
            where=Not(plain),
            says="CertificateArn is missing: give one, or PlainHttp=true for listeners "
            "without TLS",
        ),
        "PlainHasNoCertificate": _rule(
            Not(given),
            where=plain,
            says="CertificateArn is not used with PlainHttp=true: leave one of them "
            "out",
        ),
        **{
            name: _rule(
                Not(Equals(Ref("EcrRepositoryName"), "")),
                where=Not(Equals(Ref(parameter), "")),
                says=f"{parameter} says nothing without EcrRepositoryName: give both",
            )
            for name, parameter in (
                ("RepositoryIsNamed", "EcrRepositoryAccountId"),
                ("RepositoryElsewhereIsNamed", "EcrRepositoryRegion"),
            )
        },
    }


def _rule(holds: Any, *, where: Any, says: str) -> dict[str, Any]:
    return {
        "RuleCondition": where,
        "Assertions": [{"Assert": holds, "AssertDescription": says}],
    }
