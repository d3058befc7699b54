"""The deployment configurations that CodeDeploy has for Amazon ECS."""

PREFIX = "CodeDeployDefault."
AT_ONCE = "CodeDeployDefault.ECSAllAtOnce"
# "Predefined deployment configurations for an Amazon ECS compute platform", AWS
# CodeDeploy User Guide.
PREDEFINED = (
    "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
    "CodeDeployDefault.ECSCanary10Percent5Minutes",
    "CodeDeployDefault.ECSCanary10Percent15Minutes",
    AT_ONCE,
)
