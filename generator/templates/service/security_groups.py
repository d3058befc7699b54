"""Who may reach the load balancer, and the tasks behind it."""

from dataclasses import dataclass
from typing import Any

from troposphere import Join, Split, ec2

from generator.templates.service.inputs import Inputs
from generator.templates.switch import Switch

HTTPS = 443
# Ports of the listeners with TLS and without.
PRODUCTION = (HTTPS, 80)
TEST = (8443, 8080)


def port_of(listener: tuple[int, int], with_tls: Switch) -> Any:
    """The port that a listener has in this stack."""
    return with_tls.choose(*listener)


@dataclass(frozen=True)
class SecurityGroups:
    """Clients to the load balancer, the load balancer to the tasks, no other way."""

    load_balancer_security_group: ec2.SecurityGroup
    task_security_group: ec2.SecurityGroup
    to_tasks: ec2.SecurityGroupEgress
    inputs: Inputs

    @property
    def of_tasks(self) -> Any:
        """The groups of every task: ours, and what the parameter adds."""
        ours = self.task_security_group.get_att("GroupId")
        network = self.inputs.network
        more = network.additional_security_group_ids.ref()
        return network.has_more_groups.choose(
            Split(",", Join(",", [ours, more])), [ours]
        )


def security_groups(*, inputs: Inputs) -> SecurityGroups:
    """A group whose egress is given loses the rule that lets everything out.

    Names are resolved by the VPC's own resolver, which security groups do not
    limit (VPC User Guide, "Control traffic to your AWS resources using security
    groups").
    """
    network, tasks = inputs.network, inputs.tasks
    tls = inputs.listeners.has_certificate
    load_balancer = ec2.SecurityGroup(
        "LoadBalancerSecurityGroup",
        GroupDescription="Clients of the load balancer",
        VpcId=network.vpc_id.ref(),
        SecurityGroupIngress=[
            _from("Clients", network.client_cidr.ref(), port_of(PRODUCTION, tls)),
            _from(
                "Who tries the next version",
                network.test_client_cidr.ref(),
                port_of(TEST, tls),
            ),
        ],
        Tags=inputs.naming.tags(),
    )
    task = ec2.SecurityGroup(
        "TaskSecurityGroup",
        GroupDescription="The load balancer to the tasks, tasks to services with TLS",
        VpcId=network.vpc_id.ref(),
        SecurityGroupIngress=[
            ec2.SecurityGroupRule(
                Description="The load balancer",
                IpProtocol="tcp",
                FromPort=tasks.container_port.ref(),
                ToPort=tasks.container_port.ref(),
                SourceSecurityGroupId=load_balancer.get_att("GroupId"),
            )
        ],
        SecurityGroupEgress=[
            ec2.SecurityGroupRule(
                Description="The registry, Secrets Manager, CloudWatch Logs",
                IpProtocol="tcp",
                FromPort=HTTPS,
                ToPort=HTTPS,
                CidrIp="0.0.0.0/0",
            )
        ],
        Tags=inputs.naming.tags(),
    )
    return SecurityGroups(
        load_balancer_security_group=load_balancer,
        task_security_group=task,
        # By itself: each group would need the other one first.
        to_tasks=ec2.SecurityGroupEgress(
            "ToTasks",
            GroupId=load_balancer.get_att("GroupId"),
            Description="The tasks, for traffic and health checks",
            IpProtocol="tcp",
            FromPort=tasks.container_port.ref(),
            ToPort=tasks.container_port.ref(),
            DestinationSecurityGroupId=task.get_att("GroupId"),
        ),
        inputs=inputs,
    )


def _from(who: str, cidr: Any, port: Any) -> ec2.SecurityGroupRule:
    return ec2.SecurityGroupRule(
        Description=who, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp=cidr
    )
