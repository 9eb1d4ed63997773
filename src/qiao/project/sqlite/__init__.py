"""Django's SQLite, with writers that wait fairly for their turn."""
