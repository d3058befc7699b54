"""A pipeline that promotes: what builds is a pipeline's, the targets' roles are new."""

from dataclasses import replace

from tests.permissions.rows import (
    ADMINISTRATOR,
    AND_EVERYTHING,
    Row,
    regional,
    row,
)
from tests.permissions.tables import (
    approvers,
    docker_build,
    pipeline,
    resources,
    trust,
    unit_tests,
)
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.builds import build_temptations, work
from tests.permissions.tables.encryption import under_the_key
from tests.permissions.tables.places import (
    ANOTHER_KEY,
    BUILT,
    READ,
    SIGNING_KEY,
    SOURCE,
    TESTED,
    VIA_S3,
    WITHOUT_TLS,
    WRITE,
)
from tests.templates.promotion.stack import OTHER_BUCKET, OTHER_KEY, OTHER_REGION

_NUMBERS = (1, 2, 3)
_NAMES = {1: "dev", 2: "staging", 3: "prod"}
FILES = {n: f"{{artifacts}}/Target{n}Fil/aB3dE5f" for n in _NUMBERS}
# What a stack of this template has not, or has another way.
_ABSENT = (
    "{DeploymentRole}",
    "{DeploymentRule}",
    "{DeploymentInformationRule}",
    "{EcsDeploymentRule}",
    "{EcsDeploymentInformationRule}",
    "{DeploymentGroup}",
)
_OF_A_SERVICE = ("codedeploy:", "ecs:", "iam:PassRole")
_UNTOLD = {"asks for approval"}
# The store of another region, and one that is somebody else's.
_OTHER = f"arn:{{partition}}:s3:::{OTHER_BUCKET}"
_OTHER_KEY = OTHER_KEY.replace("arn:aws:", "arn:{partition}:")
_VIA_OTHER_S3 = {"kms:ViaService": f"s3.{OTHER_REGION}.{{suffix}}"}
# A session of a role of a target's account.
_SESSIONS = {
    n: f"arn:{{partition}}:sts::{{target_{n}_account}}:assumed-role/deploys/x"
    for n in _NUMBERS
}


def _here(rows: list[Row]) -> list[Row]:
    """Rows of a pipeline, of what a promotion has, too."""
    found = []
    for each in rows:
        on = tuple(one for one in each.on if not any(name in one for name in _ABSENT))
        text = f"{on} {each.context} {each.who}"
        if on and not any(name in text for name in (*_ABSENT, "{Ecs", "{TaskDef")):
            found.append(replace(each, on=on))
    return found


def _allowed(rows: list[Row]) -> list[Row]:
    return [
        each
        for each in _here(rows)
        if not each.actions[0].startswith(_OF_A_SERVICE) and each.what not in _UNTOLD
    ]


def _needs(number: int) -> str:
    return "" if number == 1 else f"target {number}"


def _reads(number: int) -> str:
    return ", ".join(filter(None, (f"target {number} here", _needs(number))))


def _work(who: str, name: str) -> list[Row]:
    """Of a build that hands nothing on by its name, and installs no packages."""
    return [
        each
        for each in work(who, name, "{artifacts}")
        if each.what not in ("uploads its output", "downloads the source")
        and "code artifact" not in each.needs
    ]


def _acts_for(project: str, role: str, needs: str = "") -> Row:
    return row(
        "codebuild.amazonaws.com",
        "acts for the build",
        "sts:AssumeRole",
        role,
        context={"aws:SourceAccount": "{account}", "aws:SourceArn": project},
        needs=needs,
    )


def _approvers(rows: list[Row], n: int) -> list[Row]:
    """People of one target; those of the others approve nothing here."""
    ours = f"Target{n}ApproverPolicy"
    stage = f"Approve-{_NAMES[n]}"
    return [
        replace(
            each,
            who=each.who.replace(approvers.WHO, ours),
            on=tuple(one.replace("ManualApproval", stage) for one in each.on),
            needs=each.needs
            | ({"asked", f"target {n}"} - {"target 1"} if each.needs else set()),
        )
        for each in rows
    ]


