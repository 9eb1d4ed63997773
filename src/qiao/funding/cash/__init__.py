"""Cash and vouchers to persons, with consent, three hands and a place in the ledger."""
