"""Telling people things: one bell, things to acknowledge, mail."""
