"""What a value of this template may look like, beside the pipeline's patterns."""

from generator.templates.patterns import Pattern

_BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
CIDR = Pattern(
    rf"^({_BYTE}\.){{3}}{_BYTE}/(3[0-2]|[12]?[0-9])$", "a range such as 10.0.0.0/8"
)
CERTIFICATE_ARN = Pattern(
    r"^arn:[\w-]+:acm:.+:certificate/[\w-]+$", "the ARN of a certificate in ACM"
)
WEB_ACL_ARN = Pattern(
    r"^arn:[\w-]+:wafv2:.+:regional/webacl/.+$", "the ARN of a regional web ACL"
)
BUCKET = Pattern(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "a bucket's name")
URL_PATH = Pattern(r"^/[\w/.~-]{0,254}$", "a path such as /health")
SECRET_ARNS = Pattern(
    r"^arn:[\w-]+:secretsmanager:[^,]+:secret:[^,]+"
    r"(,arn:[\w-]+:secretsmanager:[^,]+:secret:[^,]+)*$",
    "ARNs of secrets with commas and no blanks between",
)
