"""Reads of registry, by noun."""
