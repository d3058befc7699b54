"""What a pipeline's parameter file says of a service that is there already.

`services` lists what a pipeline may be for, `discover` reads one of them and what
stands around it. A value comes with the place where it was found; what was not found
comes with the reason.
"""
