"""Use cases against a real SQLite file."""
