"""Other installations: what two of them hand each other, signed, and what a person makes of it."""
