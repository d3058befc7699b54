"""What CloudFormation does with each resource type that the other templates have.

The actions are the handler permissions of the resource schemas that AWS
publishes (CloudFormation registry, DescribeType; `handlers` of create, read,
update and delete), without those for properties that no template has. Where a
schema has no handlers, they are the service's API actions on the resource that
the type's documentation names. Nobody has watched them on AWS: a missing one
fails a deployment with the name of the action, and rolls back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Resources are under names of the templates' own; `{name}` stands for these.
_REGIONAL = "${AWS::Region}:${AWS::AccountId}"


@dataclass(frozen=True)
class Kind:
    """One resource type: `read` and `write` it, in the group of one policy.

    `arns` are what the actions are on, without `arn:<partition>:`. `name` is
    the property with the name; without a value CloudFormation makes one that fits
    `unnamed`. `anywhere` are actions that AWS has no resource for, `lists` those on
    what else they are about (`listed_on`; all resources of the kind), `bounded`
    those that are allowed under the permissions boundary alone, `tagged` those
    on what carries the tag of the environment, because AWS makes the name up.
    `passes` are services that are given a role of a template,
    `linked` those that need their service-linked role.
    """

    group: str
    name: str
    arns: tuple[str, ...]
    read: str
    write: str
    anywhere: str = ""
    lists: str = ""
    listed_on: tuple[str, ...] = ()
    bounded: str = ""
    tagged: str = ""
    # Stack name, logical ID, random characters. Where a type allows few of them, a
    # long stack name is cut, and such a stack is refused.
    unnamed: tuple[str, ...] = ("*-{template}-${{EnvironmentSuffix}}-*",)
    passes: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()


_TOPIC = (f"sns:{_REGIONAL}:{{name}}",)
_QUEUE = (f"sqs:{_REGIONAL}:{{name}}",)
_BUCKET = ("s3:::{name}",)
# Of an account and no region; the * is slack-channel or microsoft-teams-channel.
_CHAT = ("chatbot::${AWS::AccountId}:chat-configuration/*/{name}",)
_TAG_LOAD_BALANCERS = "elasticloadbalancing:AddTags"

KINDS: Mapping[str, Kind] = {
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": Kind(
        "Messages",
        "ConfigurationName",
        _CHAT,
        read="chatbot:ListAssociations",
        write="chatbot:DeleteMicrosoftTeamsChannelConfiguration chatbot:TagResource "
        "chatbot:UntagResource chatbot:UpdateMicrosoftTeamsChannelConfiguration",
        anywhere="chatbot:CreateMicrosoftTeamsChannelConfiguration "
        "chatbot:GetMicrosoftTeamsChannelConfiguration chatbot:ListTagsForResource",
        passes=("chatbot.amazonaws.com",),
        linked=("management.chatbot.amazonaws.com",),
    ),
    "AWS::Chatbot::SlackChannelConfiguration": Kind(
        "Messages",
        "ConfigurationName",
        _CHAT,
        read="chatbot:ListAssociations",
        write="chatbot:DeleteSlackChannelConfiguration chatbot:TagResource "
        "chatbot:UntagResource chatbot:UpdateSlackChannelConfiguration",
        anywhere="chatbot:CreateSlackChannelConfiguration "
        "chatbot:DescribeSlackChannelConfigurations chatbot:ListTagsForResource",
        passes=("chatbot.amazonaws.com",),
        linked=("management.chatbot.amazonaws.com",),
    ),
    "AWS::CloudWatch::Alarm": Kind(
        "Messages",
        "AlarmName",
        (f"cloudwatch:{_REGIONAL}:alarm:{{name}}",),
        read="cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource",
        write="cloudwatch:DeleteAlarms cloudwatch:PutMetricAlarm "
        "cloudwatch:TagResource cloudwatch:UntagResource",
    ),
    # The schema has no handlers.
    "AWS::CodeBuild::Project": Kind(
        "Delivery",
        "Name",
        (f"codebuild:{_REGIONAL}:project/{{name}}",),
        read="codebuild:BatchGetProjects",
        write="codebuild:CreateProject codebuild:DeleteProject codebuild:UpdateProject",
        passes=("codebuild.amazonaws.com",),
    ),
    "AWS::CodeBuild::ReportGroup": Kind(
        "Delivery",
        "Name",
        (f"codebuild:{_REGIONAL}:report-group/{{name}}",),
        read="codebuild:BatchGetReportGroups",
        write="codebuild:CreateReportGroup codebuild:DeleteReportGroup "
        "codebuild:UpdateReportGroup",
    ),
    "AWS::CodeDeploy::Application": Kind(
        "Delivery",
        "ApplicationName",
        (f"codedeploy:{_REGIONAL}:application:{{name}}",),
        read="codedeploy:GetApplication codedeploy:ListTagsForResource",
        write="codedeploy:CreateApplication codedeploy:DeleteApplication "
        "codedeploy:TagResource codedeploy:UntagResource",
    ),
    # The schema has no handlers.
    "AWS::CodeDeploy::DeploymentGroup": Kind(
        "Delivery",
        "DeploymentGroupName",
        (f"codedeploy:{_REGIONAL}:deploymentgroup:*/{{name}}",),
        read="codedeploy:GetDeploymentGroup codedeploy:ListTagsForResource",
        write="codedeploy:CreateDeploymentGroup codedeploy:DeleteDeploymentGroup "
        "codedeploy:UpdateDeploymentGroup codedeploy:TagResource "
        "codedeploy:UntagResource",
        passes=("codedeploy.amazonaws.com",),
    ),
    "AWS::CodePipeline::Pipeline": Kind(
        "Delivery",
        "Name",
        (f"codepipeline:{_REGIONAL}:{{name}}",),
        read="codepipeline:GetPipeline codepipeline:GetPipelineState "
        "codepipeline:ListTagsForResource",
        write="codepipeline:CreatePipeline codepipeline:DeletePipeline "
        "codepipeline:TagResource codepipeline:UntagResource "
        "codepipeline:UpdatePipeline",
        passes=("codepipeline.amazonaws.com",),
    ),
    "AWS::CodePipeline::Webhook": Kind(
        "Delivery",
        "Name",
        (f"codepipeline:{_REGIONAL}:webhook:{{name}}",),
        read="",
        write="codepipeline:DeleteWebhook "
        "codepipeline:DeregisterWebhookWithThirdParty codepipeline:PutWebhook "
        "codepipeline:RegisterWebhookWithThirdParty codepipeline:TagResource "
        "codepipeline:UntagResource",
        lists="codepipeline:ListWebhooks",
    ),
    # The schema has no handlers.
    "AWS::Events::Rule": Kind(
        "Messages",
        "Name",
        (f"events:{_REGIONAL}:rule/{{name}}",),
        read="events:DescribeRule events:ListTagsForResource events:ListTargetsByRule",
        write="events:DeleteRule events:PutRule events:PutTargets "
        "events:RemoveTargets events:TagResource events:UntagResource",
    ),
    "AWS::IAM::ManagedPolicy": Kind(
        "Identity",
        "ManagedPolicyName",
        ("iam::${AWS::AccountId}:policy/{name}",),
        read="iam:GetPolicy iam:GetPolicyVersion iam:ListEntitiesForPolicy",
        write="iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy "
        "iam:DeletePolicyVersion iam:ListPolicyVersions",
    ),
    "AWS::IAM::Role": Kind(
        "Identity",
        "RoleName",
        ("iam::${AWS::AccountId}:role/{name}",),
        read="iam:GetRole iam:GetRolePolicy iam:ListAttachedRolePolicies "
        "iam:ListRolePolicies",
        write="iam:DeleteRole iam:TagRole iam:UntagRole iam:UpdateAssumeRolePolicy "
        "iam:UpdateRole iam:UpdateRoleDescription",
        bounded="iam:AttachRolePolicy iam:CreateRole iam:DeleteRolePolicy "
        "iam:DetachRolePolicy iam:PutRolePermissionsBoundary iam:PutRolePolicy",
    ),
    "AWS::ECR::Repository": Kind(
        "Storage",
        "RepositoryName",
        (f"ecr:{_REGIONAL}:repository/{{name}}",),
        read="ecr:DescribeRepositories ecr:GetLifecyclePolicy ecr:GetRepositoryPolicy "
        "ecr:ListTagsForResource",
        # The name is free: what is there already must carry the environment's tag.
        write="ecr:CreateRepository ecr:TagResource",
        tagged="ecr:DeleteLifecyclePolicy ecr:DeleteRepository "
        "ecr:DeleteRepositoryPolicy ecr:PutImageScanningConfiguration "
        "ecr:PutImageTagMutability ecr:PutLifecyclePolicy ecr:SetRepositoryPolicy "
        "ecr:UntagResource",
    ),
    "AWS::KMS::Key": Kind(
        "Storage",
        "",
        (f"kms:{_REGIONAL}:key/*",),
        read="kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus "
        "kms:ListResourceTags",
        # A new key's tags count only minutes later (KMS Developer Guide, "ABAC for
        # AWS KMS"): what creates one cannot depend on them.
        write="kms:EnableKeyRotation kms:TagResource",
        anywhere="kms:CreateKey",
        tagged="kms:DisableKey kms:DisableKeyRotation kms:EnableKey "
        "kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:UntagResource "
        "kms:UpdateKeyDescription",
    ),
    "AWS::Logs::LogGroup": Kind(
        "Storage",
        "LogGroupName",
        (
            f"logs:{_REGIONAL}:log-group:{{name}}",
            f"logs:{_REGIONAL}:log-group:{{name}}:*",
        ),
        read="logs:GetDataProtectionPolicy logs:ListTagsForResource",
        write="logs:AssociateKmsKey logs:CreateLogGroup "
        "logs:DeleteDataProtectionPolicy logs:DeleteLogGroup "
        "logs:DeleteRetentionPolicy logs:DisassociateKmsKey "
        "logs:PutRetentionPolicy logs:TagResource logs:UntagResource",
        anywhere="logs:DescribeLogGroups",
    ),
    "AWS::S3::Bucket": Kind(
        "Storage",
        "BucketName",
        _BUCKET,
        read="s3:GetAccelerateConfiguration s3:GetAnalyticsConfiguration "
        "s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging "
        "s3:GetBucketMetadataTableConfiguration s3:GetBucketNotification "
        "s3:GetBucketObjectLockConfiguration s3:GetBucketOwnershipControls "
        "s3:GetBucketPublicAccessBlock s3:GetBucketTagging s3:GetBucketVersioning "
        "s3:GetBucketWebsite s3:GetEncryptionConfiguration "
        "s3:GetIntelligentTieringConfiguration s3:GetInventoryConfiguration "
        "s3:GetLifecycleConfiguration s3:GetMetricsConfiguration "
        "s3:GetReplicationConfiguration s3:ListBucket",
        write="s3:CreateBucket s3:DeleteBucket s3:PutBucketLogging "
        "s3:PutBucketOwnershipControls s3:PutBucketPublicAccessBlock "
        "s3:PutBucketTagging s3:PutBucketVersioning s3:PutEncryptionConfiguration "
        "s3:PutLifecycleConfiguration",
    ),
    "AWS::S3::BucketPolicy": Kind(
        "Storage",
        "Bucket",
        _BUCKET,
        read="s3:GetBucketPolicy",
        write="s3:DeleteBucketPolicy s3:PutBucketPolicy",
    ),
    "AWS::SNS::Subscription": Kind(
        "Messages",
        "TopicArn",
        _TOPIC,
        # The schema has no handlers. A subscription's own actions are on its topic
        # (Service Authorization Reference, Amazon SNS).
        read="sns:GetSubscriptionAttributes sns:ListSubscriptionsByTopic",
        write="sns:SetSubscriptionAttributes sns:Subscribe sns:Unsubscribe",
    ),
    "AWS::SNS::Topic": Kind(
        "Messages",
        "TopicName",
        _TOPIC,
        read="sns:GetDataProtectionPolicy sns:GetTopicAttributes "
        "sns:ListSubscriptionsByTopic sns:ListTagsForResource",
        write="sns:CreateTopic sns:DeleteTopic sns:SetTopicAttributes "
        "sns:TagResource sns:UntagResource",
    ),
    "AWS::SNS::TopicPolicy": Kind(
        "Messages", "Topics", _TOPIC, read="", write="sns:SetTopicAttributes"
    ),
    "AWS::SQS::Queue": Kind(
        "Messages",
        "QueueName",
        _QUEUE,
        read="sqs:GetQueueAttributes sqs:ListQueueTags",
        write="sqs:CreateQueue sqs:DeleteQueue sqs:GetQueueUrl "
        "sqs:SetQueueAttributes sqs:TagQueue sqs:UntagQueue",
    ),
    "AWS::SQS::QueuePolicy": Kind(
        "Messages", "Queues", _QUEUE, read="", write="sqs:SetQueueAttributes"
    ),
    "AWS::SecretsManager::Secret": Kind(
        "Messages",
        "Name",
        (f"secretsmanager:{_REGIONAL}:secret:{{name}}",),
        read="secretsmanager:DescribeSecret",
        # The value, too: the webhook's is a dynamic reference to it.
        write="secretsmanager:CreateSecret secretsmanager:DeleteSecret "
        "secretsmanager:GetSecretValue secretsmanager:TagResource "
        "secretsmanager:UntagResource secretsmanager:UpdateSecret",
        anywhere="secretsmanager:GetRandomPassword",
        # The documentation does not say which of the two a secret gets.
        unnamed=("{logical_id}-*", "*-{template}-${{EnvironmentSuffix}}-*"),
    ),
    # What the services' stacks have. AWS makes the names of load balancers, target
    # groups and security groups up: what is there is known by its tag.
    "AWS::ApplicationAutoScaling::ScalableTarget": Kind(
        "Service",
        "",
        (f"application-autoscaling:{_REGIONAL}:scalable-target/*",),
        read="application-autoscaling:ListTagsForResource",
        write="application-autoscaling:RegisterScalableTarget "
        "application-autoscaling:TagResource",
        tagged="application-autoscaling:DeregisterScalableTarget "
        "application-autoscaling:UntagResource",
        anywhere="application-autoscaling:DescribeScalableTargets "
        "application-autoscaling:DescribeScheduledActions",
        linked=("ecs.application-autoscaling.amazonaws.com",),
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Kind(
        "Service",
        "",
        (f"application-autoscaling:{_REGIONAL}:scalable-target/*",),
        read="",
        write="",
        tagged="application-autoscaling:DeleteScalingPolicy "
        "application-autoscaling:PutScalingPolicy",
        anywhere="application-autoscaling:DescribeScalingPolicies",
    ),
    # The schema has no handlers.
    "AWS::EC2::SecurityGroup": Kind(
        "Service",
        "",
        (f"ec2:{_REGIONAL}:security-group/*",),
        read="",
        write="ec2:CreateSecurityGroup ec2:CreateTags",
        tagged="ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress "
        "ec2:DeleteSecurityGroup ec2:DeleteTags ec2:RevokeSecurityGroupEgress "
        "ec2:RevokeSecurityGroupIngress",
        # In a VPC, and with rules, which have no tag; whoever shares a VPC owns it.
        lists="ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress "
        "ec2:CreateSecurityGroup ec2:RevokeSecurityGroupEgress "
        "ec2:RevokeSecurityGroupIngress",
        listed_on=(
            f"ec2:{_REGIONAL}:security-group-rule/*",
            "ec2:${AWS::Region}:*:vpc/*",
        ),
        anywhere="ec2:DescribeSecurityGroups ec2:DescribeVpcs",
    ),
    # The schema has no handlers.
    "AWS::EC2::SecurityGroupEgress": Kind(
        "Service",
        "",
        (f"ec2:{_REGIONAL}:security-group/*",),
        read="",
        write="",
        tagged="ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress",
        anywhere="ec2:DescribeSecurityGroupRules",
    ),
    "AWS::ECS::Cluster": Kind(
        "Service",
        "ClusterName",
        (f"ecs:{_REGIONAL}:cluster/{{name}}",),
        read="ecs:DescribeClusters ecs:ListTagsForResource",
        write="ecs:CreateCluster ecs:DeleteCluster ecs:PutClusterCapacityProviders "
        "ecs:TagResource ecs:UntagResource ecs:UpdateCluster "
        "ecs:UpdateClusterSettings",
        linked=("ecs.amazonaws.com",),
    ),
    "AWS::ECS::Service": Kind(
        "Service",
        "ServiceName",
        (
            f"ecs:{_REGIONAL}:service/*/{{name}}",
            f"ecs:{_REGIONAL}:service-deployment/*/{{name}}/*",
        ),
        read="ecs:DescribeServices ecs:ListTagsForResource",
        write="ecs:CreateService ecs:DeleteService ecs:DescribeServiceDeployments "
        "ecs:ListServiceDeployments ecs:StopServiceDeployment ecs:TagResource "
        "ecs:UntagResource ecs:UpdateService",
        passes=("ecs.amazonaws.com",),
    ),
    "AWS::ECS::TaskDefinition": Kind(
        "Service",
        "Family",
        (f"ecs:{_REGIONAL}:task-definition/{{name}}:*",),
        read="ecs:ListTagsForResource",
        write="ecs:RegisterTaskDefinition ecs:TagResource ecs:UntagResource",
        anywhere="ecs:DeregisterTaskDefinition ecs:DescribeTaskDefinition",
        passes=("ecs-tasks.amazonaws.com",),
    ),
    "AWS::ElasticLoadBalancingV2::Listener": Kind(
        "Service",
        "",
        (
            f"elasticloadbalancing:{_REGIONAL}:listener/app/*",
            f"elasticloadbalancing:{_REGIONAL}:loadbalancer/app/*",
        ),
        read="",
        write=_TAG_LOAD_BALANCERS,
        tagged="elasticloadbalancing:CreateListener "
        "elasticloadbalancing:DeleteListener elasticloadbalancing:ModifyListener "
        "elasticloadbalancing:ModifyListenerAttributes "
        "elasticloadbalancing:RemoveTags",
        anywhere="elasticloadbalancing:DescribeListenerAttributes "
        "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeTags",
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Kind(
        "Service",
        "",
        (
            f"elasticloadbalancing:{_REGIONAL}:listener-rule/app/*",
            f"elasticloadbalancing:{_REGIONAL}:listener/app/*",
        ),
        read="",
        write=_TAG_LOAD_BALANCERS,
        tagged="elasticloadbalancing:CreateRule elasticloadbalancing:DeleteRule "
        "elasticloadbalancing:ModifyRule elasticloadbalancing:RemoveTags "
        "elasticloadbalancing:SetRulePriorities",
        anywhere="elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags",
    ),
    # The schema has no handlers.
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Kind(
        "Service",
        "",
        (f"elasticloadbalancing:{_REGIONAL}:loadbalancer/app/*",),
        read="",
        write=f"{_TAG_LOAD_BALANCERS} elasticloadbalancing:CreateLoadBalancer",
        tagged="elasticloadbalancing:DeleteLoadBalancer "
        "elasticloadbalancing:ModifyLoadBalancerAttributes "
        "elasticloadbalancing:RemoveTags elasticloadbalancing:SetIpAddressType "
        "elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets",
        anywhere="elasticloadbalancing:DescribeLoadBalancerAttributes "
        "elasticloadbalancing:DescribeLoadBalancers "
        "elasticloadbalancing:DescribeTags ec2:DescribeAccountAttributes "
        "ec2:DescribeInternetGateways ec2:DescribeSecurityGroups "
        "ec2:DescribeSubnets ec2:DescribeVpcs",
        linked=("elasticloadbalancing.amazonaws.com",),
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Kind(
        "Service",
        "",
        (f"elasticloadbalancing:{_REGIONAL}:targetgroup/*",),
        read="",
        write=f"{_TAG_LOAD_BALANCERS} elasticloadbalancing:CreateTargetGroup",
        tagged="elasticloadbalancing:DeleteTargetGroup "
        "elasticloadbalancing:ModifyTargetGroup "
        "elasticloadbalancing:ModifyTargetGroupAttributes "
        "elasticloadbalancing:RemoveTags",
        anywhere="elasticloadbalancing:DescribeTags "
        "elasticloadbalancing:DescribeTargetGroupAttributes "
        "elasticloadbalancing:DescribeTargetGroups "
        "elasticloadbalancing:DescribeTargetHealth ec2:DescribeVpcs",
    ),
    "AWS::WAFv2::WebACLAssociation": Kind(
        "Service",
        "",
        (
            f"elasticloadbalancing:{_REGIONAL}:loadbalancer/app/*",
            f"wafv2:{_REGIONAL}:regional/webacl/*",
        ),
        read="wafv2:GetWebACL wafv2:GetWebACLForResource",
        write="wafv2:AssociateWebACL wafv2:DisassociateWebACL",
        anywhere="elasticloadbalancing:SetWebACL",
    ),
}
