"""Whose data an account saw or took away in a period, by the trail: every such act leaves an entry before a byte."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from qiao.accounts.models import User
from qiao.trail.models import TrailEntry


class Kind(StrEnum):
    """Classes of data of SECURITY 2.1 that concern persons."""

    SEALED = "S3"
    PERSONAL = "S2"
    TABLE = "S1"


SEEN: Mapping[str, Kind] = {
    "report.reveal": Kind.PERSONAL,
    "contact.reveal": Kind.PERSONAL,
    "contact_point.reveal": Kind.PERSONAL,
    "attachment.reveal": Kind.PERSONAL,
    "hook.reveal": Kind.PERSONAL,
    "enrolment.reveal": Kind.PERSONAL,
    "donation.reveal": Kind.PERSONAL,
    "feedback.reveal": Kind.PERSONAL,
    "care_file.read": Kind.SEALED,
    "care_group.read": Kind.SEALED,
    "care_note.reveal": Kind.SEALED,
    "complaint.read": Kind.SEALED,
    "filled.export": Kind.PERSONAL,
}
"""Acts that show a person's data as it is. Everything else that leaves is masked."""

NAMED = ("report", "point", "gift", "feedback", "delivery")
"""Where the details of an entry name the record, the one that holds the person first."""

TAKEN = (".export", "export.make", "pair.export")
"""Ends of the verbs by which masked tables leave."""


@dataclass(frozen=True)
class Window:
    """What is asked: from when to when (the end not included), and by whom; None for anybody."""

    since: datetime
    until: datetime
    user: User | None = None


@dataclass(frozen=True)
class Affected:
    """Records of one kind that were seen: how often, whose ids, first and last."""

    verb: str
    kind: Kind
    subject_type: str
    subjects: tuple[uuid.UUID, ...]
    acts: int
    first: datetime
    last: datetime


def affected(window: Window) -> list[Affected]:
    """Return what was seen or taken in the window, the most sensitive first; ids alone, never what they held."""
    entries = TrailEntry.objects.filter(at__gte=window.since, at__lt=window.until).filter(_seen_or_taken())
    if window.user is not None:
        entries = entries.filter(actor=window.user)
    groups: dict[tuple[str, str], list[tuple[uuid.UUID | None, datetime]]] = defaultdict(list)
    for verb, subject_type, subject, details, at in entries.values_list(
        "verb", "subject_type", "subject_id", "details", "at"
    ):
        what, which = (subject_type, subject) if subject else _named(details)
        groups[verb, what].append((which, at))
    found = [_one(verb, subject_type, rows) for (verb, subject_type), rows in groups.items()]
    return sorted(found, key=lambda one: (-int(one.kind[1]), one.verb, one.subject_type))


def _named(details: Mapping[str, str]) -> tuple[str, uuid.UUID | None]:
    """Return what an act was about where it returned words and not a record: its entry names it in the details."""
    for name in NAMED:
        if name in details:
            return name, uuid.UUID(str(details[name]))
    return "", None


def _seen_or_taken() -> Q:
    wanted = Q(verb__in=SEEN)
    for end in TAKEN:
        wanted |= Q(verb__endswith=end)
    return wanted


def _one(verb: str, subject_type: str, rows: Iterable[tuple[uuid.UUID | None, datetime]]) -> Affected:
    rows = list(rows)
    subjects = tuple(sorted({subject for subject, _at in rows if subject is not None}))
    moments = sorted(at for _subject, at in rows)
    kind = SEEN.get(verb, Kind.TABLE)
    return Affected(verb, kind, subject_type, subjects, len(rows), moments[0], moments[-1])
