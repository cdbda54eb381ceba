"""Pages of gateway, by subject."""
