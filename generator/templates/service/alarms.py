"""What rolls a deployment back: errors, targets that are unwell, slow answers."""

from dataclasses import dataclass
from typing import Any

from troposphere import Join, cloudwatch

from generator.templates.service.inputs import Inputs
from generator.templates.service.load_balancer import LoadBalancer

NAMESPACE = "AWS/ApplicationELB"
MINUTE = 60
# A few requests are no percentage: in so many of the last minutes.
OF_MINUTES, IN_MINUTES = 3, 2


@dataclass(frozen=True)
class Alarms:
    """Any of them is enough.

    They are no composite alarm: of that no page says that ECS or CodeDeploy take
    it, and only who may see every alarm of the account sees one (CloudWatch API
    reference, DescribeAlarms).
    """

    server_error_alarm: cloudwatch.Alarm
    unhealthy_alarm: cloudwatch.Alarm
    slow_alarm: cloudwatch.Alarm

    @property
    def names(self) -> list[Any]:
        """What ECS watches during a deployment."""
        alarms = (self.server_error_alarm, self.unhealthy_alarm, self.slow_alarm)
        return [each.ref() for each in alarms]

    @property
    def joined(self) -> Join:
        """The same as the pipeline's parameter takes it."""
        return Join(",", self.names)


def rollback_alarms(*, inputs: Inputs, balancer: LoadBalancer) -> Alarms:
    """By the load balancer, which both versions are behind.

    Metrics and dimensions: Elastic Load Balancing User Guide, "CloudWatch metrics
    for your Application Load Balancer".
    """
    return Alarms(
        server_error_alarm=_server_errors(inputs, balancer),
        unhealthy_alarm=_unhealthy(inputs, balancer),
        slow_alarm=_slow(inputs, balancer),
    )


def _server_errors(inputs: Inputs, balancer: LoadBalancer) -> cloudwatch.Alarm:
    """Without a target the load balancer answers itself, and counts no request."""
    return _alarm(
        "ServerErrorAlarm",
        inputs,
        name="server-errors",
        says="Too many answers are errors of the service or of the load balancer",
        above=inputs.alarms.server_error_percent.ref(),
        metrics=[
            _of_balancer("service", "HTTPCode_Target_5XX_Count", balancer),
            _of_balancer("balancer", "HTTPCode_ELB_5XX_Count", balancer),
            _of_balancer("requests", "RequestCount", balancer),
            _math("errors", "FILL(service, 0) + FILL(balancer, 0)"),
            _math("total", "FILL(requests, 0) + FILL(balancer, 0)"),
            _math("percent", "IF(total > 0, 100 * errors / total, 0)", judged=True),
        ],
    )


def _unhealthy(inputs: Inputs, balancer: LoadBalancer) -> cloudwatch.Alarm:
    """In either group, whichever has the traffic now."""
    groups = {"blue": balancer.blue_target_group, "green": balancer.green_target_group}
    return _alarm(
        "UnhealthyAlarm",
        inputs,
        name="unhealthy",
        says="A task fails the load balancer's health checks",
        above=0,
        metrics=[
            *(
                _metric(
                    name,
                    "UnHealthyHostCount",
                    "Maximum",
                    TargetGroup=group.get_att("TargetGroupFullName"),
                    LoadBalancer=_full_name(balancer),
                )
                for name, group in groups.items()
            ),
            _math("unhealthy", "FILL(blue, 0) + FILL(green, 0)", judged=True),
        ],
    )


def _slow(inputs: Inputs, balancer: LoadBalancer) -> cloudwatch.Alarm:
    return _alarm(
        "SlowAlarm",
        inputs,
        name="slow",
        says="One answer in a hundred takes too long",
        above=inputs.alarms.slow_response_seconds.ref(),
        metrics=[
            _of_balancer(
                "seconds", "TargetResponseTime", balancer, statistic="p99", judged=True
            )
        ],
    )


def _alarm(
    title: str, inputs: Inputs, *, name: str, says: str, above: Any, metrics: list[Any]
) -> cloudwatch.Alarm:
    told = inputs.alarms.has_alarm_topic
    return cloudwatch.Alarm(
        title,
        AlarmName=inputs.naming.of(name),
        AlarmDescription=says,
        Metrics=metrics,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=above,
        EvaluationPeriods=OF_MINUTES,
        DatapointsToAlarm=IN_MINUTES,
        # Nobody asks anything at night.
        TreatMissingData="notBreaching",
        AlarmActions=[told.when(inputs.alarms.alarm_topic_arn.ref())],
        Tags=inputs.naming.tags(),
    )


def _of_balancer(
    name: str,
    metric: str,
    balancer: LoadBalancer,
    *,
    statistic: str = "Sum",
    judged: bool = False,
) -> cloudwatch.MetricDataQuery:
    return _metric(name, metric, statistic, judged, LoadBalancer=_full_name(balancer))


def _full_name(balancer: LoadBalancer) -> Any:
    return balancer.load_balancer.get_att("LoadBalancerFullName")


def _metric(
    name: str, metric: str, statistic: str, judged: bool = False, **dimensions: Any
) -> cloudwatch.MetricDataQuery:
    return cloudwatch.MetricDataQuery(
        Id=name,
        ReturnData=judged,
        MetricStat=cloudwatch.MetricStat(
            Stat=statistic,
            Period=MINUTE,
            Metric=cloudwatch.Metric(
                Namespace=NAMESPACE,
                MetricName=metric,
                Dimensions=[
                    cloudwatch.MetricDimension(Name=key, Value=value)
                    for key, value in dimensions.items()
                ],
            ),
        ),
    )


def _math(
    name: str, expression: str, judged: bool = False
) -> cloudwatch.MetricDataQuery:
    return cloudwatch.MetricDataQuery(Id=name, Expression=expression, ReturnData=judged)
