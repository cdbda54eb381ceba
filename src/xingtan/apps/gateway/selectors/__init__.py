"""Reads of gateway."""
