"""One person is erased: a report, a care file or somebody of the registry, by its id (个人信息保护法 47)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.care.actions import destroy_file
from qiao.care.queries import find_file
from qiao.exceptions import PersonUnknownError
from qiao.intake.actions import erase_report
from qiao.intake.keeping import forget_sums
from qiao.intake.models import Report
from qiao.project.certificates import mark_of_ids, sign
from qiao.project.closing import scrub
from qiao.registry.models import Person
from qiao.registry.people import erase_person
from qiao.trail.chain import verify
from qiao.volunteering.actions import forget_enrolments

REASON = "个人信息保护法第四十七条"


@dataclass(frozen=True)
class Found:
    """What an id stands for, and which organisation holds it; None for the registry, which all share."""

    kind: str
    record: Any
    organization_id: uuid.UUID | None


def find(text: str) -> Found:
    """Return what is meant by an id or the number of a care file. Raises PersonUnknownError where nothing is."""
    with scopes_disabled():
        file = find_file(text)
        if file is not None:
            return Found("care_file", file, file.organization_id)
        try:
            pk = uuid.UUID(text)
        except ValueError as error:
            raise PersonUnknownError(id=text) from error
        report = Report.objects.filter(pk=pk, key__isnull=False).first()
        if report is not None:
            return Found("report", report, report.organization_id)
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise PersonUnknownError(id=text)
    return Found("person", person, None)


def erase(found: Found, *, now: datetime) -> dict[str, Any]:
    """Erase what was found; return the signed certificate. Amounts, hours and the trail stay, without the person."""
    actor = Actor.operator(found.organization_id)
    if found.kind == "person":
        erase_person(actor, found.record)
        forget_enrolments(found.record, at=now)
        forget_sums(found.organization_id)
    else:
        with scope(organization=found.organization_id):
            if found.kind == "report":
                erase_report(actor, found.record, reason=REASON)
            else:
                destroy_file(actor, found.record, destroyed_at=now)
    scrub()
    verdict = verify()
    return sign(
        {
            "kind": found.kind,
            "id_sha256": mark_of_ids([found.record.pk]),
            "law": REASON,
            "erased_at": now.isoformat(),
            "trail": {"entries": verdict.entries, "head": verdict.head, "holds": not verdict.breaks},
        }
    )
