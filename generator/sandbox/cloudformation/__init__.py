"""CloudFormation, the service, simulated: stacks, change sets and events.

It knows no moto: `resources/` makes what a stack wants.
"""
