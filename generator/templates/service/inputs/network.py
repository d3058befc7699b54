"""Where the load balancer and the tasks stand, and who may come."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.patterns import SECURITY_GROUP_IDS
from generator.templates.service.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class NetworkInputs:
    """A VPC that is there already, and what may reach what in it."""

    vpc_id: Parameter
    load_balancer_subnet_ids: Parameter
    load_balancer_scheme: Parameter
    client_cidr: Parameter
    test_client_cidr: Parameter
    task_subnet_ids: Parameter
    additional_security_group_ids: Parameter
    has_more_groups: Switch
    label: str = "Network"


@dataclass(frozen=True)
class ListenerInputs:
    """TLS, and what guards and records the load balancer."""

    certificate_arn: Parameter
    plain_http: Parameter
    web_acl_arn: Parameter
    access_log_bucket_name: Parameter
    deletion_protection: Parameter
    has_certificate: Switch
    has_web_acl: Switch
    has_access_logs: Switch
    label: str = "Load balancer"


def network_inputs() -> NetworkInputs:
    """The subnets of the tasks are private: they get no public address."""
    return NetworkInputs(
        vpc_id=Parameter(
            "VpcId",
            Type="AWS::EC2::VPC::Id",
            Description="VPC of load balancer and tasks",
        ),
        load_balancer_subnet_ids=Parameter(
            "LoadBalancerSubnetIds",
            Type="List<AWS::EC2::Subnet::Id>",
            Description="Subnets of the load balancer in two or more availability "
            "zones; public ones where it faces the internet",
        ),
        load_balancer_scheme=Parameter(
            "LoadBalancerScheme",
            Type="String",
            Default="internal",
            AllowedValues=["internal", "internet-facing"],
            Description="Whether the load balancer can be reached from the internet",
            ConstraintDescription="internal or internet-facing",
        ),
        client_cidr=Parameter(
            "ClientCidr",
            Type="String",
            Description="Addresses that may reach the production listener, such as "
            "10.0.0.0/8, or 0.0.0.0/0 for everybody",
            **patterns.CIDR.required,
        ),
        test_client_cidr=Parameter(
            "TestClientCidr",
            Type="String",
            Default="10.0.0.0/8",
            Description="Addresses that may reach the test listener, where a version "
            "can be seen that nobody has tried yet",
            **patterns.CIDR.required,
        ),
        task_subnet_ids=Parameter(
            "TaskSubnetIds",
            Type="List<AWS::EC2::Subnet::Id>",
            Description="Private subnets of the tasks, with a way to the registry, to "
            "Secrets Manager and CloudWatch Logs: a NAT gateway or VPC endpoints",
        ),
        additional_security_group_ids=Parameter(
            "AdditionalSecurityGroupIds",
            Type="String",
            Default="",
            Description="More security groups of the tasks, such as one that may reach "
            "the database, up to four with commas between; empty for none",
            **SECURITY_GROUP_IDS.optional,
        ),
        has_more_groups=Switch(
            "HasMoreGroups", Not(Equals(Ref("AdditionalSecurityGroupIds"), ""))
        ),
    )


def listener_inputs() -> ListenerInputs:
    """Without a certificate nothing is made, unless plain HTTP is asked for."""
    return ListenerInputs(
        certificate_arn=Parameter(
            "CertificateArn",
            Type="String",
            Default="",
            Description="Certificate of both listeners; empty only with PlainHttp",
            **patterns.CERTIFICATE_ARN.optional,
        ),
        plain_http=Parameter(
            "PlainHttp",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="true for listeners without TLS, which no card data may pass "
            "(PCI DSS 4.2)",
            ConstraintDescription="true or false",
        ),
        web_acl_arn=Parameter(
            "WebAclArn",
            Type="String",
            Default="",
            Description="Web ACL of AWS WAF in front of the load balancer; empty for "
            "none",
            **patterns.WEB_ACL_ARN.optional,
        ),
        access_log_bucket_name=Parameter(
            "AccessLogBucketName",
            Type="String",
            Default="",
            Description="Bucket that lets Elastic Load Balancing write access logs; "
            "empty for none",
            **patterns.BUCKET.optional,
        ),
        deletion_protection=Parameter(
            "DeletionProtection",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="Whether the load balancer refuses to be deleted",
            ConstraintDescription="true or false",
        ),
        has_certificate=Switch(
            "HasCertificate", Not(Equals(Ref("CertificateArn"), ""))
        ),
        has_web_acl=Switch("HasWebAcl", Not(Equals(Ref("WebAclArn"), ""))),
        has_access_logs=Switch(
            "HasAccessLogs", Not(Equals(Ref("AccessLogBucketName"), ""))
        ),
    )
