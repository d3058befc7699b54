"""A deployment group that the CodeDeploy rules explain themselves with."""

from generator.rules._fragments import TAGS

DEPLOYMENT_GROUP = (
    """\
Resources:
  Application:
    Type: AWS::CodeDeploy::Application
    Properties:
      ComputePlatform: ECS
"""
    + TAGS
    + """\
  DeploymentGroup:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref Application
      ServiceRoleArn: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy
      DeploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes
      DeploymentStyle:
        DeploymentType: BLUE_GREEN
        DeploymentOption: WITH_TRAFFIC_CONTROL
      BlueGreenDeploymentConfiguration:
        DeploymentReadyOption: {ActionOnTimeout: CONTINUE_DEPLOYMENT}
        TerminateBlueInstancesOnDeploymentSuccess:
          Action: TERMINATE
          TerminationWaitTimeInMinutes: 5
      ECSServices:
        - {ClusterName: payment, ServiceName: payment-service}
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - TargetGroups: [{Name: payment-blue}, {Name: payment-green}]
            ProdTrafficRoute:
              ListenerArns:
                - arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c
      AutoRollbackConfiguration:
        Enabled: true
        Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]
      AlarmConfiguration:
        Enabled: true
        Alarms: [{Name: payment-5xx}]
"""
    + TAGS
)
