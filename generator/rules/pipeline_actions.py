"""Actions of pipelines: what each provider takes, and what belongs to which."""

from collections.abc import Iterator

from generator.rules._expressions import literal
from generator.rules._house import Problem
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import (
    APPROVAL,
    BUILD,
    DEPLOY,
    SOURCE,
    pipeline,
)
from generator.rules._pipelines import (
    API,
    GUIDE,
    PIPELINE,
    Action,
    Configured,
    PipelineRule,
)
from generator.rules._providers import ACTIONS, RULES, meant
from generator.rules._schemas import has, must, must_not, where, within
from generator.rules._settled import constant, part, parts, stated
from generator.rules._shapes import ShapeRule


class PipelineActionTypes(PipelineRule):
    """A pipeline action has a category and owner its provider is offered in.

    CodePipeline refuses an action type that does not exist, such as InspectorScan
    as a Test (it is an Invoke action), GitHub of owner AWS, or version 2 of any.
    Providers that this rule does not know (unless one was certainly meant), and
    custom actions, are not judged.
    """

    id = "E9919"
    page = f"{GUIDE}action-reference.html"
    tags = ["resources", "codepipeline", "actions"]

    good = pipeline(SOURCE, BUILD)
    bad = good.replace(
        "{Category: Build, Owner: AWS,", "{Category: Deploy, Owner: AWS,"
    )

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        place = part(action.node, "ActionTypeId")
        version = part(place, "Version")
        known = [t for t in ACTIONS.values() if t.provider == action.provider]
        offered = {f"{c} of {t.owner}" for t in known for c in t.categories}
        named = f"{action.category} of {action.owner}"
        if action.owner in ("", "Custom"):
            return
        if name := meant(action.provider, {t.provider for t in ACTIONS.values()}):
            yield place, f"there is no {action.provider}: did you mean {name}?"
        elif named in offered and constant(version) not in ("", "1"):
            yield version, f"{action.provider} has version 1 only"
        elif (
            offered
            and action.category
            and named not in offered
            and not any(named in t.tolerated for t in known)
        ):
            yield (
                place,
                f"{action.provider} is offered as {' or '.join(sorted(offered))}, "
                f"not as {named}",
            )


class PipelineActionConfiguration(PipelineRule):
    """A pipeline action has the settings that its provider takes.

    CodePipeline refuses an action that lacks a required setting or has an unknown
    one, and CloudFormation finds out only during the deployment. Providers that are
    not in the table of this rule are not judged.
    """

    id = "E9901"
    page = f"{GUIDE}action-reference.html"
    tags = ["resources", "codepipeline", "actions"]

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = pipeline(
        SOURCE,
        BUILD,
        DEPLOY.replace("        DeploymentGroupName: payment-service-dev\n", ""),
    )

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        if action.type and action.settings is not None:
            whole = part(action.node, "Configuration")
            yield from action.type.problems(action.settings, whole)


class PipelineActionTimeouts(ShapeRule):
    """Only a manual approval has TimeoutInMinutes, of 5 to 86400.

    CodePipeline lets the timeout of an approval be set (5 to 86400 minutes, 7 days
    if nothing is said); other actions have the fixed timeout of their provider.
    Limit a build in its CodeBuild project.
    """

    id = "E9915"
    page = f"{API}API_ActionDeclaration.html"
    resource_types = (PIPELINE,)
    tags = ["resources", "codepipeline", "actions"]

    shape = within(
        "Stages.*.Actions.*",
        where(
            has("ActionTypeId.Category", const="Approval"),
            # CodePipeline API, ActionTimeout.
            within(
                "TimeoutInMinutes",
                must("{value} minutes are not 5 to 86400", minimum=5, maximum=86_400),
            ),
            within(
                "TimeoutInMinutes",
                must_not("only an approval has a timeout of its own"),
            ),
        ),
    )
    good = pipeline(SOURCE, BUILD, APPROVAL + "      TimeoutInMinutes: 1440\n")
    bad = pipeline(SOURCE, BUILD + "      TimeoutInMinutes: 60\n", APPROVAL)


