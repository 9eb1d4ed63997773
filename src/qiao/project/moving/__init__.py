"""From the one embedded database to the big road: a SQLite installation carried over to PostgreSQL, and proved."""
