"""Tables, types and statements."""
