"""The receipt code of a report: derived from the house's key, kept nowhere, found again by its mark."""

import unicodedata
import uuid

from qiao.accounts.sealing import fingerprint

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U. The codes of version 0.1 were made of it and are still understood."""

DIGITS = 16
GROUP = 4
LONGEST = 32
"""More signs than this are no code of ours and are not read to the end."""

MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""H. M. Damm's table (2004): one digit wrong, or two neighbours swapped, is always noticed."""


def receipt_code(report_id: uuid.UUID) -> str:
    """Return the code of a report in groups of four: 15 digits that only this house can derive, and a check."""
    return numbered_code("report-receipt", str(report_id))


def numbered_code(purpose: str, text: str) -> str:
    """Return the code of `text` for a purpose, in groups of four: 15 derived digits and a check."""
    number = int(fingerprint(purpose, text), 16) % 10 ** (DIGITS - 1)
    digits = f"{number:0{DIGITS - 1}d}"
    return grouped(digits + str(_check(digits)))


def grouped(code: str) -> str:
    """Return a typed code as it is printed, in groups of four."""
    plain = plain_code(code)
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def plain_code(typed: str) -> str:
    """Return the signs of a typed code that count: full width, blanks, dashes and capitals do not matter."""
    told = unicodedata.normalize("NFKC", typed[: 4 * LONGEST]).upper()
    return "".join(sign for sign in told if sign.isalnum() and sign.isascii())[:LONGEST].translate(MISREAD)


def is_misread(typed: str) -> bool:
    """Say whether a code cannot be one: wrong length, or a check digit that does not fit.

    The codes of version 0.1 have letters and no check digit; they are never called misread.
    """
    plain = plain_code(typed)
    if not plain.isdigit():
        return len(plain) != DIGITS
    return len(plain) != DIGITS or _check(plain) != 0


def mark_of_receipt(code: str) -> str:
    """Return the mark by which a typed code finds its report."""
    return fingerprint("report-receipt-code", plain_code(code))


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim
