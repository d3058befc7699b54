"""What of a template costs money, for the parameter values of one stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.review.conditions import NO_VALUE, holds, resolve
from generator.review.cost import SMALL, Footprint
from generator.review.expressions import Template, function, say

# CodePipeline charges for the minutes of every action but these (pricing page:
# "all action types except for manual approval and custom action types").
_FREE_OWNERS = {"Custom"}
_FREE_PROVIDERS = {"Manual"}
# Actions whose minutes the workload names.
_BUILDS = {"CodeBuild"}
_DEPLOYMENTS = {"CodeDeployToECS", "CodeDeploy"}


def footprint(template: Template, parameters: Mapping[str, str]) -> Footprint:
    """What the stack has, with the template's defaults for what is not given."""
    values = {
        name: say(parameter["Default"], template)
        for name, parameter in (template.get("Parameters") or {}).items()
        if "Default" in parameter
    }
    values |= parameters
    made = _Made(template, values)
    providers = list(made.providers())
    return Footprint(
        compute_types=tuple(made.compute_types()),
        deployments=sum(name in _DEPLOYMENTS for name in providers),
        other_actions=sum(name not in _DEPLOYMENTS | _BUILDS for name in providers),
        v2_pipelines=len(made.pipelines("V2")),
        v1_pipelines=len(made.of("AWS::CodePipeline::Pipeline"))
        - len(made.pipelines("V2")),
        buckets=len(made.of("AWS::S3::Bucket")),
        log_groups=len(made.of("AWS::Logs::LogGroup")),
        log_days=made.log_days(),
        mail_subscriptions=sum(
            made.text(each.get("Protocol")) in {"email", "email-json"}
            for each in made.of("AWS::SNS::Subscription")
        ),
        keys=len(made.of("AWS::KMS::Key")),
        secrets=len(made.of("AWS::SecretsManager::Secret")),
    )


class _Made:
    """The resources that a stack with these values has."""

    def __init__(self, template: Template, values: Mapping[str, str]) -> None:
        self._template, self._values = template, values

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        return [
            resource.get("Properties") or {}
            for resource in self._template["Resources"].values()
            if resource["Type"] == kind and self._is_made(resource)
        ]

    def _is_made(self, resource: Mapping[str, Any]) -> bool:
        name = resource.get("Condition")
        return name is None or holds(name, self._template, self._values)

    def text(self, value: Any) -> str:
        return resolve(value, self._template, self._values)

    def pipelines(self, kind: str) -> list[Mapping[str, Any]]:
        # Without a type CloudFormation makes V1 (CodePipeline pricing page).
        return [
            pipeline
            for pipeline in self.of("AWS::CodePipeline::Pipeline")
            if self.text(pipeline.get("PipelineType", "V1")) == kind
        ]

    def providers(self) -> Iterator[str]:
        """The provider of every action of a V2 pipeline that is billed."""
        for pipeline in self.pipelines("V2"):
            for stage in self.chosen(pipeline["Stages"]):
                for action in self.chosen(stage["Actions"]):
                    kind = action["ActionTypeId"]
                    provider = self.text(kind["Provider"])
                    owner = self.text(kind["Owner"])
                    if owner not in _FREE_OWNERS and provider not in _FREE_PROVIDERS:
                        yield provider

    def chosen(self, value: Any) -> Iterator[Any]:
        """The items of a list, of each `Fn::If` the side that holds."""
        called = function(value)
        if called and called[0] == "Fn::If":
            name, yes, no = called[1]
            side = yes if holds(name, self._template, self._values) else no
            yield from self.chosen(side)
        elif isinstance(value, list):
            for item in value:
                yield from self.chosen(item)
        elif value != NO_VALUE:
            yield value

    def compute_types(self) -> Iterator[str]:
        for project in self.of("AWS::CodeBuild::Project"):
            yield self.text(project["Environment"].get("ComputeType", SMALL))

    def log_days(self) -> int:
        """The longest retention; logs that are never deleted count as a year."""
        days = (
            self.text(group.get("RetentionInDays", "365"))
            for group in self.of("AWS::Logs::LogGroup")
        )
        return max((int(text) for text in days if text.isdigit()), default=0)
