"""Which partition of AWS a region belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Partition:
    """`name` is what ARNs begin with, `url_suffix` what endpoints end with."""

    name: str
    url_suffix: str


# By the prefix of a region, the longest first [botocore data/partitions.json and
# endpoints.json].
_PARTITIONS = (
    ("us-isob-", Partition("aws-iso-b", "sc2s.sgov.gov")),
    ("us-isof-", Partition("aws-iso-f", "csp.hci.ic.gov")),
    ("eu-isoe-", Partition("aws-iso-e", "cloud.adc-e.uk")),
    ("us-iso-", Partition("aws-iso", "c2s.ic.gov")),
    ("us-gov-", Partition("aws-us-gov", "amazonaws.com")),
    ("eusc-", Partition("aws-eusc", "amazonaws.eu")),
    ("cn-", Partition("aws-cn", "amazonaws.com.cn")),
    ("", Partition("aws", "amazonaws.com")),
)


def partition_of(region: str) -> Partition:
    """The partition of a region; one that nobody has heard of is in `aws`."""
    return next(each for prefix, each in _PARTITIONS if region.startswith(prefix))


def pseudo_parameters(account: str, region: str) -> dict[str, str]:
    """The pseudo parameters that say where a stack is, not which one it is."""
    place = partition_of(region)
    return {
        "AWS::AccountId": account,
        "AWS::Partition": place.name,
        "AWS::Region": region,
        "AWS::URLSuffix": place.url_suffix,
    }
