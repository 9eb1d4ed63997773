"""What the pages of needs and of offers share: narrowing a list, and telling the source of a record."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from qiao.accounts.guard import actor_of
from qiao.intake import queries
from qiao.intake.clock import is_replayed, judged_at
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.filters import ALL
from qiao.intake.forms import VerifyForm
from qiao.intake.highlight import fields_of, marks_of_voice, segments
from qiao.intake.models import ClosureRound, Need, Offer
from qiao.intake.words.voices import GROUP_WORDS, doubt_text
from qiao.registry.models import Crisis


def narrowed(rows: QuerySet[Any], held: dict[str, Any]) -> QuerySet[Any]:
    """Return the needs or offers that a filter lets through."""
    state = held.get("state") or ""
    if not state:
        rows = queries.live(rows)
    elif state != ALL:
        rows = rows.filter(state=state)
    for name, field in (("tier", "tier"), ("item", "item__code"), ("kind", "quantity_kind")):
        if held.get(name):
            rows = rows.filter(**{field: held[name]})
    if held.get("batch"):
        rows = rows.filter(report__import_row__batch=held["batch"])
    if held.get("paste"):
        rows = rows.filter(report__draft_line__draft=held["paste"])
    return rows.filter(queries.within(held["place"])) if held.get("place") else rows


def item_choices(crisis: Crisis, model: type[Need] | type[Offer], language: str) -> list[tuple[str, str]]:
    """Return the items of the filter, by name in the language of the page."""
    in_english = language.startswith("en")
    items = queries.items_named(crisis, model)
    return [(one.code, (in_english and one.name_en) or one.name) for one in items]


def source_of(request: HttpRequest, voice: Need | Offer) -> dict[str, Any]:
    """Return what the page of a need or an offer tells of its source, its checks and its history."""
    report = voice.report
    is_kept = not report.is_erased and hasattr(report, "masked")
    lit = segments(report.masked.text, marks_of_voice(voice.spans)) if is_kept else []
    checks = list(voice.verifications.select_related("checked_by"))
    told = queries.told_of(voice)
    ids = [voice.pk, *(one.pk for one in checks), *(one.pk for one in told.again)]
    return {
        "crisis": voice.crisis,
        "report": report,
        "segments": lit,
        "fields": fields_of(lit),
        "checks": checks,
        "told": told,
        "verify_form": VerifyForm(),
        "history": queries.history_of(actor_of(request).organization_id, ids, report=report),
    }


def need_facts(need: Need) -> dict[str, Any]:
    """Return what only the page of a need tells: freshness, for whom, doubts, alerts."""
    now = judged_at(need.crisis)
    return {
        "clock": now if is_replayed(need.crisis) else None,
        "freshness": round(
            need.freshness(now, life_of(need.item, tier=need.tier, lives=lives_of(need.crisis_id))), 2
        ),
        "is_expired": need.is_expired(now),
        "groups": [GROUP_WORDS.get(code, code) for code in need.who_groups],
        "rounds": list(ClosureRound.objects.filter(need=need)),
        "doubts": [(note, *doubt_text(note)) for note in need.notes.all()],
        "alerts": list(need.alerts.all()),
        "is_settled": queries.is_settled(need),
    }
