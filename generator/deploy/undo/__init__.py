"""Tidying up after change sets, and undoing: roll back, destroy."""
