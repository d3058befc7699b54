"""The resource types that the simulator really makes, on moto's services."""

from generator.sandbox.resources import (
    cloudwatch,
    codebuild,
    codedeploy,
    codepipeline,
    ec2,
    ecr,
    ecs,
    elbv2,
    iam,
    kms,
    logs,
    messaging,
    s3,
    secretsmanager,
)
from generator.sandbox.resources.kind import Kind
from generator.sandbox.resources.recorded import RECORDED

KINDS = {
    "AWS::ApplicationAutoScaling::ScalableTarget": cloudwatch.SCALABLE_TARGET,
    "AWS::ApplicationAutoScaling::ScalingPolicy": cloudwatch.SCALING_POLICY,
    "AWS::CloudWatch::Alarm": cloudwatch.ALARM,
    "AWS::CodeBuild::Project": codebuild.PROJECT,
    "AWS::CodeDeploy::Application": codedeploy.APPLICATION,
    "AWS::CodeDeploy::DeploymentGroup": codedeploy.DEPLOYMENT_GROUP,
    "AWS::CodePipeline::Pipeline": codepipeline.PIPELINE,
    "AWS::EC2::SecurityGroup": ec2.SECURITY_GROUP,
    "AWS::EC2::SecurityGroupEgress": ec2.SECURITY_GROUP_EGRESS,
    "AWS::ECR::Repository": ecr.REPOSITORY,
    "AWS::ECS::Cluster": ecs.CLUSTER,
    "AWS::ECS::Service": ecs.SERVICE,
    "AWS::ECS::TaskDefinition": ecs.TASK_DEFINITION,
    "AWS::ElasticLoadBalancingV2::Listener": elbv2.LISTENER,
    "AWS::ElasticLoadBalancingV2::ListenerRule": elbv2.LISTENER_RULE,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": elbv2.LOAD_BALANCER,
    "AWS::ElasticLoadBalancingV2::TargetGroup": elbv2.TARGET_GROUP,
    "AWS::Events::Rule": messaging.RULE,
    "AWS::IAM::ManagedPolicy": iam.MANAGED_POLICY,
    "AWS::IAM::Policy": iam.POLICY,
    "AWS::IAM::Role": iam.ROLE,
    "AWS::KMS::Alias": kms.ALIAS,
    "AWS::KMS::Key": kms.KEY,
    "AWS::Logs::LogGroup": logs.LOG_GROUP,
    "AWS::S3::Bucket": s3.BUCKET,
    "AWS::S3::BucketPolicy": s3.BUCKET_POLICY,
    "AWS::SNS::Subscription": messaging.SUBSCRIPTION,
    "AWS::SNS::Topic": messaging.TOPIC,
    "AWS::SNS::TopicPolicy": messaging.TOPIC_POLICY,
    "AWS::SQS::Queue": messaging.QUEUE,
    "AWS::SQS::QueuePolicy": messaging.QUEUE_POLICY,
    "AWS::SecretsManager::Secret": secretsmanager.SECRET,
}


def kind_of(resource_type: str) -> Kind:
    """How resources of a type are made; types unknown to moto are recorded."""
    return KINDS.get(resource_type, RECORDED)
