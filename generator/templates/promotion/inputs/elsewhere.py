"""One more region with targets, and where their artifacts are there."""

from dataclasses import dataclass

from troposphere import And, Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.artifacts import StoreElsewhere
from generator.templates.switch import Switch

# All of them are given; the section Rules refuses some alone.
_PARTS = ("", "ArtifactBucketName", "ArtifactKeyArn")


@dataclass(frozen=True)
class ElsewhereInputs:
    """The outputs of a stack of store.yaml, in that region and this account."""

    other_region: Parameter
    other_region_artifact_bucket_name: Parameter
    other_region_artifact_key_arn: Parameter
    has_other_region: Switch
    label: str = "Targets in another region"

    @property
    def store(self) -> StoreElsewhere:
        """What the pipeline takes of it."""
        return StoreElsewhere(
            region=self.other_region,
            bucket_name=self.other_region_artifact_bucket_name,
            key_arn=self.other_region_artifact_key_arn,
            there=self.has_other_region,
        )


def elsewhere_inputs() -> ElsewhereInputs:
    """All of them or none."""
    return ElsewhereInputs(
        other_region=Parameter(
            "OtherRegion",
            Type="String",
            Default="",
            Description="Region of targets that are not in this one; empty for none",
            **patterns.REGION.optional,
        ),
        other_region_artifact_bucket_name=Parameter(
            "OtherRegionArtifactBucketName",
            Type="String",
            Default="",
            Description="Bucket of the artifacts there: artifactBucketName of the "
            "stack of store.yaml; empty without OtherRegion",
            **patterns.BUCKET.optional,
        ),
        other_region_artifact_key_arn=Parameter(
            "OtherRegionArtifactKeyArn",
            Type="String",
            Default="",
            Description="Key of the artifacts there: artifactKeyArn of the stack of "
            "store.yaml; empty without OtherRegion",
            **patterns.KEY_ARN.optional,
        ),
        has_other_region=Switch(
            "HasOtherRegion",
            And(*(Not(Equals(Ref(f"OtherRegion{each}"), "")) for each in _PARTS)),
        ),
    )
