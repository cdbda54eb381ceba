"""Reads of staffing, by noun."""
