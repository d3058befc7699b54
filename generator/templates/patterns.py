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
            "ConstraintDescription": f"empty or {self.says}",
        }


_ARN = r"^arn:[\w-]+:"

# The suffix and the prefix share what the bucket's 63 characters leave: 13 in
# the longest region name (S3 User Guide, "Bucket naming rules").
SUFFIX = Pattern("^[a-z0-9-]{1,12}$", "1 to 12 of a-z, 0-9 and -")
PREFIX = Pattern("^[a-z0-9][a-z0-9-]{0,8}-$", "up to 10 of a-z, 0-9 and -, last a -")
SERVICE = Pattern("^[a-z][a-z0-9-]{1,39}$", "2 to 40 of a-z, 0-9 and -, first a-z")
# IAM takes the fewest characters in a tag (IAM User Guide, "Tagging rules").
TAG_VALUE = Pattern(r"^[\w .:/=+@-]{1,256}$", "1 to 256 letters, digits or _ .:/=+@-")
GITHUB_NAME = Pattern(r"^[\w.-]{1,100}$", "a GitHub name")
BRANCH = Pattern(r"^[\w./-]{1,250}$", "a branch name")
CONNECTION_ARN = Pattern(
    _ARN + r"code(star-)?connections:.+:connection/[\w-]+$",
    "a connection ARN",
)
SECRET_NAME = Pattern(r"^[\w/+=.@-]{1,256}$", "a secret's name, not its ARN")
PATH = Pattern(r"^[\w.-]+(/[\w.-]+)*$", "a relative folder")
REPOSITORY = Pattern(r"^[a-z0-9]+([._/-][a-z0-9]+)*$", "a repository name")
IMAGE = Pattern(r"^[\w./:@-]{1,255}$", "an image with tag or digest")
# What generator/parameters/waivers.py makes of a file.
WAIVERS = Pattern(
    r"^[A-Z][A-Za-z0-9-]+:\d{4}-\d\d-\d\d(,[A-Z][A-Za-z0-9-]+:\d{4}-\d\d-\d\d)*$",
    "ids of vulnerabilities, each with a colon and its last day, and commas between",
)
BUILD_TARGET = Pattern(r"^[\w.-]{1,128}$", "a stage of a Dockerfile")
JSON_TEXTS = Pattern(
    r"^\{[\s\S]*\}$", 'a JSON object of texts, such as {"NAME": "value"}'
)
COMMAND = Pattern(r"^[\s\S]{1,500}$", "a shell command")
CODE_ARTIFACT_ARN = Pattern(
    _ARN + r"codeartifact:[a-z0-9-]+:\d{12}:repository/[a-z0-9-]+/[\w.-]+$",
    "the ARN of a CodeArtifact repository",
)
_ECR_ARN = r"arn:[\w-]+:ecr:[a-z0-9-]+:\d{12}:repository/[a-z0-9*][a-z0-9._/*-]*"
ECR_REPOSITORY_ARNS = Pattern(
    f"^{_ECR_ARN}(,{_ECR_ARN})*$", "ARNs of ECR repositories with commas between"
)
VPC_ID = Pattern("^vpc-[0-9a-f]{8,17}$", "a VPC id")
SUBNET_IDS = Pattern(
    "^subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17})*$", "subnet ids with commas between"
)
SECURITY_GROUP_IDS = Pattern(
    "^sg-[0-9a-f]{8,17}(,sg-[0-9a-f]{8,17})*$", "group ids with commas between"
)
ACCOUNT_ID = Pattern(r"^\d{12}$", "an account id")
ECS_NAME = Pattern(r"^[\w-]{1,255}$", "an ECS name")
TARGET_GROUP = Pattern("^[A-Za-z0-9-]{1,32}$", "a target group's name, not its ARN")
LISTENER_ARN = Pattern(
    _ARN + r"elasticloadbalancing:.+:listener/(app|net)/.+$",
    "a listener ARN",
)
ROLE_ARN = Pattern(_ARN + r"iam::\d{12}:role/.+$", "a role ARN")
# Two letters, where in the world, a number: as botocore's endpoints have it for every
# partition, such as eu-west-1, us-gov-west-1 and eusc-de-east-1.
REGION = Pattern(r"^[a-z]{2,4}(-[a-z]+)+-\d$", "a region such as eu-west-1")
# S3 User Guide, "Bucket naming rules".
BUCKET = Pattern(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "a bucket's name")
# One role: in a condition a * or ? would let in others.
ONE_ROLE_ARN = Pattern(
    r"^arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+$", "the ARN of one role"
)
POLICY_ARN = Pattern(_ARN + r"iam::(\d{12}|aws):policy/.+$", "a managed policy ARN")
KEY_ARN = Pattern(_ARN + r"kms:.+:key/[\w-]+$", "the ARN of a KMS key, not of an alias")
# An alarm's name may hold a comma, which is what separates names here.
ALARM_NAMES = Pattern(
    r"^[^,\s]([^,]{0,253}[^,\s])?(,[^,\s]([^,]{0,253}[^,\s])?){0,9}$",
    "up to ten alarm names, with commas and no blanks between",
)
DEPLOYMENT_CONFIG = Pattern(r"^[\w+=,.@-]{1,100}$", "a deployment config's name")
# Lambda API reference, CreateFunction: "limited to 64 characters in length".
FUNCTION = Pattern(r"^[\w-]{1,64}$", "a Lambda function's name, not its ARN")
TOPIC_ARN = Pattern(_ARN + r"sns:.+:[\w-]{1,256}$", "a topic ARN")
EMAIL = Pattern(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address")
# The name is the last part of a stage's (CodePipeline API reference, StageDeclaration).
TARGET_NAME = Pattern("^[a-z][a-z0-9-]{0,19}$", "1 to 20 of a-z, 0-9 and -, first a-z")
# CodeDeploy API reference, CreateApplication and CreateDeploymentGroup.
CODE_DEPLOY_NAME = Pattern(r"^[\w+=,.@-]{1,100}$", "a name in CodeDeploy, not its ARN")
SERVICE_URL = Pattern(r"^https://[\w.-]+(:\d+)?(/[\w./~%?=&-]*)?$", "an https URL")
# CodePipeline User Guide, "DeploymentWindow": seconds first, a year last if at all.
CRON = Pattern(
    r"^[\d*,/-]+ [\d*,/-]+ [\d*,/-]+ [\dLW?*,/-]+ [\dA-Z*,/-]+ [\dA-Z#?*,/-]+"
    r"( [\d*,/-]+)?$",
    "a cron expression of CodePipeline: seconds first, such as * * 9-16 ? * MON-THU",
)
TIME_ZONE = Pattern(r"^[A-Za-z_]+(/[A-Za-z_+0-9-]+){0,2}$", "a time zone's name")
