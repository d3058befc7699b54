"""A template with a CodeDeploy group, and values of a stack of it."""

from typing import Any

from tests.parameters.small_project import SmallProject

TEMPLATE = """\
Parameters:
  Cluster: {Type: String}
  Service: {Type: String}
  Blue: {Type: String}
  Green: {Type: String}
  Production: {Type: String}
  Test: {Type: String, Default: ''}
  Config: {Type: String, Default: CodeDeployDefault.ECSCanary10Percent5Minutes}
  NotificationEmail: {Type: String}
Conditions:
  HasTest: !Not [!Equals [!Ref Test, '']]
Resources:
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: pay
      ServiceRoleArn: !Sub arn:aws:iam::${AWS::AccountId}:role/deploy
      DeploymentConfigName: !Ref Config
      ECSServices: [{ClusterName: !Ref Cluster, ServiceName: !Ref Service}]
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - TargetGroups: [{Name: !Ref Blue}, {Name: !Ref Green}]
            ProdTrafficRoute: {ListenerArns: [!Ref Production]}
            TestTrafficRoute:
              !If [HasTest, {ListenerArns: [!Ref Test]}, !Ref AWS::NoValue]
"""


def listener(number: int, kind: str = "app") -> str:
    where = "arn:aws:elasticloadbalancing:us-east-2:111122223333:listener"
    return f"{where}/{kind}/pay/50dc6c495c0c9188/{number:016x}"


def values(name: str, **given: Any) -> dict[str, str]:
    """Values of a service that shares nothing with those of other names."""
    number = int.from_bytes(name.encode(), "big") % 1000
    own = {
        "Cluster": "shared",
        "Service": name,
        "Blue": f"{name}-blue",
        "Green": f"{name}-green",
        "Production": listener(number),
    }
    return own | given


def project(small: SmallProject) -> SmallProject:
    small.template(TEMPLATE)
    return small
