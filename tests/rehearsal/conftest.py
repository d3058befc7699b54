from tests.buildspecs.conftest import aws_command, caches, stack, tools

__all__ = ["aws_command", "caches", "stack", "tools"]
