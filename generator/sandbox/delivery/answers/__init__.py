"""What the services say of it: for each service the operations that are answered.

Shapes are botocore's. An operation that is not here, or of which an answer says that
it is not about anything that pipelines made (None), is moto's.
"""

from collections.abc import Mapping

from generator.sandbox.delivery.answers import codebuild, codedeploy, codepipeline, ecs
from generator.sandbox.delivery.answers.asked import Answer

ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "codebuild": codebuild.ANSWERS,
    "codedeploy": codedeploy.ANSWERS,
    "codepipeline": codepipeline.ANSWERS,
    "ecs": ecs.ANSWERS,
    "logs": codebuild.LOGS,
}
