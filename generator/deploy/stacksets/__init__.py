"""The account template over an organisation, by CloudFormation's own StackSets.

`standing` reads what is there, `plan` compares it with the files, without a call, and
`carry_out` starts the operations and follows them. How many accounts are worked on
at once, what is tried again and what stops is CloudFormation's.
"""
