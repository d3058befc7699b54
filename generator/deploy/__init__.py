"""Change sets: plan, review, execute exactly what was reviewed, watch.

Reads committed templates and parameter files and knows no template. Four
things happen, each in a package that may use those above it:

`state`    what stands where: stacks, what each status allows, events, drift
`undo`     tidy up after change sets, roll back, destroy
`plan`     a change set is made and read: what changes, what is risky; the plan
           file that a second person approves, and its review
`execute`  prove that nothing moved, pass the risk gate, execute, watch

All of them stand on:

`target`   a parameter file with its template: what one stack shall be
`mask`     what of it nobody may see
`origin`   who made a change set and from what; travels in its description
`clients`  one boto3 client per service, role and region; who we are
`calls`    one API call that throttling and lost connections cannot break
`across`   the same work for many stacks at once
`outcome`  what became of a stack, its exit code and its JSON
"""
