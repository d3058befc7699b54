"""Runs a pipeline's builds on this machine, before the first push.

`project` reads a build out of a template that is settled for one stack; `runner`
goes through its buildspec as CodeBuild does, with `shell` for the commands and
`reports` for what they leave. `source`, `machine` and `secrets` are what CodeBuild
gives a build; `rehearse` puts them together.
"""
