"""A promotion, two targets, their repository and a service, to spoil one value each."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.files import load
from generator.parameters.fleet import across
from generator.parameters.model import ParameterFile
from generator.project import Project
from tests.checkout import ROOT
from tests.templates.service.stack import REQUIRED as OF_THE_SERVICE

TOOLS, DEV, PROD = "222233334444", "111122223333", "777788889999"
ENVIRONMENTS = "".join(
    f'[{name}]\naccount = "{account}"\nregion = "us-east-2"\n'
    for name, account in (("tools", TOOLS), ("dev", DEV), ("prod", PROD))
)
_OF_A_TARGET = (
    "DeployRoleArn",
    "ObserverRoleArn",
    "Region",
    "DeploymentController",
    "EcsClusterName",
    "EcsServiceName",
    "CodeDeployApplicationName",
    "DeploymentGroupName",
)
# What the checks read of a promotion: parameters, two roles and the bucket.
TEMPLATE = """\
Parameters:
  EnvironmentSuffix: {Type: String}
  NamePrefix: {Type: String, Default: ''}
  EcrRepositoryName: {Type: String, Default: ''}
""" + "".join(
    f"  Target{number}{name}: {{Type: String, Default: ''}}\n"
    for number in (1, 2, 3)
    for name in _OF_A_TARGET
)
TEMPLATE += """\
Resources:
  PipelineRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${NamePrefix}codepipeline-role-${EnvironmentSuffix}
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}
  RolloutRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${NamePrefix}rollout-role-${EnvironmentSuffix}
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}
  ArtifactBucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join
        - '-'
        - - !Sub ${NamePrefix}pipeline-artifacts-${EnvironmentSuffix}
          - !Ref AWS::AccountId
          - !Ref AWS::Region
          - an
