"""Registers of pupils as the import screens see them."""
