"""Pages of staffing, by noun."""
