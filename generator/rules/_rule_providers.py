"""What CodePipeline accepts from each rule provider of a stage condition.

From the AWS CodePipeline User Guide, "Rule structure reference", a page a
provider. The page of the CodeBuild rule could not be read, and the Commands rule
has no settings: neither is judged here.
"""

from collections.abc import Mapping

from generator.rules._settings import Settings

RULES: Mapping[str, Settings] = {
    "CloudWatchAlarm": Settings(
        "rule-reference-CloudWatchAlarm",
        required=("AlarmName",),
        optional=("AlarmStates", "WaitTime"),
    ),
    "DeploymentWindow": Settings(
        "rule-reference-DeploymentWindow",
        required=("Cron",),
        optional=("TimeZone",),
    ),
    "LambdaInvoke": Settings(
        "rule-reference-LambdaInvoke",
        required=("FunctionName",),
        optional=("UserParameters",),
    ),
    "VariableCheck": Settings(
        "rule-reference-VariableCheck",
        required=("Variable", "Value", "Operator"),
        values={"Operator": ("EQ", "NE", "CONTAINS", "MATCHES")},
    ),
}
