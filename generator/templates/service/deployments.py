"""What deployments change behind the stack's back, and an update would undo.

CloudFormation compares a template with the template before it, not with what is
there. As soon as it changes anything of a resource, it sends all of it. `plan` stops
such a change until somebody names the resource; `drift` shows these after the first
deployment, and putting the drift back is such a change, too.
"""

from collections.abc import Mapping

_TRAFFIC = (
    "deployments change the weights of its target groups, and an update puts all "
    "traffic on the blue one, which may have no tasks: change it only while blue "
    "serves"
)

CHANGED: Mapping[str, str] = {
    "ProductionRule": _TRAFFIC,
    "TestRule": _TRAFFIC,
    "TaskDefinition": "it registers a revision with the placeholder's image, which the "
    "tasks of this service do not run but which is the last of its family: the next "
    "change of the service itself would start it. Size and settings of the tasks that "
    "run are those of taskdef.json in the service's repository, or of the task "
    "definition that runs now",
    "Service": "deployments change its task definition and target group. With "
    "CODE_DEPLOY, ECS refuses an update and the stack rolls back; with ECS it is a "
    "deployment of the last revision of the family",
    "BlueTargetGroup": "a new target group has no tasks: make a stack of another name "
    "and move to it",
    "GreenTargetGroup": "a new target group has no tasks: make a stack of another name "
    "and move to it",
}