"""
REPOSITORY = "payments/refunds"
ABROAD, STORE = "eu-west-1", "tools-eu/refunds.store"
BUCKET_ABROAD = f"pipeline-artifacts-tools-eu-{TOOLS}-{ABROAD}-an"
KEY_ABROAD = f"arn:aws:kms:{ABROAD}:{TOOLS}:key/0d4e4b7c-1111-2222-3333-444455556666"


def of_target(account: str, suffix: str) -> dict[str, str]:
    """What a promotion says of a target, without the number."""
    return {
        "DeployRoleArn": f"arn:aws:iam::{account}:role/deploy-role-{suffix}",
        "ObserverRoleArn": f"arn:aws:iam::{account}:role/observer-role-{suffix}",
        "DeploymentController": "CODE_DEPLOY",
        "EcsClusterName": f"cluster-{suffix}",
        "EcsServiceName": f"refunds-{suffix}",
        "CodeDeployApplicationName": f"refunds-app-{suffix}",
        "DeploymentGroupName": f"refunds-dg-{suffix}",
    }


def target(account: str, suffix: str) -> dict[str, str]:
    """The values of a target that fits."""
    where = f"arn:aws:elasticloadbalancing:us-east-2:{account}:listener/app/refunds"
    return {
        "EnvironmentSuffix": suffix,
        "ServiceName": "refunds",
        "PipelineRoleArn": f"arn:aws:iam::{TOOLS}:role/codepipeline-role-tools",
        "RolloutRoleArn": f"arn:aws:iam::{TOOLS}:role/rollout-role-tools",
        "ArtifactBucketName": f"pipeline-artifacts-tools-{TOOLS}-us-east-2-an",
        "EcsClusterName": f"cluster-{suffix}",
        "EcsServiceName": f"refunds-{suffix}",
        "TaskDefinitionFamily": "refunds",
        "TaskExecutionRoleArn": f"arn:aws:iam::{account}:role/execution",
        "BlueTargetGroupName": f"blue-{suffix}",
        "GreenTargetGroupName": f"green-{suffix}",
        "ProductionListenerArn": f"{where}/50dc6c495c0c9188/f2f7dc8efc522ab2",
    }


def _values() -> dict[str, dict[str, str]]:
    promotion = {"EnvironmentSuffix": "tools", "EcrRepositoryName": REPOSITORY}
    for number, (account, suffix) in enumerate(((DEV, "dev"), (PROD, "prod")), 1):
        promotion |= {
            f"Target{number}{name}": value
            for name, value in of_target(account, suffix).items()
        }
    return {
        "tools/refunds.promotion": promotion,
        "tools/refunds.registry": {
            "EnvironmentSuffix": "tools",
            "RepositoryName": REPOSITORY,
            "PullAccountIds": f"{DEV},{PROD}",
        },
        "dev/refunds.target": target(DEV, "dev"),
        "prod/refunds.target": target(PROD, "prod"),
    }


SERVICE = {
    **OF_THE_SERVICE,
    "ServiceName": "refunds",
    "EcrRepositoryName": REPOSITORY,
    "EcrRepositoryAccountId": TOOLS,
}


@dataclass
class Promoted:
    """The files of such a project, by `environment/name.template`."""

    root: Path
    values: dict[str, dict[str, str]] = field(default_factory=_values)
    environments: str = ENVIRONMENTS
    template: str = TEMPLATE

    def use_the_real_one(self) -> None:
        """The committed promotion, with what else it must be given."""
        path = ROOT / "templates_out" / "promotion.yaml"
        self.template = path.read_text("utf-8")
        self.change(
            "tools/refunds.promotion",
            ServiceName="refunds",
            GitHubOwner="example-payments",
            NotificationEmail="refunds@example.com",
            Target1Name="dev",
            Target2Name="prod",
        )

    def move_abroad(self) -> None:
        """prod is in another region, where tools has a store for it."""
        self.use_the_real_one()
        self.environments = self.environments.replace(
            f'account = "{PROD}"\nregion = "us-east-2"',
            f'account = "{PROD}"\nregion = "{ABROAD}"',
        )
        self.environments = (
            f'[tools-eu]\naccount = "{TOOLS}"\nregion = "{ABROAD}"\n'
            + self.environments
        )
        self.values[STORE] = {
            "EnvironmentSuffix": "tools-eu",
            "ServiceName": "refunds",
            "PipelineRoleArn": f"arn:aws:iam::{TOOLS}:role/codepipeline-role-tools",
            "Target2DeployRoleArn": f"arn:aws:iam::{PROD}:role/deploy-role-prod",
        }
        self.change(
            "tools/refunds.promotion",
            Target2Region=ABROAD,
            OtherRegion=ABROAD,
            OtherRegionArtifactBucketName=BUCKET_ABROAD,
            OtherRegionArtifactKeyArn=KEY_ABROAD,
        )
        self.change(
            "prod/refunds.target",
            ArtifactBucketName=BUCKET_ABROAD,
            ProductionListenerArn=self.values["prod/refunds.target"][
                "ProductionListenerArn"
            ].replace("us-east-2", ABROAD),
        )

    def change(self, file: str, **values: str | None) -> None:
        """Give values to a file; None takes one away."""
        for name, value in values.items():
            self.values[file].pop(name, None)
            if value is not None:
                self.values[file][name] = value

    def path(self, file: str) -> str:
        return str(self.root / "params" / f"{file}.json")

    def line(self, file: str, parameter: str) -> int:
        """Where a value of a file stands."""
        text = Path(self.path(file)).read_text("utf-8").splitlines()
        (found,) = (n for n, each in enumerate(text, 1) if f'"{parameter}"' in each)
        return found

    def found(
        self,
        rule: str = "promotion",
        chosen: Callable[[ParameterFile], bool] = lambda _: True,
    ) -> list[Finding]:
        """What is found between the files, once they are written."""
        self.write()
        fleet = load(Project(self.root))
        assert [each for each in fleet.findings if each.severity == "error"] == []
        return sorted(each for each in across(fleet, chosen) if each.rule == rule)

    def alone(self, path: str) -> list[Finding]:
        """What is wrong with one file by itself."""
        self.write()
        fleet = load(Project(self.root))
        (file,) = (each for each in fleet.files if str(each.path) == self.path(path))
        return list(check(file, fleet.templates[file.template]))

    def write(self) -> None:
        """Templates, environments and files."""
        out = self.root / "templates_out"
        out.mkdir(exist_ok=True)
        (out / "promotion.yaml").write_text(self.template)
        for name in ("target", "registry", "service", "store"):
            body = (ROOT / "templates_out" / f"{name}.yaml").read_text("utf-8")
            (out / f"{name}.yaml").write_text(body)
        params = self.root / "params"
        shutil.rmtree(params, ignore_errors=True)
        params.mkdir()
        (params / "environments.toml").write_text(self.environments)
        for file, values in self.values.items():
            _write(Path(self.path(file)), values)


def _write(path: Path, values: Mapping[str, str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"Parameters": values}, indent=1), encoding="utf-8")
