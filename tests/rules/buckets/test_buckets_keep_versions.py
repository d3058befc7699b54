from generator.rules._fragments import bucket


def versioned(value):
    return bucket(versioning=f"      VersioningConfiguration: {value}\n")


def test_a_bucket_without_versions_is_found(judge):
    assert len(judge("W9971", bucket(versioning=""))) == 1
    assert len(judge("W9971", versioned("{Status: Suspended}"))) == 1
    assert judge("W9971", bucket()) == []


def test_each_branch_is_judged(judge):
    on, off = "{Status: Enabled}", "!Ref AWS::NoValue"
    assert len(judge("W9971", versioned(f"!If [IsProduction, {on}, {off}]"))) == 1
    assert len(judge("W9971", versioned(f"!If [IsProduction, {off}, {on}]"))) == 1
    inside = "{Status: !If [IsProduction, Suspended, Enabled]}"
    assert len(judge("W9971", versioned(inside))) == 1


def test_what_a_parameter_decides_is_not_judged(judge):
    assert judge("W9971", versioned("{Status: !Ref Given}")) == []
    assert judge("W9971", versioned("!Ref Given")) == []


def logged_into(target, logs):
    source = bucket(logging=f"{{DestinationBucketName: {target}}}")
    return source + f"  Logs: {{Type: AWS::S3::Bucket, Properties: {logs}}}\n"


def test_buckets_that_receive_logs_are_not_judged(judge):
    assert judge("W9971", logged_into("!Ref Logs", "{}")) == []
    named = "{BucketName: !Sub 'logs-${Stage}'}"
    assert judge("W9971", logged_into("!Sub 'logs-${Stage}'", named)) == []
    assert len(judge("W9971", logged_into("elsewhere", named))) == 1


def test_a_bucket_that_lets_log_services_write_receives_logs(judge):
    text = bucket(versioning="").replace(
        "          - Effect: Deny\n",
        "          - Effect: Allow\n"
        "            Principal: {Service: logging.s3.amazonaws.com}\n"
        "            Action: s3:PutObject\n"
        "            Resource: !Sub '${Artifacts.Arn}/*'\n"
        "          - Effect: Deny\n",
    )
    assert judge("W9971", text) == []
    refused = text.replace("- Effect: Allow", "- Effect: Deny")
    assert len(judge("W9971", refused)) == 1
    acl = bucket(versioning="      AccessControl: LogDeliveryWrite\n")
    assert judge("W9971", acl) == []
