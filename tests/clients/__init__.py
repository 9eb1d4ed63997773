"""Programs nobody here wrote, filling forms of the field and sending them to a real server."""
