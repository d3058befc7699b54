"""Payment pipelines as reviewed CloudFormation templates: the map.

Make. `templates/` holds pure functions from inputs to troposphere objects: what
gets deployed. `buildspecs.py` reads and judges the buildspecs they embed.

Render and judge. `render.py` turns a Template into YAML in a fixed, readable
order; `lint.py` runs cfn-lint and the house rules of `rules/` over it;
`review/` writes the page that people read beside it.

Build. `build.py` compares all of that with `templates_out/` and writes it when
nothing is wrong. What was found clean is remembered by `lint_cache.py`.

Validate. `parameters/` reads `params/`, merges files with their environments
and judges them by the committed template, and with each other.

Plan and deploy. `deploy/` makes change sets of the committed files, shows what
they would do, proves that nothing moved since the review, executes and
watches. It never imports a maker: what was reviewed is what is deployed.

Try. `sandbox/` simulates AWS in the process, for the same commands.

`cli/` is the only code that prints and sets exit codes, one module a command.
`project.py` says where things are, `findings.py` and `errors.py` are the two
shapes in which something can be wrong.
"""

__version__ = "0.1.0"
