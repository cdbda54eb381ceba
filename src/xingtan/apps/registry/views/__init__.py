"""Pages of registry, by noun."""
