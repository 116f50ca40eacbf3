"""REST, from the request to the database and back: the real Flask app, use cases, engine and a SQLite file."""
