"""The receipt code of a report: derived from the house's key, kept nowhere, found again by its mark."""

import uuid

from qiao.accounts.sealing import fingerprint

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that nobody misreads a code over the telephone."""

CHARACTERS = 16
GROUP = 4
BITS = 5
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def receipt_code(report_id: uuid.UUID) -> str:
    """Return the code of a report in groups of four: 7K2M-90QX-…, 80 bits that only this house can derive."""
    number = int(fingerprint("report-receipt", str(report_id)), 16)
    letters = "".join(ALPHABET[(number >> (BITS * place)) & (2**BITS - 1)] for place in range(CHARACTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, CHARACTERS, GROUP))


def mark_of_receipt(code: str) -> str:
    """Return the mark by which a typed code finds its report; case, hyphens and O, I, L do not matter."""
    return fingerprint("report-receipt-code", code.strip().upper().translate(MISREAD)[: 2 * CHARACTERS])
