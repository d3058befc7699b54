"""ECS services that a deployment group of the same template deploys."""

from collections.abc import Iterator
from typing import Any

from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Resource
from generator.rules._settled import constant, part, settled

GROUP = "AWS::CodeDeploy::DeploymentGroup"
SERVICE = "AWS::ECS::Service"


class CodedeployServiceController(HouseRule):
    """An ECS service that CodeDeploy deploys lets CodeDeploy do it.

    CodeDeploy refuses a deployment group of a service whose DeploymentController is
    not CODE_DEPLOY; the default is ECS, and the controller of a service cannot be
    changed. Judged are services of the same template.
    """

    id = "E9938"
    page = "AmazonECS/latest/developerguide/deployment-type-bluegreen.html"
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP, SERVICE)

    good = (
        DEPLOYMENT_GROUP.replace("payment-service}", "!GetAtt Service.Name}")
        + """\
  Service:
    Type: AWS::ECS::Service
    Properties:
      DesiredCount: 1
      TaskDefinition: payment
      DeploymentController: {Type: CODE_DEPLOY}
"""
        + TAGS
    )
    bad = good.replace("      DeploymentController: {Type: CODE_DEPLOY}\n", "")

    def _problems(self, template: Any) -> Iterator[Problem]:
        services = {
            name: service
            for service in settled(template, SERVICE)
            for name in (f"${{{service.name}.Name}}", _name(service))
            if name
        }
        for group in settled(template, GROUP):
            for node in group.properties.leaves("ECSServices.ServiceName"):
                service = services.get(node.text)
                if service is None:
                    continue
                controller = part(service.properties, "DeploymentController", "Type")
                if controller.is_absent or constant(controller) not in (
                    "",
                    "CODE_DEPLOY",
                ):
                    yield (
                        node,
                        f"{service.name} has the deployment controller "
                        f"{constant(controller) or 'ECS'}, not CODE_DEPLOY",
                    )


def _name(service: Resource) -> str:
    return part(service.properties, "ServiceName").text
