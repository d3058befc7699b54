"""House rules: cfn-lint rules, grouped by subject.

`python -m generator build` runs them; anyone may, with
`cfn-lint --append-rules generator/rules template.yaml`. Files that begin with
an underscore hold what several subjects share; cfn-lint does not load them.
"""
