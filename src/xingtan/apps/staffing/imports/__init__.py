"""Registers of staff as the import screens see them."""
