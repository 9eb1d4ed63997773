"""Does evidence still hold: were the frozen copies touched, and has the live record moved on since?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.frozen import Freezable, frozen, hash_of, seal_of
from qiao.advocacy.models import Evidence, EvidenceRecord
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import QuantityKind
from qiao.registry.queries import place_by_code
from qiao.trail.models import TrailEntry

FIELDS = {
    "text": _("文字（脱敏）"),
    "place": _("地点"),
    "received_at": _("收到时间"),
    "source": _("来源"),
    "item": _("物资"),
    "quantity_kind": _("数量类型"),
    "quantity": _("数量"),
    "quantity_max": _("数量上限"),
    "unit": _("单位"),
    "party": _("单位名称"),
    "state": _("状态"),
    "received": _("实收数量"),
    "sent": _("发出数量"),
    "signed_at": _("签收时间"),
}
"""What a frozen copy says, in words; ids are shown apart."""

CHOICES: dict[tuple[str, str], Any] = {
    ("need", "quantity_kind"): QuantityKind,
    ("offer", "quantity_kind"): QuantityKind,
    ("need", "state"): Need.State,
    ("offer", "state"): Offer.State,
    ("report", "source"): Report.Source,
}
MOMENTS = ("received_at", "signed_at")

IDENTITY = ("type", "id")


@dataclass(frozen=True)
class Change:
    """One thing a record says otherwise now than when it was frozen."""

    label: Any
    then: Any
    now: Any


@dataclass(frozen=True)
class CopyCheck:
    """One frozen copy beside its live record. `changes` is empty where the record says the same, or is gone."""

    copy: EvidenceRecord
    kind: str
    is_gone: bool
    is_erased: bool
    changes: tuple[Change, ...]

    @property
    def facts(self) -> list[tuple[Any, Any]]:
        """Return what the copy says, without what is empty; an erased report's text is withheld."""
        content = self.copy.content
        return [
            (label, said(self.kind, key, content[key]))
            for key, label in FIELDS.items()
            if content.get(key) not in {None, ""} and not (self.is_erased and key == "text")
        ]


@dataclass(frozen=True)
class EvidenceCheck:
    """The verdict over one piece of evidence: three hashes that must agree, and the records one by one."""

    evidence: Evidence
    hash_now: str
    hash_in_trail: str
    seal_now: str
    seal_in_trail: str
    copies: tuple[CopyCheck, ...]

    @property
    def is_intact(self) -> bool:
        """Say whether copies, evidence and trail tell the same hash, and the same seal where there is one."""
        seals = {self.evidence.seal, self.seal_now, self.seal_in_trail} if self.evidence.seal else {""}
        return self.evidence.hash == self.hash_now == self.hash_in_trail and len(seals) == 1

    @property
    def changed(self) -> int:
        """Return how many live records say something else now."""
        return sum(1 for one in self.copies if one.changes or one.is_gone)


def said(kind: str, key: str, value: Any) -> Any:
    """Return a frozen value as people read it: a code's label, a place's name, a moment in local time."""
    if value is None:
        return None
    choices = CHOICES.get((kind, key))
    if choices is not None and value in choices.values:
        return gettext(str(choices(value).label))
    if key == "place":
        place = place_by_code(value)
        return place.full_name if place else value
    if key in MOMENTS:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "Y-m-d H:i")
    return value


def check_evidence(evidence: Evidence) -> EvidenceCheck:
    """Compute the hash of the frozen copies anew, and read each live record beside its copy."""
    rows = evidence.records.prefetch_related("quotes")
    copies = list(rows.order_by("record_type", "record_id"))
    live = _live_records(copies)
    return EvidenceCheck(
        evidence=evidence,
        hash_now=hash_of(copy.content for copy in copies),
        hash_in_trail=_noted(evidence, "hash"),
        seal_now=seal_of(evidence, [copy.facts for copy in copies]),
        seal_in_trail=_noted(evidence, "seal"),
        copies=tuple(_check(copy, live.get((copy.record_type, str(copy.record_id)))) for copy in copies),
    )


def _noted(evidence: Evidence, name: str) -> str:
    entry = TrailEntry.objects.filter(verb="evidence.note", subject_id=evidence.pk).first()
    return str(entry.details.get(name, "")) if entry else ""


def _live_records(copies: list[EvidenceRecord]) -> dict[tuple[str, str], Freezable]:
    wanted: defaultdict[str, list[Any]] = defaultdict(list)
    for copy in copies:
        wanted[copy.record_type].append(copy.record_id)
    return {
        (kind, str(record.pk)): record
        for kind, ids in wanted.items()
        for record in apps.get_model(kind)._default_manager.filter(pk__in=ids)  # noqa: SLF001 -- scoped managers too
    }


def _check(copy: EvidenceRecord, live: Freezable | None) -> CopyCheck:
    kind = copy.record_type.rsplit(".", 1)[-1]
    if live is None:
        return CopyCheck(copy, kind, is_gone=True, is_erased=False, changes=())
    erased = isinstance(live, Report) and live.is_erased
    now = frozen(live)
    changes = tuple(
        Change(FIELDS.get(key, key), said(kind, key, copy.content.get(key)), said(kind, key, now.get(key)))
        for key in now
        if key not in IDENTITY and now.get(key) != copy.content.get(key) and not (erased and key == "text")
    )
    return CopyCheck(copy, kind, is_gone=False, is_erased=erased, changes=changes)
