"""Forms of the field: what telephones may load, who sends, what came in."""

import csv
import io
import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from time import monotonic

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from qiao.intake.models import Attachment, Collector, FieldForm, FilledForm, FormResult, FormVersion
from qiao.intake.takers import LISTS, list_for
from qiao.registry.models import Crisis
from qiao.trail.rows import row_of

RECENT_SECONDS = 2.0
MOST_RECENT = 200


def collector_of(mark: str, now: datetime) -> Collector | None:
    """Return the collector of any organisation whose code has this mark, where it still opens."""
    found = row_of(Collector, mark=mark)
    return found if found is not None and found.is_valid(now) else None


def published_versions(collector: Collector) -> QuerySet[FormVersion]:
    """Return the newest published version of each form that the collector may fill, with its form."""
    newest = (
        FormVersion.objects.filter(form=OuterRef("form"), published_at__isnull=False)
        .order_by("-published_at")
        .values("pk")[:1]
    )
    rows: QuerySet[FormVersion] = FormVersion.objects.filter(
        form__collectors=collector, form__state=FieldForm.State.PUBLISHED, pk=Subquery(newest)
    )
    return rows.select_related("form").prefetch_related("media").defer("source").order_by("title")


def versions_for(collector: Collector) -> QuerySet[FormVersion]:
    """Return every version that was ever published of the forms that the collector may fill."""
    rows: QuerySet[FormVersion] = FormVersion.objects.filter(
        form__collectors=collector, published_at__isnull=False
    )
    return rows.select_related("form__crisis").defer("source", "xml")


def version_filled(collector: Collector, form_id: str, version: str) -> FormVersion | None:
    """Return the version with which a form was filled, also of a form no longer handed out.

    It is as it was at most two seconds ago: telephones send hundreds of copies of one form.
    """
    key, now = (collector.pk, form_id, version), monotonic()
    held = _recent.get(key)
    if held is not None and now < held[0]:
        return held[1]
    found: FormVersion | None = versions_for(collector).filter(form__form_id=form_id, version=version).first()
    if found is not None:
        if len(_recent) >= MOST_RECENT:
            _recent.clear()
        _recent[key] = (now + RECENT_SECONDS, found)
    return found


def forget_versions() -> None:
    """Let what was changed in a version hold from the next filled form on."""
    _recent.clear()


_recent: dict[tuple[uuid.UUID, str, str], tuple[float, FormVersion]] = {}


def list_file(version: FormVersion, name: str) -> bytes | None:
    """Return a list that a form loads as CSV, as it is now; None where no desk makes a list of this name."""
    known = name.removesuffix(".csv")
    if known not in LISTS:
        return None
    table = list_for(known, version.form.crisis)
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return kept.getvalue().encode()


def field_forms(crisis: Crisis) -> QuerySet[FieldForm]:
    """Return the forms of a crisis with how many were filled and when the last came."""
    rows: QuerySet[FieldForm] = FieldForm.objects.filter(crisis=crisis)
    return rows.annotate(
        filled=Count("versions__filled", distinct=True),
        last_at=Max("versions__filled__report__received_at"),
    )


def form_results(crisis: Crisis) -> QuerySet[FormResult]:
    """Return what forms changed at other records, what waits first, then the newest."""
    rows: QuerySet[FormResult] = FormResult.objects.filter(filled__version__form__crisis=crisis)
    waits = Case(When(state=FormResult.State.WAITING, then=Value(0)), default=Value(1))
    return rows.select_related("filled__version__form").order_by(waits, "-created_at", "number")


def collectors(crisis: Crisis) -> QuerySet[Collector]:
    """Return the collectors of a crisis with how much each has sent, the working ones first."""
    rows: QuerySet[Collector] = Collector.objects.filter(crisis=crisis)
    return rows.annotate(sent=Count("filled", distinct=True)).prefetch_related("forms")


def filled_of(form: FieldForm) -> QuerySet[FilledForm]:
    """Return what came in of a form, the newest first, with the photographs and lines that wait for a person."""
    waits = FormResult.objects.filter(filled=OuterRef("pk"), state=FormResult.State.WAITING)
    corrections = FilledForm.objects.filter(replaces=OuterRef("pk"))
    photos = Attachment.objects.filter(report=OuterRef("pk")).order_by().values("report")
    rows = FilledForm.objects.filter(version__form=form).annotate(
        photos=Coalesce(Subquery(photos.annotate(n=Count("pk")).values("n")), 0),
        is_waiting=Exists(waits),
        is_corrected=Exists(corrections),
    )
    rows = rows.select_related("report__masked", "report__key", "version", "collector")
    return rows.order_by("-report__received_at", "pk")


def filled_found(
    form: FieldForm, *, words: str = "", state: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[FilledForm]:
    """Return what came in of a form with these words in its masked text, in this state, between these days."""
    rows = filled_of(form)
    if words:
        rows = rows.filter(report__masked__text__icontains=words)
    if since:
        rows = rows.filter(report__received_at__gte=_day(since))
    if until:
        rows = rows.filter(report__received_at__lt=_day(until + timedelta(days=1)))
    return rows.filter(FILLED_STATES[state]) if state in FILLED_STATES else rows


def _day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


FILLED_STATES: Mapping[str, Q] = {
    "PLAIN": Q(is_waiting=False, is_corrected=False, report__key__isnull=False),
    "WAITING": Q(is_waiting=True),
    "CORRECTED": Q(is_corrected=True),
    "CORRECTS": Q(replaces__isnull=False),
    "ERASED": Q(report__key__isnull=True),
}
"""State of a filled form → the condition on rows of `filled_of`."""


def newest_version(form: FieldForm) -> FormVersion | None:
    """Return the newest version of a form, published or not."""
    found: FormVersion | None = form.versions.order_by("-created_at").first()
    return found


def figures_of(form: FieldForm) -> dict[str, int]:
    """Return how many were filled, and how many of them are erased."""
    figures: dict[str, int] = filled_of(form).aggregate(
        total=Count("pk"), erased=Count("pk", filter=Q(report__key__isnull=True))
    )
    return figures


def forms_chosen(crisis: Crisis, ids: Collection[uuid.UUID]) -> QuerySet[FieldForm]:
    """Return these forms of the crisis."""
    rows: QuerySet[FieldForm] = FieldForm.objects.filter(crisis=crisis, pk__in=ids)
    return rows
