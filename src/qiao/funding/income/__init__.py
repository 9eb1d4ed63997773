"""What an organisation lives on: a year of accounts in, the structure and the shock test out."""
