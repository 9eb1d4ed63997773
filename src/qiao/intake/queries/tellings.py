"""Who told the same thing, and through how many contacts."""

from dataclasses import dataclass

from django.db.models import QuerySet

from qiao.intake.models import Need, Offer, ReportPhone, Telling


@dataclass(frozen=True)
class Told:
    """How often a thing was told, through how many telephone numbers, and the further tellings."""

    times: int
    contacts: int
    again: list[Telling]


def tellings_of(voice: Need | Offer) -> QuerySet[Telling]:
    """Return the further tellings of a need or an offer that stand, the earliest first."""
    rows: QuerySet[Telling] = Telling.objects.filter(undone_at__isnull=True)
    rows = rows.filter(need=voice) if isinstance(voice, Need) else rows.filter(offer=voice)
    return rows.select_related("report__masked", "item", "place", "decided_by")


def told_of(voice: Need | Offer) -> Told:
    """Return how often a thing was told. Telephone numbers are counted by their marks, each once."""
    again = list(tellings_of(voice))
    reports = [voice.report_id, *(one.report_id for one in again)]
    marks = ReportPhone.objects.filter(report__in=reports).values("mark").distinct().count()
    return Told(times=len(again) + 1, contacts=marks, again=again)
