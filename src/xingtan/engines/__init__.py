"""Storey 2: business machines that any app drives."""
