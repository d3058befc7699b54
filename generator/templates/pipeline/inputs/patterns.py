"""What a value may look like, where CloudFormation has no narrower type.

Each constant is the AllowedPattern of a parameter; the sentence beside it is
the ConstraintDescription that the user reads. A pattern for an optional value
allows the empty string.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A regular expression and the sentence that says it in words."""

    regex: str
    says: str

    @property
    def required(self) -> dict[str, str]:
        """For a parameter that must have a value."""
        return {"AllowedPattern": self.regex, "ConstraintDescription": self.says}

    @property
    def optional(self) -> dict[str, str]:
        """For a parameter that may be empty."""
        return {
            "AllowedPattern": f"^$|{self.regex}",
            "ConstraintDescription": f"empty, or {self.says}",
        }


_ARN = r"^arn:aws[a-z-]*:"

# The suffix and the prefix share what the bucket's 63 characters leave: 13 in
# the longest region name (S3 User Guide, "Bucket naming rules").
SUFFIX = Pattern(
    "^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$",
    "1 to 12 lower-case letters, digits and inner hyphens",
)
PREFIX = Pattern(
    "^[a-z0-9][a-z0-9-]{0,8}-$",
    "2 to 10 lower-case letters, digits and hyphens, the last a hyphen",
)
SERVICE = Pattern(
    "^[a-z][a-z0-9-]{0,38}[a-z0-9]$",
    "2 to 40 lower-case letters, digits and hyphens, a letter first",
)
TAG_VALUE = Pattern(
    r"^[\w .:/=+@-]{1,256}$", "1 to 256 letters, digits, spaces and _.:/=+-@"
)
GITHUB_NAME = Pattern(r"^[\w.-]{1,100}$", "a GitHub owner or repository name")
BRANCH = Pattern(r"^[\w./-]{1,250}$", "a branch name without spaces")
CONNECTION_ARN = Pattern(
    _ARN + r"code(star-)?connections:[a-z0-9-]+:\d{12}:connection/[\w-]+$",
    "the ARN of a CodeConnections connection",
)
SECRET_NAME = Pattern(r"^[\w/+=.@-]{1,256}$", "the name (not the ARN) of a secret")
PATH = Pattern(r"^[\w.-]+(/[\w.-]+)*$", "a relative folder such as services/ledger")
REPOSITORY = Pattern(
    r"^[a-z0-9]+([._/-][a-z0-9]+)*$", "a repository name without the registry host"
)
IMAGE = Pattern(
    r"^[\w./:-]+(@sha256:[0-9a-f]{64})?$", "a container image with a tag or digest"
)
VPC_ID = Pattern("^vpc-[0-9a-f]{8,17}$", "a VPC id such as vpc-0123456789abcdef0")
SUBNET_ID = Pattern("^subnet-[0-9a-f]{8,17}$", "subnet ids")
SECURITY_GROUP_ID = Pattern("^sg-[0-9a-f]{8,17}$", "security group ids")
ECS_NAME = Pattern(r"^[\w-]{1,255}$", "a name of letters, digits, _ and -")
TARGET_GROUP = Pattern(
    "^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$",
    "the name (not the ARN) of a target group",
)
LISTENER_ARN = Pattern(
    _ARN + r"elasticloadbalancing:[a-z0-9-]+:\d{12}:listener/(app|net)/[\w/-]+$",
    "the ARN of a load balancer listener",
)
ROLE_ARN = Pattern(_ARN + r"iam::\d{12}:role/[\w+=,.@/-]+$", "the ARN of an IAM role")
POLICY_ARN = Pattern(
    _ARN + r"iam::(\d{12}|aws):policy/[\w+=,.@/-]+$", "the ARN of a managed policy"
)
ALARM_NAMES = Pattern(
    "^[^,]{1,255}(,[^,]{1,255}){0,2}$", "up to three alarm names with commas between"
)
DEPLOYMENT_CONFIG = Pattern(r"^[\w+=,.@-]{1,100}$", "the name of a deployment config")
EMAIL = Pattern(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address")
