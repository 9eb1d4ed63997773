"""What was brought together in a crisis, in three columns that are never added up: money, goods, people's time (S37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from qiao.engines.hours import Valuation
from qiao.funding.models import Donation
from qiao.registry.in_kind import given_in_kind
from qiao.registry.models import Crisis, Organization
from qiao.registry.typesetting import typeset
from qiao.relief.models import Receipt
from qiao.volunteering.queries import Totals, totals, valuation, worth

PAPER = Path(__file__).parent / "papers" / "means.typ"
MINUTES_AN_HOUR = 60
FEN = 100


@dataclass(frozen=True)
class Goods:
    """What was signed for of one item, in its own unit. Pieces of different things are never added."""

    item: str
    unit: str
    pieces: int
    receipts: int


@dataclass(frozen=True)
class Means:
    """The three columns of a crisis. Money in fen, time in minutes; None where nothing is recorded."""

    money_fen: int | None
    gifts: int
    first_on: date | None
    last_on: date | None
    goods: Sequence[Goods]
    receipts: int
    time: Totals
    valuation: Valuation | None
    worth: Sequence[dict[str, Any]]


def means(crisis: Crisis) -> Means:
    """Return what the organisation recorded: money received, goods signed for, hours verified with their value."""
    money = Donation.objects.filter(campaign__crisis=crisis).aggregate(
        fen=Sum("amount_fen"), gifts=Count("pk"), first=Min("received_on"), last=Max("received_on")
    )
    signed = Receipt.objects.filter(delivery__match__crisis=crisis)
    found = valuation(crisis)
    return Means(
        money["fen"],
        money["gifts"],
        money["first"],
        money["last"],
        _goods(crisis),
        signed.count(),
        totals(crisis),
        found,
        worth(found) if found else (),
    )


def means_in(crisis: Crisis, language: str) -> Means:
    """Return the same in a language."""
    with override(language):
        return means(crisis)


def _goods(crisis: Crisis) -> list[Goods]:
    return [Goods(*one.words, one.pieces, one.receipts) for one in given_in_kind(crisis)]


def means_pdf(crisis: Crisis, organization: Organization) -> bytes:
    """Return the statement on paper, in the language of the page."""
    return typeset(PAPER, _content(crisis, organization, means(crisis)))


def _content(crisis: Crisis, organization: Organization, found: Means) -> dict[str, Any]:
    is_english = (get_language() or "").startswith("en")
    return {
        "lang": "en" if is_english else "zh",
        "title": _("资金、物资、时间三项并列"),
        "house": (organization.name_en if is_english else "") or organization.name,
        "crisis": (crisis.name_en if is_english else "") or crisis.name,
        "sample": _("示例数据") if crisis.is_sample else "",
        "columns": [_money(found), _goods_column(found), _time(found)],
        "notes": [
            *_notes(found),
            _("三项各有各的单位，并列不相加；时间的价值不进捐赠台账，不能据此主张报酬。"),
        ],
        "printed": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }


def _money(found: Means) -> dict[str, Any]:
    lines = [[_("捐赠笔数"), f"{found.gifts:,}"]]
    if found.first_on and found.last_on:
        lines.append([_("收到日期"), f"{found.first_on} – {found.last_on}"])
    return {
        "head": _("收到的资金"),
        "value": _("没有记录") if found.money_fen is None else yuan_text(found.money_fen),
        "lines": lines,
    }


def _goods_column(found: Means) -> dict[str, Any]:
    return {
        "head": _("签收的物资"),
        "value": _("签收 %(n)s 次") % {"n": f"{found.receipts:,}"},
        "lines": [[one.item, f"{one.pieces:,} {one.unit}"] for one in found.goods],
    }


def _time(found: Means) -> dict[str, Any]:
    lines = [[_("待核实，未计入"), _("%(n)s 小时") % {"n": hours_text(found.time.unverified)}]]
    words = {"low": _("低值"), "mid": _("中值"), "high": _("高值")}
    is_english = (get_language() or "").startswith("en")
    for one in found.worth:
        method = one["method"].en if is_english else one["method"].zh
        value = _("未知") if one["fen"] is None else yuan_text(one["fen"])
        lines.append([f"{words[one['key']]} · {method}", value])
    return {
        "head": _("核实的时间"),
        "value": _("%(n)s 小时") % {"n": hours_text(found.time.verified)},
        "lines": lines,
    }


def _notes(found: Means) -> list[str]:
    held = found.valuation
    if held is None:
        return [
            _("时间只报小时，不折算成钱：时薪表里没有这个地方、这个时间公布的工资，也不拿别处的数字代替。")
        ]
    return [
        _("时薪出处：%(source)s；起用日期 %(day)s。附加社会保险按 0 计。")
        % {"source": held.wages.source, "day": held.wages.valid_from},
        _("未核实占 %(unverified)s；没有专门时薪、按一般工资计的占 %(fallback)s。")
        % {"unverified": f"{held.unverified_share:.0%}", "fallback": f"{held.fallback_share:.0%}"},
    ]


def yuan_text(fen: int) -> str:
    """Say an amount: 100400 fen are ¥1,004.00."""
    return f"¥{fen / FEN:,.2f}"


def hours_text(minutes: int) -> str:
    """Say whole minutes in hours."""
    return f"{minutes / MINUTES_AN_HOUR:,.2f}".rstrip("0").rstrip(".")
