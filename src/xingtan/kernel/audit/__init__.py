"""The journal of who did and who read what: append-only, sealed into a chain."""
