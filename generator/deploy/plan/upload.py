"""A template on its way to CloudFormation: in the call, or through a bucket."""

from collections.abc import Callable

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, code
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.target import Target
from generator.parameters.model import Environment

# CloudFormation user guide, "Understand CloudFormation quotas": template body
# in a request, and in an S3 object.
_INLINE_BYTES = 51_200
_OBJECT_BYTES = 1_048_576


def template(target: Target, connect: Callable[[], Api], bucket: str) -> dict[str, str]:
    """TemplateBody, or TemplateURL when the text is too long for a call.

    `bucket` is used before the environment's, and that before the one of the
    account's own stack. The object is named by its
    content, written once and never over another. `connect` gives the client.

    Raises:
        Stopped: the template is too long, for a call or altogether, or there
            is no such bucket.
    """
    environment, path = target.environment, target.template.path
    text, size = target.template.text, target.template.size
    if size <= _INLINE_BYTES:
        return {"TemplateBody": text}
    if size > _OBJECT_BYTES:
        raise Stopped(
            Outcome.INVALID,
            f"{path} has {size:,} bytes; CloudFormation takes {_OBJECT_BYTES:,}.",
            "Split the template.",
        )
    bucket = bucket or environment.template_bucket or environment.own_bucket
    key = f"templates/{target.template.sha256}.yaml"
    _put(connect(), bucket, key, text.encode(), environment)
    host = f"{bucket}.s3.{environment.region}.{environment.url_suffix}"
    return {"TemplateURL": f"https://{host}/{key}"}


def _put(s3: Api, bucket: str, key: str, body: bytes, environment: Environment) -> None:
    """Write an object unless one of that name is there."""
    try:
        s3.call(
            "put_object",
            Bucket=bucket,
            Key=key,
            Body=body,
            ExpectedBucketOwner=environment.account,
            IfNoneMatch="*",
        )
    except ClientError as error:
        if code(error) == "NoSuchBucket":
            raise Stopped(
                Outcome.MISUSED,
                f"there is no bucket {bucket}, which shall take the template.",
                f"Run `python -m generator bootstrap --env {environment.name}`, which "
                f"makes {environment.own_bucket}, or correct template_bucket.",
            ) from None
        if code(error) != "PreconditionFailed":
            raise
