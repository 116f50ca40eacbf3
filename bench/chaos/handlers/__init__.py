"""Handlers of the process that is troubled."""
