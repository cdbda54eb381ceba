"""Pages of the workbench, by noun."""
