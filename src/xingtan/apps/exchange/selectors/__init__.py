"""Reads of the exchange, by noun."""
