"""What is only said to be so, and what was found out about it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiao.intake.models import HearsayCheck, Need, Note, Offer, Report
from qiao.registry.models import Crisis

HEARSAY = "hearsay"


def hearsay(crisis: Crisis, *, is_judged: bool) -> QuerySet[Report]:
    """Return the messages marked as hearsay: those that wait, or those judged, the latest first."""
    marked = Note.objects.filter(report__isnull=False, code=HEARSAY)
    judged = HearsayCheck.objects.filter(report=OuterRef("pk"), undone_at__isnull=True)
    rows: QuerySet[Report] = Report.objects.filter(pk__in=marked.values("report"), crisis=crisis)
    if is_judged:
        checks = HearsayCheck.objects.filter(undone_at__isnull=True)
        rows = rows.filter(pk__in=checks.values("report"))
    else:
        rows = rows.filter(~Exists(judged))
    order = "-received_at" if is_judged else "received_at"
    return rows.select_related("masked", "place").order_by(order, "pk")


def findings_of(reports: Iterable[uuid.UUID]) -> dict[uuid.UUID, HearsayCheck]:
    """Return the finding that stands for each of these messages, where there is one."""
    rows = HearsayCheck.objects.filter(report__in=list(reports), undone_at__isnull=True)
    return {one.report_id: one for one in rows.select_related("checked_by")}


def finding_of(report: Report) -> HearsayCheck | None:
    """Return what was found out about a message; the same content told again shares it."""
    same = Q(report=report) | Q(report__crisis=report.crisis_id, report__fingerprint=report.fingerprint)
    rows = HearsayCheck.objects.filter(same, undone_at__isnull=True)
    return rows.select_related("checked_by").order_by("-checked_at").first()


def is_hearsay_marked(report: Report) -> bool:
    """Say whether a message was marked as hearsay when it was read."""
    found: bool = Note.objects.filter(report=report, code=HEARSAY).exists()
    return found


def mark_hearsay(reports: Iterable[Report]) -> None:
    """Put on each message of a page whether it is hearsay, and the finding about it."""
    shown = list(reports)
    ids = [one.pk for one in shown]
    findings = findings_of(ids)
    marked = set(Note.objects.filter(report__in=ids, code=HEARSAY).values_list("report_id", flat=True))
    for one in shown:
        one.finding = findings.get(one.pk)  # type: ignore[attr-defined]
        one.is_hearsay = one.pk in marked or one.pk in findings  # type: ignore[attr-defined]


def mark_refuted(records: Iterable[Any]) -> None:
    """Put on each report, need and offer whether what was said is refuted; other records are left alone.

    The same content told again in the crisis shares the latest finding, as in `finding_of`. Two queries in all.
    """
    said: dict[Any, Any] = {
        one: one.pk if isinstance(one, Report) else one.report_id
        for one in records
        if isinstance(one, Report | Need | Offer)
    }
    rows = Report.objects.filter(pk__in=set(said.values())).values_list("pk", "crisis", "fingerprint")
    contents = {pk: (crisis, mark) for pk, crisis, mark in rows}
    if not contents:
        return
    same = Q(report__in=list(contents)) | Q(
        report__crisis__in={crisis for crisis, _mark in contents.values()},
        report__fingerprint__in={mark for _crisis, mark in contents.values()},
    )
    found = HearsayCheck.objects.filter(same, undone_at__isnull=True).order_by("checked_at")
    latest = {
        (crisis, mark): verdict
        for crisis, mark, verdict in found.values_list("report__crisis", "report__fingerprint", "verdict")
    }
    for one, report in said.items():
        one.is_refuted = latest.get(contents[report]) == HearsayCheck.Verdict.REFUTED
