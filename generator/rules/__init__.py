"""House rules: one cfn-lint rule a file.

`python -m generator build` runs them; anyone may, with
`cfn-lint --append-rules generator/rules template.yaml`. Files that begin with
an underscore hold what several rules share; cfn-lint does not load them.
"""
