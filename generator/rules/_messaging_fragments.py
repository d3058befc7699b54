"""Topics, queues, rules and keys for the examples that rules explain with."""

from generator.rules._fragments import TAGS

TOPIC = f"""\
  Topic:
    Type: AWS::SNS::Topic
    Properties:
{TAGS}"""

TOPIC_POLICY = """\
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sns:Publish
            Resource: !Ref Topic
          - Effect: Deny
            Principal: "*"
            Action: sns:Publish
            Resource: !Ref Topic
            Condition: {Bool: {aws:SecureTransport: "false"}}
"""

QUEUE = f"""\
  Undelivered:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      SqsManagedSseEnabled: true
{TAGS}"""

QUEUE_POLICY = """\
  UndeliveredPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Undelivered]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Undelivered.Arn
            Condition: {ArnEquals: {aws:SourceArn: !GetAtt Failed.Arn}}
          - Effect: Deny
            Principal: "*"
            Action: sqs:*
            Resource: !GetAtt Undelivered.Arn
            Condition: {Bool: {aws:SecureTransport: "false"}}
"""

RULE = f"""\
  Failed:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.codepipeline]
        detail: {{state: [FAILED]}}
      Targets:
        - Id: topic
          Arn: !Ref Topic
          DeadLetterConfig: {{Arn: !GetAtt Undelivered.Arn}}
{TAGS}"""

KEY = f"""\
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: "arn:aws:iam::111122223333:root"}}
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: {{Service: events.amazonaws.com}}
            Action: [kms:Decrypt, kms:GenerateDataKey*]
            Resource: "*"
{TAGS}"""


def template(*parts: str) -> str:
    """A template with these resources."""
    return "Resources:\n" + "".join(parts)


def notified_rule(*more: str, topic_key: str = "") -> str:
    """A rule that sends to a topic, with everything that belongs to the two."""
    topic = TOPIC
    if topic_key:
        topic = TOPIC.replace(
            "    Properties:\n", f"    Properties:\n      KmsMasterKeyId: {topic_key}\n"
        )
    return template(RULE, topic, TOPIC_POLICY, QUEUE, QUEUE_POLICY, *more)
