"""What of a template costs money, for the parameter values of one stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.conditions import Way, elements, exists
from generator.cloudformation.scope import NO_VALUE, Scope, is_known
from generator.cloudformation.values import evaluate, text, truth
from generator.review.conditions import there_when, when
from generator.review.cost import SMALL, Footprint
from generator.review.markdown import code

# CodePipeline charges for the minutes of every action but these (pricing page:
# "all action types except for manual approval and custom action types").
_FREE_OWNERS = {"Custom"}
_FREE_PROVIDERS = {"Manual"}
# Actions whose minutes the workload names.
_BUILDS = {"CodeBuild"}
_DEPLOYMENTS = {"CodeDeployToECS", "CodeDeploy"}
_MAILS = {"email", "email-json"}
# What costs by the hour and by use, which no workload here tells.
_NOT_COUNTED = {
    "AWS::ECS::Service": "the tasks of {} (Fargate, Container Insights)",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "hours and capacity units of {}",
}


def footprint(scope: Scope) -> Footprint:
    """What the stack has.

    What the scope cannot know counts as if it were there, and `assumed` says so.

    Raises:
        TemplateError: an expression means nothing.
    """
    made = _Made(scope)
    kinds = list(made.pipeline_types())
    providers = list(made.providers())
    made.leave_out()
    return Footprint(
        compute_types=tuple(made.compute_types()),
        deployments=sum(name in _DEPLOYMENTS for name in providers),
        other_actions=sum(name not in _DEPLOYMENTS | _BUILDS for name in providers),
        v2_pipelines=kinds.count("V2"),
        v1_pipelines=len(kinds) - kinds.count("V2"),
        buckets=len(made.of("AWS::S3::Bucket")),
        log_groups=len(made.of("AWS::Logs::LogGroup")),
        log_days=made.log_days(),
        mail_subscriptions=sum(name in _MAILS for name in made.protocols()),
        keys=len(made.of("AWS::KMS::Key")),
        secrets=len(made.of("AWS::SecretsManager::Secret")),
        assumed=tuple(made.assumed),
    )


class _Made:
    """The resources that a stack has, and what is assumed about them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.assumed: dict[str, None] = {}

    def of(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """The properties of a type's resources, of those that are made."""
        return {
            logical_id: resource.get("Properties") or {}
            for logical_id, resource in self._scope.template.resources.items()
            if resource["Type"] == kind and self._is_made(logical_id, resource)
        }

    def leave_out(self) -> None:
        """Say what the bill does not have."""
        for kind, what in _NOT_COUNTED.items():
            for logical_id in self.of(kind):
                named = what.format(code(logical_id))
                self._assume(f"nothing for {named}, which are not free")

    def _is_made(self, logical_id: str, resource: Mapping[str, Any]) -> bool:
        made = exists(resource, self._scope)
        if made is None:
            condition = there_when(resource, self._scope.template)
            self._assume(f"{code(logical_id)} is made, as it is when {condition}")
        return made is not False

    def _assume(self, sentence: str) -> None:
        self.assumed[sentence] = None

    def _text(self, what: str, value: Any, otherwise: str) -> str:
        """An expression's text; `otherwise` if it is left out or not known."""
        found = evaluate(value, self._scope)
        if not is_known(found):
            self._assume(f"{what} is {code(otherwise)}, although nobody knows it yet")
        elif found is not NO_VALUE:
            return text(found, self._scope)
        return otherwise

    def pipeline_types(self) -> Iterator[str]:
        """V1 or V2, one a pipeline."""
        for logical_id, pipeline in self.of("AWS::CodePipeline::Pipeline").items():
            yield self._pipeline_type(logical_id, pipeline)

    def _pipeline_type(self, logical_id: str, pipeline: Mapping[str, Any]) -> str:
        # Without a type CloudFormation makes V1 (CodePipeline pricing page).
        what = f"the type of {code(logical_id)}"
        return self._text(what, pipeline.get("PipelineType", "V1"), "V1")

    def providers(self) -> Iterator[str]:
        """The provider of every action of a V2 pipeline that is billed."""
        for logical_id, pipeline in self.of("AWS::CodePipeline::Pipeline").items():
            if self._pipeline_type(logical_id, pipeline) != "V2":
                continue
            for stage in self._members(logical_id, "a stage", pipeline["Stages"]):
                for action in self._members(logical_id, "an action", stage["Actions"]):
                    kind = action["ActionTypeId"]
                    what = f"of an action of {code(logical_id)}"
                    provider = self._text(f"the provider {what}", kind["Provider"], "")
                    owner = self._text(f"the owner {what}", kind["Owner"], "AWS")
                    if owner not in _FREE_OWNERS and provider not in _FREE_PROVIDERS:
                        yield provider

    def _members(self, owner: str, what: str, value: Any) -> Iterator[Any]:
        """The members of a list, of each `Fn::If` the side that holds."""
        for element in elements(value, possible=self._possible):
            unknown = tuple(
                step for step in element.way if truth(step[0], self._scope) is None
            )
            if unknown:
                condition = when(unknown, self._scope.template)
                self._assume(f"{code(owner)} has {what} that is there when {condition}")
            yield element.value

    def _possible(self, way: Way) -> bool:
        return all(truth(name, self._scope) in (holds, None) for name, holds in way)

    def compute_types(self) -> Iterator[str]:
        """The machine of each build project."""
        for logical_id, project in self.of("AWS::CodeBuild::Project").items():
            given = project["Environment"].get("ComputeType", SMALL)
            yield self._text(f"the compute type of {code(logical_id)}", given, SMALL)

    def protocols(self) -> Iterator[str]:
        """How each subscription is delivered."""
        for logical_id, each in self.of("AWS::SNS::Subscription").items():
            what = f"the protocol of {code(logical_id)}"
            yield self._text(what, each.get("Protocol", ""), "email")

    def log_days(self) -> int:
        """The longest retention; logs that are never deleted count as a year."""
        days = [
            self._text(
                f"the retention of {code(logical_id)}",
                group.get("RetentionInDays", "365"),
                "365",
            )
            for logical_id, group in self.of("AWS::Logs::LogGroup").items()
        ]
        return max((int(each) for each in days if each.isdigit()), default=0)
