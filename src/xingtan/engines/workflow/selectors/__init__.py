"""Reads of the workflow engine, by noun."""
