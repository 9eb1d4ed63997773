"""Partnerships and obstacles as files."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.gaps.queries.partners import reason_words
from qiao.registry.leaving import Leaving
from qiao.registry.models import Obstacle, Partnership


def partner_file(rows: Iterable[Partnership], form: str) -> bytes:
    """Return partnerships with their reasons and answers, in the language of the page."""
    leaving = Leaving()
    heads = [
        _("牵头方"),
        _("本地伙伴"),
        _("地域"),
        _("合作内容"),
        _("状态"),
        _("从何时起"),
        _("理由"),
        _("答复的话"),
    ]
    return table_bytes(heads, (_partner(one, leaving) for one in rows), f".{form}")


def _partner(one: Partnership, leaving: Leaving) -> list[str | int]:
    reasons = "；".join(reason_words(reason) for reason in one.reasons)
    said = [one.lead.name, one.local.name, one.place.full_name, leaving.text(one.scope)]
    state = _(str(one.get_state_display()))
    return [*said, state, _day(one.since), leaving.text(reasons), leaving.text(one.answer)]


def obstacle_file(rows: Iterable[Obstacle], form: str, *, today: date) -> bytes:
    """Return obstacles with the days they stood, in the language of the page."""
    leaving = Leaving()
    heads = [
        _("种类"),
        _("遇到什么"),
        _("地点"),
        _("遇到的日期"),
        _("解决的日期"),
        _("怎样解决的"),
        _("天数"),
    ]
    return table_bytes(heads, (_obstacle(one, today, leaving) for one in rows), f".{form}")


def _obstacle(one: Obstacle, today: date, leaving: Leaving) -> list[str | int]:
    place = one.place.full_name if one.place else ""
    kind, what = _(str(one.get_kind_display())), leaving.text(one.what)
    said = [kind, what, place, _day(one.met_on), _day(one.resolved_on)]
    return [*said, leaving.text(one.how), one.days_open(today)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
