"""Making and reading a plan: a change set, what it would do, and its review."""
