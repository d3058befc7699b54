"""The load balancer, and two target groups that take turns."""

from dataclasses import dataclass
from typing import Any

from troposphere import elasticloadbalancingv2 as elb
from troposphere import wafv2

from generator.templates.service.inputs import Inputs
from generator.templates.service.security_groups import (
    PRODUCTION,
    TEST,
    SecurityGroups,
    port_of,
)

# TLS 1.2 and 1.3 with ciphers that keep past traffic secret (Elastic Load Balancing
# User Guide, "Security policies for your Application Load Balancer").
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
# ECS registers each task with the port of its container: this one is never used, and
# as a constant no parameter makes the groups anew.
UNUSED_PORT = 80


@dataclass(frozen=True)
class LoadBalancer:
    """Both ways in, each with one rule by which the traffic shifts."""

    load_balancer: elb.LoadBalancer
    blue_target_group: elb.TargetGroup
    green_target_group: elb.TargetGroup
    production_listener: elb.Listener
    production_rule: elb.ListenerRule
    test_listener: elb.Listener
    test_rule: elb.ListenerRule
    web_acl_association: wafv2.WebACLAssociation


def load_balancer(*, inputs: Inputs, groups: SecurityGroups) -> LoadBalancer:
    """The rules forward, so that an update of a listener leaves the traffic alone.

    A deployment changes which target group a rule leads to, and CloudFormation
    does not know. Whenever it changes something else of the same resource, such
    as a listener's certificate, it puts back all that the template says. A rule
    takes every path, and nothing in it but its tags comes from a parameter.
    """
    network = inputs.network
    balancer = elb.LoadBalancer(
        "LoadBalancer",
        Type="application",
        Scheme=network.load_balancer_scheme.ref(),
        Subnets=network.load_balancer_subnet_ids.ref(),
        SecurityGroups=[groups.load_balancer_security_group.get_att("GroupId")],
        LoadBalancerAttributes=_attributes(inputs),
        Tags=inputs.naming.tags(),
    )
    blue = _target_group("BlueTargetGroup", inputs)
    green = _target_group("GreenTargetGroup", inputs)
    production = _listener("ProductionListener", PRODUCTION, balancer, blue, inputs)
    test = _listener("TestListener", TEST, balancer, blue, inputs)
    return LoadBalancer(
        load_balancer=balancer,
        blue_target_group=blue,
        green_target_group=green,
        production_listener=production,
        production_rule=_rule("ProductionRule", production, blue, green, inputs),
        test_listener=test,
        test_rule=_rule("TestRule", test, blue, green, inputs),
        web_acl_association=wafv2.WebACLAssociation(
            "WebAclAssociation",
            Condition=inputs.listeners.has_web_acl.name,
            ResourceArn=balancer.ref(),
            WebACLArn=inputs.listeners.web_acl_arn.ref(),
        ),
    )


def _attributes(inputs: Inputs) -> list[Any]:
    listeners = inputs.listeners
    logs = listeners.has_access_logs
    return [
        _attribute("deletion_protection.enabled", listeners.deletion_protection.ref()),
        _attribute("routing.http.drop_invalid_header_fields.enabled", "true"),
        _attribute("access_logs.s3.enabled", logs.choose("true", "false")),
        logs.when(
            _attribute("access_logs.s3.bucket", listeners.access_log_bucket_name.ref())
        ),
        logs.when(_attribute("access_logs.s3.prefix", inputs.naming.of_service())),
    ]


def _attribute(key: str, value: Any) -> elb.LoadBalancerAttributes:
    return elb.LoadBalancerAttributes(Key=key, Value=value)


def _target_group(title: str, inputs: Inputs) -> elb.TargetGroup:
    return elb.TargetGroup(
        title,
        TargetType="ip",
        Protocol="HTTP",
        Port=UNUSED_PORT,
        VpcId=inputs.network.vpc_id.ref(),
        HealthCheckPath=inputs.tasks.health_check_path.ref(),
        Matcher=elb.Matcher(HttpCode="200"),
        Tags=inputs.naming.tags(),
    )


def _listener(
    title: str,
    port: tuple[int, int],
    balancer: elb.LoadBalancer,
    blue: elb.TargetGroup,
    inputs: Inputs,
) -> elb.Listener:
    """The default action is never reached; it forwards, too.

    ECS refuses blue/green deployments by a listener that does anything else (ECS
    Developer Guide, "Application Load Balancer resources for blue/green
    deployments", limitations).
    """
    listeners = inputs.listeners
    tls = listeners.has_certificate
    return elb.Listener(
        title,
        LoadBalancerArn=balancer.ref(),
        Port=port_of(port, tls),
        Protocol=tls.choose("HTTPS", "HTTP"),
        SslPolicy=tls.when(TLS_POLICY),
        Certificates=tls.when(
            [elb.Certificate(CertificateArn=listeners.certificate_arn.ref())]
        ),
        DefaultActions=[elb.Action(Type="forward", TargetGroupArn=blue.ref())],
        Tags=inputs.naming.tags(),
    )


def _rule(
    title: str,
    listener: elb.Listener,
    blue: elb.TargetGroup,
    green: elb.TargetGroup,
    inputs: Inputs,
) -> elb.ListenerRule:
    """Both groups stand behind it from the beginning, as ECS wants it.

    ECS Developer Guide, "Migrating from a CodeDeploy blue/green to an Amazon ECS
    blue/green service deployment", prerequisites; CodeDeploy leaves the old group
    there with weight 0.
    """
    return elb.ListenerRule(
        title,
        ListenerArn=listener.ref(),
        Priority=1,
        Conditions=[
            elb.Condition(
                Field="path-pattern",
                PathPatternConfig=elb.PathPatternConfig(Values=["/*"]),
            )
        ],
        Actions=[
            elb.ListenerRuleAction(
                Type="forward",
                ForwardConfig=elb.ForwardConfig(
                    TargetGroups=[
                        elb.TargetGroupTuple(TargetGroupArn=group.ref(), Weight=weight)
                        for group, weight in ((blue, 100), (green, 0))
                    ]
                ),
            )
        ],
        Tags=inputs.naming.tags(),
    )
