"""Volunteers' time: what it is worth, by three methods side by side, never a claim; and certificates of it."""

from qiao.engines.hours.certificate import (
    CertificateError,
    Signed,
    fingerprint_of,
    public_key_of,
    read,
    sign,
    verify,
)
from qiao.engines.hours.value import (
    METHODS,
    Reason,
    ServedTime,
    Valuation,
    WageSet,
    value,
    value_of_time_fen,
)

__all__ = [
    "METHODS",
    "CertificateError",
    "Reason",
    "ServedTime",
    "Signed",
    "Valuation",
    "WageSet",
    "fingerprint_of",
    "public_key_of",
    "read",
    "sign",
    "value",
    "value_of_time_fen",
    "verify",
]
