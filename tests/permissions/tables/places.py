"""Resources and context keys that several tables name."""

from tests.permissions.rows import regional, role

# Artifacts, in the bucket of the stack and in another pipeline's, where everything
# could have the same name.
SOURCE = "{artifacts}/SourceOutp/aB3dE5f"
TESTED = "{artifacts}/UnitTestOu/aB3dE5f"
BUILT = "{artifacts}/DockerBuil/aB3dE5f"
ELSEWHERE = SOURCE.replace(
    "{artifacts}", "arn:{partition}:s3:::ledger-artifacts/payment-service-pipe"
)
READ = "s3:GetObject s3:GetObjectVersion"
WRITE = "s3:PutObject"
WITHOUT_TLS = {"aws:SecureTransport": "false"}
WITH_OLD_TLS = {"s3:TlsVersion": "1.1"}

# A shared VPC and its subnets are its owner's, interfaces and groups our own.
INTERFACE = regional("ec2", "network-interface/eni-0a1b2c3d")
NEW_INTERFACE = regional("ec2", "network-interface/*")
SUBNET = regional("ec2", "subnet/subnet-0a1b2c3d", "{vpc_owner}")
GROUP = regional("ec2", "security-group/sg-0a1b2c3d")
IN_VPC = {"ec2:Vpc": regional("ec2", "vpc/vpc-0a1b2c3d", "{vpc_owner}")}
IN_SUBNET = {**IN_VPC, "ec2:Subnet": SUBNET}
ANOTHER_VPC = {"ec2:Vpc": regional("ec2", "vpc/vpc-0ffffffff")}
ANOTHER_SUBNET = {
    **ANOTHER_VPC,
    "ec2:Subnet": regional("ec2", "subnet/subnet-0ffffffff"),
}
FOR_CODEBUILD = {"ec2:AuthorizedService": "codebuild.amazonaws.com"}

# The service, its tasks and its traffic.
SERVICE = "{EcsClusterName}/{EcsServiceName}"
FAMILY = regional("ecs", "task-definition/{TaskDefinitionFamily}:7")
EXECUTION, TASK = role("execution"), role("task")
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
LISTENER = regional("elasticloadbalancing", "listener/app/payments/50dc/f2f7")
RULE = regional("elasticloadbalancing", "listener-rule/app/payments/50dc/f2f7/9683")
TEST_LISTENER = LISTENER.replace("f2f7", "3c5e")
TEST_RULE = RULE.replace("f2f7", "3c5e")

# Keys, and through which service they are used.
SECRET_KEY = regional("kms", "key/of-the-secret")
BUILD_SECRET_KEY = regional("kms", "key/of-the-build")
SIGNING_KEY = regional("kms", "key/that-signs")
PACKAGES_KEY = regional("kms", "key/of-the-packages")
ANOTHER_KEY = regional("kms", "key/another")
VIA_S3 = {"kms:ViaService": "s3.{region}.{suffix}"}
VIA_SECRETS = {"kms:ViaService": "secretsmanager.{region}.{suffix}"}
VIA_SNS = {"kms:ViaService": "sns.{region}.{suffix}"}
