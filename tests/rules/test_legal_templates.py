"""Ordinary templates, as people write them, about which the rules are silent."""

import pytest

WEB_APPLICATION = """\
Resources:
  Assets:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
      VersioningConfiguration: {Status: Enabled}
      LoggingConfiguration: {DestinationBucketName: !Ref AccessLogs}
      PublicAccessBlockConfiguration: BLOCK
  AssetsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: cloudfront.amazonaws.com}
            Action: s3:GetObject
            Resource: !Sub "${Assets.Arn}/*"
            Condition: {StringEquals: {AWS:SourceArn: !Sub "${Distribution}"}}
          - Effect: Deny
            Principal: {AWS: "*"}
            Action: "s3:*"
            Resource: [!Sub "${Assets.Arn}", !Sub "${Assets.Arn}/*"]
            Condition: {Bool: {"aws:SecureTransport": false}}
  AccessLogs:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
      PublicAccessBlockConfiguration: BLOCK
  AccessLogsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref AccessLogs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: logging.s3.amazonaws.com}
            Action: s3:PutObject
            Resource: !Sub "${AccessLogs.Arn}/*"
            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
          - Effect: Deny
            Principal: "*"
            Action: ["s3:*"]
            Resource: "*"
            Condition: {Bool: {aws:SecureTransport: "false"}}
  FunctionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      Policies:
        - PolicyName: trace
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [xray:PutTraceSegments, xray:PutTelemetryRecords]
                Resource: "*"
  FunctionLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 90}
""".replace(
    "BLOCK",
    "{BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, "
    "RestrictPublicBuckets: true}",
)

ECS_SERVICE = """\
Resources:
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: [ecs-tasks.amazonaws.com]}
            Action: ["sts:AssumeRole"]
  Pull:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: pull
      Roles: [!Ref ExecutionRole]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: ecr:GetAuthorizationToken
            Resource: "*"
          - Effect: Allow
            Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
            Resource: !ImportValue repository-arn
          - Effect: Allow
            Action: [logs:CreateLogStream, logs:PutLogEvents]
            Resource: !Sub "${Logs.Arn}"
          - Effect: Allow
            Action: cloudwatch:PutMetricData
            Resource: "*"
            Condition: {StringEquals: {cloudwatch:namespace: payment}}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: !Ref Given}
  TooBusy:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmActions: [!Ref Given]}
  GitHubRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: !Ref Given}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike: {"token.actions.githubusercontent.com:sub": "repo:o/r:*"}
"""

UPLOADS = """\
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: {Service: [s3.amazonaws.com, sns.amazonaws.com]}
            Action: [kms:GenerateDataKey*, kms:Decrypt]
            Resource: "*"
            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
  Signing:
    Type: AWS::KMS::Key
    Properties: {KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY, KeyPolicy: !Ref Given}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub uploads-${AWS::AccountId}
      BucketEncryption: !Ref Given
      VersioningConfiguration: {Status: !Ref Given}
      PublicAccessBlockConfiguration: !Ref Given
      NotificationConfiguration:
        QueueConfigurations:
          - {Event: "s3:ObjectCreated:*", Queue: !GetAtt Jobs.Arn}
  UploadsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Sub uploads-${AWS::AccountId}
      PolicyDocument:
        Statement:
          Effect: Deny
          Principal: "*"
          Action: "*"
          Resource:
            - !Join ["", ["arn:aws:s3:::uploads-", !Ref AWS::AccountId]]
            - !Join ["", ["arn:aws:s3:::uploads-", !Ref AWS::AccountId, "/*"]]
          Condition: {Bool: {aws:SecureTransport: "false"}}
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: !Ref Key}
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: s3.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Jobs.Arn
            Condition: {ArnLike: {aws:SourceArn: !Sub "arn:aws:s3:::uploads-*"}}
          - Effect: Deny
            Principal: "*"
            Action: sqs:*
            Resource: !GetAtt Jobs.Arn
            Condition: {Bool: {aws:SecureTransport: "false"}}
"""


@pytest.mark.parametrize("template", [WEB_APPLICATION, ECS_SERVICE, UPLOADS])
def test_no_rule_objects(judge, house_rules, template):
    # Which tags are required is a decision, not a matter of what is legal.
    rules = [rule for rule in house_rules if rule != "W9990"]
    found = {rule: judge(rule, template) for rule in rules}
    assert {rule: findings for rule, findings in found.items() if findings} == {}
