"""Reads of papers and seals."""
