"""What two installations hand each other: the shape of it, signed, and what each record means to who takes it."""

from qiao.engines.exchange.judging import Known, Taking, Verdict, VerdictKind, judge
from qiao.engines.exchange.records import (
    FORMAT,
    Amount,
    Content,
    Entry,
    Kind,
    Sighting,
    State,
    Unit,
    json_schema,
    read_body,
)
from qiao.engines.exchange.signing import (
    MOST_BYTES,
    Fault,
    FeedError,
    canonical,
    digest_of,
    fingerprint_of,
    open_parcel,
    pack,
)

__all__ = [
    "FORMAT",
    "MOST_BYTES",
    "Amount",
    "Content",
    "Entry",
    "Fault",
    "FeedError",
    "Kind",
    "Known",
    "Sighting",
    "State",
    "Taking",
    "Unit",
    "Verdict",
    "VerdictKind",
    "canonical",
    "digest_of",
    "fingerprint_of",
    "json_schema",
    "judge",
    "open_parcel",
    "pack",
    "read_body",
]
