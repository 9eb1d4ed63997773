"""Cells of others' tables: plain numbers, and words as they were written."""

import re

from qiao.intake.sources.tables.cleaning import clean

_DECIMAL = re.compile(r"^(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,9})?\s*(万)?\s*(?:人|名|位|口|例)?$")


def as_written(cell: str) -> str:
    """Return words without signs that cannot be seen, blanks single."""
    return " ".join("".join(c for c in cell if c.isprintable() or c.isspace()).split())


def decimal(cell: str) -> float | None:
    """Return a plain number, with 万 multiplied out; None where it is none."""
    found = _DECIMAL.match(clean(cell))
    if not found:
        return None
    return float(found[1].replace(",", "") + (found[2] or "")) * (10_000 if found[3] else 1)
