"""Reading the state: what stands where, and what its events tell. Nothing changes."""
