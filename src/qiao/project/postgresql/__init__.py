"""Django's PostgreSQL, with a connection that says for which organisation it asks."""
