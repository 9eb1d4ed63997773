"""Service quality in figures: a page, a chart, and a table to take away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.intake.clock import judged_at
from qiao.intake.keeping import kept, kept_since
from qiao.quality.actions import export_quality
from qiao.quality.models import Complaint, Feedback
from qiao.quality.queries import ServiceRow, TimeRow, complaint_rows, service_rows, time_rows, time_rows_now
from qiao.quality.words import level_words, time_words
from qiao.registry.handing import download
from qiao.registry.models import Crisis


@requires("quality.read")
@require_GET
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """Show scores by service, what was on time, and complaints by kind, each with n and who is missing."""
    crisis = get_object_or_404(Crisis, slug=slug)
    services, times = kept(service_rows, crisis), kept(time_rows_now, crisis)
    ordinary, kinds = complaint_rows(crisis)
    context = {
        "crisis": crisis,
        "services": [(_(str(Feedback.Service(one.service).label)), one) for one in services],
        "times": [(time_words()[one.key], one.told) for one in times],
        "complaints": ordinary,
        "kinds": [(_(str(Complaint.Kind(kind).label)), count) for kind, count in kinds.items()],
        "levels": level_words(),
        "kept_since": kept_since(crisis),
        "any_told": any(one.answered for one in services),
        "scores_chart": _scores_chart(services),
        "times_chart": _times_chart(times),
    }
    return render(request, "quality/quality.html", context)


def _scores_chart(services: list[ServiceRow]) -> dict[str, Any] | None:
    shown = [one for one in services if any(count is not None for count in one.scores.values())]
    if not shown:
        return None
    tones = {"HIGH": "green", "MIDDLE": "amber", "LOW": "red"}
    return {
        "kind": "rows",
        "title": _("评分（五人一组，不足的不显示）"),
        "category": _("服务"),
        "unit": _("人"),
        "categories": [_(str(Feedback.Service(one.service).label)) for one in shown],
        "series": [
            {"name": word, "tone": tones[level], "values": [one.scores[level] for one in shown]}
            for level, word in level_words().items()
        ],
    }


def _times_chart(times: list[TimeRow]) -> dict[str, Any] | None:
    shown = [one for one in times if one.told.share.whole or one.told.running or one.told.without_term]
    if not shown:
        return None
    parts = (
        (_("准时"), "green", "on_time"),
        (_("迟了"), "red", "late"),
        (_("未到期"), "blue", "running"),
        (_("没有约定期限"), "grey", "without_term"),
    )
    return {
        "kind": "rows",
        "title": _("准时与否（件）"),
        "category": _("约定的事"),
        "unit": _("件"),
        "categories": [time_words()[one.key] for one in shown],
        "series": [
            {"name": word, "tone": tone, "values": [getattr(one.told, part) for one in shown]}
            for word, tone, part in parts
        ],
    }


@requires("quality.export")
@require_GET
def quality_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the same figures out as a table; hidden cells stay empty."""
    crisis = get_object_or_404(Crisis, slug=slug)
    heads = [_("什么"), _("哪一项"), "n", _("数"), _("比例"), _("区间下限"), _("区间上限"), _("没有答的比例")]
    rows = [*_service_lines(service_rows(crisis)), *_time_lines(time_rows(crisis, now=judged_at(crisis)))]
    content = export_quality(actor_of(request), crisis, heads, rows, form=form)
    return download(content, f"quality-{slug}", form)


def _service_lines(services: list[ServiceRow]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for one in services:
        label = _(str(Feedback.Service(one.service).label))
        missing = _digits(one.missing)
        lines.append([label, _("答了的"), _blank(one.asked), _blank(one.answered), "", "", "", missing])
        for level, word in level_words().items():
            n = "" if one.answered is None else one.scored
            lines.append([label, word, n, _blank(one.scores[level]), "", "", "", missing])
        told = one.satisfied
        if told is not None:
            rates = [_digits(told.rate), _digits(told.low), _digits(told.high)]
            lines.append([label, _("至少这么多满意"), told.whole, told.part, *rates, missing])
    return lines


def _time_lines(times: list[TimeRow]) -> list[list[Any]]:
    lines = []
    for one in times:
        told = one.told.share
        rates = [_digits(told.rate), _digits(told.low), _digits(told.high)]
        lines.append(
            [time_words()[one.key], _("准时"), told.whole, told.part, *rates, _digits(one.told.missing)]
        )
    return lines


def _blank(count: int | None) -> int | str:
    return "" if count is None else count


def _digits(rate: float | None) -> float | str:
    return "" if rate is None else round(rate, 3)
