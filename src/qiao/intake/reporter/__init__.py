"""Who tells us something without an account: the page, the sending, the code, how far it has come."""
