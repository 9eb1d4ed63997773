"""The hash chain of the books: what each row's hash covers, and where the chain does not hold.

Each organisation's entries are one chain and its approvals another. An entry's hash is SHA-256 over the RFC 8785
canonical JSON of every column of the entry and of its lines, and the hash before it. Each booking and each approval
writes the head into the trail, whose checkpoints are kept outside: a ledger written anew contradicts the trail, a
trail written anew contradicts its checkpoint.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from qiao.funding.models import LedgerApproval, LedgerEntry, LedgerLine

GENESIS = "0" * 64
LARGEST = 2**53 - 1
"""Larger integers have no canonical JSON; they are told as text."""

ENTRY_COLUMNS = (
    "id", "created_at", "organization_id", "number", "booked_on", "text", "corrects_id", "is_reversal",
    "campaign_id", "batch_id", "reference", "consent", "fingerprint", "booked_by_id", "previous_hash",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "created_at", "organization_id", "entry_id", "account", "amount_fen", "purpose", "item", "quantity",
    "unit_price_fen", "price_rule", "price_source", "priced_on",
)  # fmt: skip
APPROVAL_COLUMNS = (
    "id", "created_at", "organization_id", "number", "entry_id", "verdict", "note", "decided_by_id", "decided_at",
    "previous_hash",
)  # fmt: skip
Told = str | int | bool | None


PLAIN = frozenset({str, bool, type(None)})
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def told(value: Any) -> Told:
    """Return a value as the chain tells it: moments in UTC to the microsecond, ids and large numbers as text."""
    if type(value) in PLAIN:
        plain: Told = value
        return plain
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST:
        return str(value)
    number: Told = value
    return number


def _content(row: Any, columns: Sequence[str]) -> dict[str, Told]:
    return {column: told(getattr(row, column)) for column in columns}


def canonical(content: Any) -> bytes:
    """Return texts and whole numbers under ASCII keys as RFC 8785 writes them; the standard library is far faster."""
    return _canonical(content).encode()


def _hash(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def told_entry_hash(entry: dict[str, Told], lines: Iterable[dict[str, Told]]) -> str:
    """Return the hash of an entry and its lines where each column is told already."""
    return _hash({"entry": entry, "lines": sorted(lines, key=lambda line: str(line["id"]))})


def told_approval_hash(approval: dict[str, Told], hash_of_entry: Told) -> str:
    """Return the hash of an approval whose columns are told already."""
    return _hash({"approval": approval, "of": hash_of_entry})


def told_entry(entry: LedgerEntry) -> dict[str, Told]:
    """Return the columns of an entry as the chain tells them."""
    return _content(entry, ENTRY_COLUMNS)


def entry_hash(entry: LedgerEntry, lines: Iterable[LedgerLine]) -> str:
    """Return the SHA-256 (64 hex digits) that an entry with these lines must carry."""
    return told_entry_hash(_content(entry, ENTRY_COLUMNS), (_content(line, LINE_COLUMNS) for line in lines))


def approval_hash(approval: LedgerApproval, hash_of_entry: str) -> str:
    """Return the SHA-256 that an approval of the entry with that hash must carry."""
    return told_approval_hash(_content(approval, APPROVAL_COLUMNS), hash_of_entry)


def before_the_chain(entries: Iterable[LedgerEntry]) -> str:
    """Return the hash with which a chain begins: over what was booked before there was one, GENESIS over nothing."""
    return before_told(entry_hash(entry, entry.lines.all()) for entry in entries)


def before_told(hashes: Iterable[str]) -> str:
    """Return the hash with which a chain begins, over the hashes of what was booked before it."""
    old = list(hashes)
    return _hash(old) if old else GENESIS