ALLOWED = [
    *_allowed(unit_tests.ALLOWED),
    *_allowed(docker_build.ALLOWED),
    *_allowed(pipeline.ALLOWED),
    *_allowed(trust.ALLOWED),
    *_allowed(resources.ALLOWED),
    *_work("RolloutRole", "rollout"),
    row("RolloutRole", "reads which image it is", READ, BUILT),
    row(
        "RolloutRole",
        "asks whether the key signed it",
        "kms:Verify",
        SIGNING_KEY,
        needs="signing key",
    ),
    _acts_for("{RolloutProject}", "{RolloutRole}"),
    *(
        each
        for n in _NUMBERS
        for each in (
            row(
                "RolloutRole",
                "looks at a target",
                "sts:AssumeRole",
                f"{{target_{n}_observers}}",
                needs=_needs(n),
            ),
            row(
                "RolloutRole",
                "hands on what is deployed there",
                WRITE,
                FILES[n],
                needs=_needs(n),
            ),
            row(
                "PipelineRole",
                "deploys to a target",
                "sts:AssumeRole",
                f"{{target_{n}_deploys}}",
                needs=_needs(n),
            ),
            row(
                "PipelineRole",
                "asks for approval",
                "sns:Publish",
                f"{{Target{n}ApprovalTopic}}",
                needs=", ".join(filter(None, ("asked", _needs(n)))),
            ),
            row(
                _SESSIONS[n],
                "reads what is deployed there",
                READ,
                FILES[n],
                needs=_reads(n),
                context={"aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
            row(
                _SESSIONS[n],
                "finds it",
                "s3:ListBucket",
                "{ArtifactBucket}",
                needs=_reads(n),
                context={"aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
            row(
                _SESSIONS[n],
                "decrypts it",
                "kms:Decrypt",
                "{EncryptionKey}",
                needs=_reads(n),
                context={**VIA_S3, "aws:PrincipalArn": f"{{target_{n}_deploys}}"},
            ),
        )
    ),
    row(
        "PipelineRole",
        "copies what is deployed in another region",
        f"{READ} {WRITE}",
        f"{_OTHER}/payment-service-pipe/Target3Fil/aB3dE5f",
        needs="other region",
    ),
    row(
        "PipelineRole",
        "finds it",
        "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning s3:ListBucket",
        _OTHER,
        needs="other region",
    ),
    *(
        replace(each, on=(_OTHER_KEY,))
        for each in under_the_key("PipelineRole", _VIA_OTHER_S3, needs="other region")
    ),
    *(
        replace(each, needs=each.needs | {"verification"})
        for each in _work("VerificationRole", "verification")
    ),
    row(
        "VerificationRole",
        "downloads the source",
        READ,
        SOURCE,
        needs="verification",
    ),
    _acts_for("{VerificationProject}", "{VerificationRole}", needs="verification"),
    *(each for n in _NUMBERS for each in _approvers(approvers.ALLOWED, n)),
    row(
        "PipelineRole",
        "starts the builds of the targets",
        "codebuild:BatchGetBuilds codebuild:StartBuild",
        "{RolloutProject}",
    ),
    row(
        "PipelineRole",
        "starts the service's own tests",
        "codebuild:BatchGetBuilds codebuild:StartBuild",
        "{VerificationProject}",
        needs="verification",
    ),
]


_BYSTANDER = "arn:{partition}:iam::{target_1_account}:role/ledger"


def targets_temptations(n: int) -> list[Row]:
    """What the role of a target, or somebody there, might try here."""
    session, role = _SESSIONS[n], f"{{target_{n}_deploys}}"
    as_itself = {"aws:PrincipalArn": role}
    others = [FILES[other] for other in _NUMBERS if other != n]
    return [
        row(
            session,
            "reads other artifacts",
            READ,
            SOURCE,
            TESTED,
            BUILT,
            *others,
            context=as_itself,
        ),
        row(session, "writes artifacts", WRITE, FILES[n], SOURCE, context=as_itself),
        row(
            session,
            "reads who read what",
            READ,
            "{AccessLogBucket}/2026-11-26-aB3dE5f",
            context=as_itself,
        ),
        row(
            session,
            "changes the bucket",
            "s3:PutBucketPolicy s3:DeleteBucketPolicy",
            "{ArtifactBucket}",
            context=as_itself,
        ),
        row(
            session,
            "encrypts, or hands the key on",
            "kms:Encrypt kms:GenerateDataKey kms:CreateGrant",
            "{EncryptionKey}",
            context={**VIA_S3, **as_itself},
        ),
        *(
            row(
                who,
                says,
                actions,
                on,
                context={**context, "aws:PrincipalArn": arn},
            )
            for who, says, arn in (
                (
                    session.replace("deploys", "ledger"),
                    "another role of the target's account",
                    _BYSTANDER.replace("target_1", f"target_{n}"),
                ),
                (
                    # No request is like this; it shows what the principal is for.
                    "arn:{partition}:iam::{stranger}:role/deploy-role",
                    "another account, as if it were the target's",
                    role,
                ),
            )
            for actions, on, context in (
                (READ, FILES[n], {}),
                ("s3:ListBucket", "{ArtifactBucket}", {}),
                ("kms:Decrypt", "{EncryptionKey}", VIA_S3),
            )
        ),
    ]


DENIED = [
    *_here(unit_tests.DENIED),
    *_here(docker_build.DENIED),
    *_here(pipeline.DENIED),
    *_here(trust.DENIED),
    *_here(resources.DENIED),
    *(each for n in _NUMBERS for each in targets_temptations(n)),
    row(
        "PipelineRole",
        "administers the store of the other region",
        "s3:PutBucketPolicy s3:DeleteBucket",
        _OTHER,
    ),
    row(
        "PipelineRole",
        "deletes what is in it",
        "s3:DeleteObject",
        f"{_OTHER}/payment-service-pipe/Target3Fil/aB3dE5f",
    ),
    row("PipelineRole", "hands its key on", "kms:CreateGrant", _OTHER_KEY),
    row(
        "PipelineRole",
        "uses another key there",
        "kms:Decrypt kms:GenerateDataKey",
        f"{_OTHER_KEY[:-4]}7777",
    ),
    *(
        row(
            who,
            "reaches into the store of the other region",
            f"{READ} {WRITE}",
            f"{_OTHER}/payment-service-pipe/Target3Fil/aB3dE5f",
        )
        for who in ("DockerBuildRole", "RolloutRole", "VerificationRole")
    ),
    *(each for n in _NUMBERS for each in _approvers(approvers.DENIED, n)),
    *(
        row(
            f"Target{n}ApproverPolicy",
            "approves for another target",
            "codepipeline:PutApprovalResult",
            regional(
                "codepipeline",
                f"{approvers.PIPELINE}/Approve-{_NAMES[other]}/Approval",
            ),
            context=approvers.SIGNED_IN,
        )
        for n in _NUMBERS
        for other in _NUMBERS
        if other != n
    ),
    *(
        row(
            f"Target{n}ApproverPolicy{AND_EVERYTHING}",
            "runs the builds of the targets",
            "codebuild:StartBuild codebuild:UpdateProject",
            "{RolloutProject}",
            "{VerificationProject}",
        )
        for n in _NUMBERS
    ),
    row(
        "PipelineRole",
        "takes the observer's role, or another one there",
        "sts:AssumeRole",
        *(f"{{target_{n}_observers}}" for n in _NUMBERS),
        "arn:{partition}:iam::{target_1_account}:role/administrator",
    ),
    row(
        "RolloutRole",
        "deploys",
        "sts:AssumeRole",
        *(f"{{target_{n}_deploys}}" for n in _NUMBERS),
        "arn:{partition}:iam::{target_1_account}:role/administrator",
    ),
    row(
        "VerificationRole",
        "takes a role of a target",
        "sts:AssumeRole",
        *(
            f"{{target_{n}_{kind}}}"
            for n in _NUMBERS
            for kind in ("deploys", "observers")
        ),
    ),
    row("RolloutRole", "reads other artifacts", READ, SOURCE, TESTED, FILES[1]),
    row("RolloutRole", "changes which image it is", WRITE, BUILT),
    row("RolloutRole", "signs by itself", "kms:Sign", SIGNING_KEY),
    row("RolloutRole", "believes another key", "kms:Verify", ANOTHER_KEY),
    row("VerificationRole", "reads other artifacts", READ, BUILT, TESTED, FILES[1]),
    row("VerificationRole", "changes what is deployed", WRITE, BUILT, *FILES.values()),
    *(
        each
        for who in ("RolloutRole", "VerificationRole")
        for each in _here([*temptations(who), *build_temptations(who)])
    ),
    *(
        row(
            who,
            "writes the log of another build",
            "logs:PutLogEvents",
            regional(
                "logs", "log-group:/aws/codebuild/docker-build-dev:log-stream:4f1d"
            ),
        )
        for who in ("RolloutRole", "VerificationRole")
    ),
    *(
        row(
            who,
            says,
            "sts:AssumeRole",
            f"{{{name}Role}}",
            context={"aws:SourceAccount": account, "aws:SourceArn": source},
        )
        for name, other in (("Rollout", "Verification"), ("Verification", "Rollout"))
        for who, says, account, source in (
            (
                "codebuild.amazonaws.com",
                "acts for another build",
                "{account}",
                f"{{{other}Project}}",
            ),
            (
                "codebuild.amazonaws.com",
                "acts for another account",
                "{stranger}",
                f"{{{name}Project}}",
            ),
            (
                "lambda.amazonaws.com",
                "another service",
                "{account}",
                f"{{{name}Project}}",
            ),
            (ADMINISTRATOR, "a person", "{account}", f"{{{name}Project}}"),
        )
    ),
    row(
        ADMINISTRATOR,
        "asks for approval without TLS",
        "sns:Publish",
        *(f"{{Target{n}ApprovalTopic}}" for n in _NUMBERS),
        context=WITHOUT_TLS,
    ),
    row(
        "PipelineRole",
        "tells people itself",
        "sns:Publish",
        "{NotificationTopic}",
    ),
]
