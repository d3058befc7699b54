"""Executing plans that nothing has overtaken, and watching stacks to their end."""
