"""A template on its way to CloudFormation: in the call, or through a bucket."""

from collections.abc import Callable

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, code
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.target import Target

# CloudFormation user guide, "Understand CloudFormation quotas": template body
# in a request, and in an S3 object.
_INLINE_BYTES = 51_200
_OBJECT_BYTES = 1_048_576


def template(target: Target, connect: Callable[[], Api], bucket: str) -> dict[str, str]:
    """TemplateBody, or TemplateURL when the text is too long for a call.

    The object is named by its content, so it is written once and never
    changed. `connect` gives the client for the bucket.

    Raises:
        Stopped: the template is too long, for a call or altogether.
    """
    body = target.template.body.encode()
    if len(body) <= _INLINE_BYTES:
        return {"TemplateBody": target.template.body}
    if len(body) > _OBJECT_BYTES:
        raise Stopped(
            Outcome.INVALID,
            f"{target.template.path} has {len(body):,} bytes; CloudFormation "
            f"takes {_OBJECT_BYTES:,}.",
            "Split the template.",
        )
    if not bucket:
        raise Stopped(
            Outcome.INVALID,
            f"{target.template.path} has {len(body):,} bytes; more than "
            f"{_INLINE_BYTES:,} have to go through a bucket.",
            "Add --template-bucket NAME, a bucket in the stack's region.",
        )
    key = f"templates/{target.template.sha256}.yaml"
    owner = target.environment.account
    s3 = connect()
    try:
        s3.call("head_object", Bucket=bucket, Key=key, ExpectedBucketOwner=owner)
    except ClientError as error:
        if code(error) not in {"404", "NoSuchKey", "NotFound"}:
            raise
        s3.call(
            "put_object", Bucket=bucket, Key=key, Body=body, ExpectedBucketOwner=owner
        )
    return {"TemplateURL": _url(s3, bucket, key)}


def _url(s3: Api, bucket: str, key: str) -> str:
    region = s3.client.meta.region_name
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://{bucket}.s3.{region}.{suffix}/{key}"
