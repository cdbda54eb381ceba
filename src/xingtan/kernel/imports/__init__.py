"""Registers coming in from files."""
