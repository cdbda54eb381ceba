"""Writes of gateway, by noun."""
