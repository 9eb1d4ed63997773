"""Disclosure packs: made from the approved ledger, frozen, published, corrected by versions."""
