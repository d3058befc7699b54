"""Change sets: plan, review, execute exactly what was reviewed, watch.

Reads committed templates and parameter files and knows no template. In the
order in which one command uses them:

`clients`    one boto3 client per service, role and region; who we are
`calls`      one API call that throttling and lost connections cannot break
`target`     a parameter file with its template: what one stack shall be
`statuses`   what may be done to a stack in each status CloudFormation has
`changeset`  create a change set, wait for it, read it; `findings`: why it failed
`cleanup`    what change sets leave behind
`changes`    what CloudFormation reports, read into our own shape, masked
`risk`       what of it can lose data or widen permissions (`grants`)
`planning`   one stack from its parameter file to its plan (`upload`: long ones)
`planfile`   plans as the file that a second person approves
`review`     plans as lines for a terminal; `markdown` for a pull request
`execute`    prove that nothing moved, pass the risk gate, execute
`watch`      follow stacks to their end by their `history`; `cause`: why one failed
`rollout`    many stacks, environment after environment, in `parallel`
`outcome`    what became of a stack, its exit code and its JSON

Beside that way: `destroy` (with `buckets`) and `recover` start other operations
through `operate`, `resume` picks up somebody's, `inspect` and `drift` only look.
"""
