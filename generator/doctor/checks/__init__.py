"""One file for each thing that a pipeline needs."""
