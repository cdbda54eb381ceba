"""Workflow: moves any object of any app through steps of people."""
