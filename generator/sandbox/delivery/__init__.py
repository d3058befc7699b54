"""What pipelines do in the sandbox: executions, builds, deployments, mails.

    store.py ---- Deliveries ----> moving.py: from stage to stage, as far as it is time
                                      |
    boto3 ----> answers/: what CodePipeline, CodeBuild, CodeDeploy and ECS say of it

`model.py` is what is remembered, in a file of its own that is locked for one request
at a time: so one command can watch what another one runs. `definition.py` reads the
pipelines out of the stacks, `deploying.py` what their deployments do to the traffic
(`course.py`, in the time of `pace.py`), `events.py` says who hears of what,
`building.py` runs builds. Nothing here knows moto.
"""
