from tests.buildspecs.conftest import caches, stack, tools

__all__ = ["caches", "stack", "tools"]
