"""Parameter files and environments: read, merge, check."""
