"""Tables that are loaded: the file opened again, a verdict for each row, the rows' records."""
