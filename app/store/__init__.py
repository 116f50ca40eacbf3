"""Tables, database and queries: one query module a noun. Knows SQL and nothing of policy."""
