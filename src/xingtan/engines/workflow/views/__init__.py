"""Pages of the workflow engine, by noun."""
