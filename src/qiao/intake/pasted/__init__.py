"""What is pasted, from the text of a chat to the records: read, compared, reviewed, saved once."""
