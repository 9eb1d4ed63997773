"""Sentences of the desk, in the reader's language."""
