"""Empty a bucket that is about to go: every version and delete marker."""

from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, code
from generator.deploy.outcome import Outcome, Stopped


def empty(s3: Api, bucket: str, account: str) -> int:
    """Delete all versions of all objects and return how many there were.

    `account` must own the bucket. One page of the listing (up to 1,000
    versions) is one deletion, which is what DeleteObjects takes.

    Raises:
        Stopped: some objects cannot be deleted (locked, or denied).
    """
    deleted = 0
    while True:
        # After a deletion the next page is the first one again.
        try:
            page = s3.call(
                "list_object_versions", Bucket=bucket, ExpectedBucketOwner=account
            )
        except ClientError as error:
            if code(error) != "NoSuchBucket":
                raise
            # Somebody deleted it: nothing is in the way.
            return deleted
        objects = [
            {"Key": version["Key"], "VersionId": version["VersionId"]}
            for version in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        ]
        if not objects:
            return deleted
        _delete(s3, bucket, account, objects)
        deleted += len(objects)


def _delete(s3: Api, bucket: str, account: str, objects: list[dict[str, Any]]) -> None:
    answer = s3.call(
        "delete_objects",
        Bucket=bucket,
        ExpectedBucketOwner=account,
        Delete={"Objects": objects, "Quiet": True},
    )
    errors = answer.get("Errors") or []
    if errors:
        raise Stopped(
            Outcome.FAILED,
            f"{len(errors)} objects of {bucket} cannot be deleted.",
            "Remove what protects them, then run `destroy` again.",
            [f"{one.get('Key')}: {one.get('Message')}" for one in errors[:10]],
        )
