import json
from importlib.resources import files

import pytest

from generator.cloudformation.partitions import partition_of, pseudo_parameters

PARTITIONS = json.loads(
    (files("botocore") / "data" / "partitions.json").read_text("utf-8")
)["partitions"]
REGIONS = [
    (region, known["id"], known["outputs"]["dnsSuffix"])
    for known in PARTITIONS
    for region in known["regions"]
    if not region.endswith("-global")
]


@pytest.mark.parametrize(("region", "name", "suffix"), REGIONS)
def test_every_region_is_where_botocore_has_it(
    region: str, name: str, suffix: str
) -> None:
    assert (partition_of(region).name, partition_of(region).url_suffix) == (
        name,
        suffix,
    )


def test_a_region_that_nobody_has_heard_of_is_in_aws() -> None:
    assert partition_of("mars-north-1").name == "aws"


def test_pseudo_parameters_follow_the_region() -> None:
    assert pseudo_parameters("111122223333", "cn-north-1") == {
        "AWS::AccountId": "111122223333",
        "AWS::Partition": "aws-cn",
        "AWS::Region": "cn-north-1",
        "AWS::URLSuffix": "amazonaws.com.cn",
    }
