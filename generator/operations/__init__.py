"""Day two: what a deployed pipeline does, and what a person may do about it.

Reads AWS through `deploy.clients` and gives values; `cli/pipeline/` shows them.
Everything is found from the stack of a parameter file: its pipeline by the
stack's resources, builds, deployments and the service by the pipeline's actions.

`pipeline`    a stack's pipeline and its actions as they are defined
`history`     executions, the runs of their actions, and what each one built
`stages`      where each stage is now, and the approval that waits
`service`     what the ECS service runs, and how far traffic has shifted
`logs`        the log of a build, with its first error
`failure`     the last action that failed, and why
`overview`    all of that for one screen
`steps`       approve, reject, retry, start
`rollback`    the running service back to what ran before
`metrics`     lead time, frequency, failure rate, time to restore
`chart`       the same as a picture
`refusals`    what AWS refuses, in words
"""
