"""What is missing or odd around a pipeline, before AWS says it at a bad moment.

`Subject` is one stack and the questions that may be asked about it; a check yields
findings; `examine` runs all checks. Only reads are made, and what AWS does not let us
see is unknown, which is not the same as well.
"""
