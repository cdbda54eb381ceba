"""Lists of gateway."""
