"""Writes of registry, by noun."""