_GITHUB = """\
- Name: Source
  Actions:
    - Name: GitHub
      ActionTypeId:
        {Category: Source, Owner: ThirdParty, Provider: GitHub, Version: "1"}
      Configuration:
        Owner: acme
        Repo: payment-service
        Branch: main
        OAuthToken: "{{resolve:secretsmanager:github-oauth-token-dev}}"
      OutputArtifacts: [{Name: SourceOutput}]
"""


class PipelineSourceToken(PipelineRule):
    """The OAuthToken of a source is a dynamic reference to a secret.

    A token in the template is readable by everyone who can read the repository or
    the stack. Refer to a Secrets Manager secret, or use a connection, which has no
    token at all.
    """

    id = "W9917"
    page = "AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html"
    tags = ["resources", "codepipeline", "secrets"]
    pci = ("8.6.2",)

    good = pipeline(_GITHUB, BUILD)
    bad = good.replace(
        "{{resolve:secretsmanager:github-oauth-token-dev}}", "a-token-in-clear-text"
    )

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        node = (action.settings or {}).get("OAuthToken")
        # A parameter may hold a reference; then the text is a placeholder.
        if (
            node is not None
            and literal(node.text) == node.text
            and "{{resolve:" not in node.text
        ):
            yield (
                node,
                "the token stands in the template: use {{resolve:secretsmanager:...}}",
            )


# CodePipeline API: Command, CommandList and OutputVariableList.
COMMAND_LENGTH = 1000
MOST_COMMANDS = 50
MOST_VARIABLES = 15


# Providers that run no build of their own; what the others take besides their
# settings (EnvironmentVariables, say) is not written down on their pages.
_WITHOUT_COMMANDS = {*RULES, *(provider for _, _, provider in ACTIONS)} - {
    "Commands",
    "ECRBuildAndPublish",
    "InspectorScan",
}


_COMMANDS = """\
- Name: Build
  Actions:
    - Name: Describe
      ActionTypeId: {Category: Compute, Owner: AWS, Provider: Commands, Version: "1"}
      Commands: [npm ci, npm test]
      OutputVariables: [CODEBUILD_BUILD_ID]
      InputArtifacts: [{Name: SourceOutput}]
      OutputArtifacts: [{Name: TestOutput, Files: ["coverage/**"]}]
"""


class PipelineCommands(PipelineRule):
    """Commands actions have single-line commands, other actions none.

    A Commands action or rule needs 1 to 50 commands of one line and at most 1000
    characters; Commands, OutputVariables and the Files of an output artifact belong
    to actions that run a build. Providers that this rule does not know are not
    judged.
    """

    id = "E9914"
    page = f"{GUIDE}action-reference-Commands.html"
    tags = ["resources", "codepipeline", "commands"]

    good = pipeline(SOURCE, _COMMANDS)
    bad = good.replace("              Commands: [npm ci, npm test]\n", "")

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        if owner.provider == "Commands":
            yield from _command_problems(owner.node)
        elif owner.provider in _WITHOUT_COMMANDS:
            yield from _misplaced(owner.node, owner.provider)


def _command_problems(node: Node) -> Iterator[tuple[Node, str]]:
    commands = part(node, "Commands")
    known = parts(commands)
    if commands.is_absent or known == ():
        yield node, "Commands needs Commands"
    if known and len(known) > MOST_COMMANDS:
        yield commands, f"{len(known)} commands, {MOST_COMMANDS} are allowed"
    for command in commands.items():
        text = constant(command)
        if "\n" in text.strip():
            yield command, "a command is one line"
        elif len(text) > COMMAND_LENGTH:
            yield command, f"{len(text)} characters, {COMMAND_LENGTH} are allowed"
    variables = part(node, "OutputVariables")
    named = parts(variables)
    if named and len(named) > MOST_VARIABLES:
        yield variables, f"{len(named)} variables, {MOST_VARIABLES} are allowed"


def _misplaced(node: Node, provider: str) -> Iterator[tuple[Node, str]]:
    for key in ("Commands", "OutputVariables"):
        place = stated(node, key)
        if not place.is_absent:
            yield place, f"{key} belongs to a Commands action, not to {provider}"
    for artifact in stated(node, "OutputArtifacts").items():
        files = stated(artifact, "Files")
        if not files.is_absent:
            yield files, f"Files belongs to a Commands action, not to {provider}"
