"""Records as they stood: masked, canonical copies that evidence is bound to."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785

from qiao.advocacy.models import Evidence
from qiao.intake.models import Need, Offer, Report
from qiao.relief.models import Receipt

Freezable = Report | Need | Offer | Receipt


def frozen(record: Freezable) -> dict[str, Any]:
    """Return what the record says now, without persons' data, as plain JSON values."""
    if isinstance(record, Report):
        content: dict[str, Any] = _report(record)
    elif isinstance(record, Receipt):
        content = _receipt(record)
    else:
        content = _voice(record)
    return {"type": str(record._meta.label_lower), "id": str(record.pk)} | content


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _report(report: Report) -> dict[str, Any]:
    masked = getattr(report, "masked", None)
    return {
        "text": masked.text if masked else "",
        "place": report.place.code if report.place else None,
        "received_at": _moment(report.received_at),
        "source": report.source,
    }


def _voice(voice: Need | Offer) -> dict[str, Any]:
    return {
        "item": voice.what,
        "quantity_kind": voice.quantity_kind,
        "quantity": voice.quantity,
        "quantity_max": voice.quantity_max,
        "unit": voice.unit,
        "place": voice.place.code if voice.place else None,
        "party": voice.who,
        "state": voice.state,
        "report": str(voice.report_id),
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "received": receipt.quantity,
        "sent": receipt.delivery.quantity,
        "signed_at": _moment(receipt.signed_at),
        "need": str(receipt.delivery.match.need_id),
    }


def hash_of(copies: Iterable[dict[str, Any]]) -> str:
    """Return the SHA-256 over the canonical JSON of frozen copies, whatever their order."""
    ordered = sorted(copies, key=lambda copy: (copy["type"], copy["id"]))
    return hashlib.sha256(rfc8785.dumps(ordered)).hexdigest()


def seal_of(evidence: Evidence, facts: Sequence[dict[str, Any]]) -> str:
    """Return the SHA-256 over what the hash of the copies leaves out: statement, query, scope, moment and facts."""
    whole = {
        "hash": evidence.hash,
        "statement": evidence.statement,
        "query": evidence.query,
        "place": evidence.place.code if evidence.place else "",
        "group": evidence.group,
        "frozen_at": _moment(evidence.frozen_at),
        "facts": sorted(facts, key=rfc8785.dumps),
    }
    return hashlib.sha256(rfc8785.dumps(whole)).hexdigest()


def summarise(records: Sequence[Freezable]) -> dict[str, int]:
    """Return how many records, places and sources stand behind a statement, and how many were verified."""
    places = {one.place.code for one in records if not isinstance(one, Receipt) and one.place is not None}
    needs = [one for one in records if isinstance(one, Need)]
    verified = sum(1 for need in needs if need.verifications.exists())
    return {"records": len(records), "places": len(places), "needs": len(needs), "verified": verified}
