"""What a pack says: opening, received, spent and closing of a period, of approved entries alone, in fen.

Opening + received + booked opening balances - spent = closing, as a whole and for each purpose: entries balance by
purpose, so that nothing is made to fit. The legal duty: 慈善法第七十二、七十九条.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum

from qiao.funding.booking import ASSETS
from qiao.funding.disclosing import APPROVED, INCOME, SPENDING, waiting
from qiao.funding.hosts.queries import host_figures
from qiao.funding.ledger_chain import canonical
from qiao.funding.models import Campaign, DisclosurePack, LedgerEntry, LedgerLine
from qiao.funding.packs.sources import by_source, donors, incomes
from qiao.registry.in_kind import given_in_kind
from qiao.registry.leaving import Leaving

Account = LedgerLine.Account
Kind = DisclosurePack.Kind
Content = dict[str, Any]
FORMAT = "qiao-pack-1"
LAWS = {
    Kind.RECEIPTS: ("D1", "D6", "D4", "D5"),
    Kind.QUARTER: ("D2", "D6", "D4", "D5"),
    Kind.FINAL: ("D2", "D8", "D6", "D4", "D5"),
    Kind.PERIOD: ("D8", "D6", "D4", "D5"),
}
"""Rows of the rule table each kind rests on; D8 is what the law says of management cost."""
FIGURES = ("totals", "accounts", "host", "received", "spent", "purposes", "goods", "in_kind", "donors")
"""Parts of the content that come from the books; the others say who publishes what and when."""


@dataclass(frozen=True)
class Scope:
    """Which entries a pack is about: one campaign's or the whole organisation's, from a day to a day, both included."""

    campaign: Campaign | None
    since: date
    until: date

    def entries(self) -> QuerySet[LedgerEntry]:
        """Return the entries up to the last day, approved or not."""
        found = LedgerEntry.objects.filter(booked_on__lte=self.until)
        return found.filter(campaign=self.campaign) if self.campaign else found

    def counted(self) -> QuerySet[LedgerEntry]:
        """Return those that count, up to the last day."""
        return self.entries().filter(approval__verdict=APPROVED)

    def within(self) -> QuerySet[LedgerEntry]:
        """Return those that count, of the period itself."""
        return self.counted().filter(booked_on__gte=self.since)


def figures_of(scope: Scope) -> Content:
    """Return what the books say of a scope, every amount in fen, every text rid of names and numbers of persons."""
    lines = LedgerLine.objects.filter(entry__in=scope.counted().order_by().values("pk"))
    clean = _cleaner()
    found = incomes(scope.within())
    given = donors(found)
    sources = by_source(found)
    totals = _totals(scope, lines)
    return {
        "totals": totals,
        "accounts": _accounts(scope, lines),
        "host": _host(scope, lines),
        "received": [
            {"source": kind, "money_fen": one.money_fen, "goods_fen": one.goods_fen}
            for kind, one in sources.items()
        ],
        "spent": _spent(scope, lines),
        "purposes": [one | {"purpose": clean(str(one["purpose"]))} for one in _purposes(scope, lines)],
        "goods": [one | {"item": clean(str(one["item"]))} for one in _goods(scope, lines)],
        "in_kind": _in_kind(scope, clean),
        "donors": {
            "named": given.named,
            "others": [
                {"kind": kind, "gifts": gifts, "fen": fen}
                for kind, (gifts, fen) in sorted(given.others.items())
            ],
            "returned": {"gifts": given.returned[0], "fen": given.returned[1]},
            "elsewhere_fen": totals["received_fen"] - given.total_fen,
        },
    }


def _cleaner() -> Any:
    leaving, seen = Leaving(), dict[str, str]()

    def clean(text: str) -> str:
        if text not in seen:
            seen[text] = leaving.text(text)
        return seen[text]

    return clean


def _sum(name: str, *, within: Q | None = None, before: Q | None = None) -> Sum:
    return Sum(name, filter=within or before, default=0)


def _periods(scope: Scope) -> tuple[Q, Q]:
    """Return the conditions of what lies before the period and of what lies in it."""
    return Q(entry__booked_on__lt=scope.since), Q(entry__booked_on__gte=scope.since)


def _totals(scope: Scope, lines: QuerySet[LedgerLine]) -> dict[str, int]:
    before, within = _periods(scope)
    assets, income, spending = (Q(account__in=[*one]) for one in (ASSETS, INCOME, SPENDING))
    sums = lines.aggregate(
        opening=_sum("amount_fen", within=before & assets),
        closing=_sum("amount_fen", within=assets),
        received=_sum("amount_fen", within=within & income),
        booked=_sum("amount_fen", within=within & Q(account=Account.NET_ASSETS)),
        spent=_sum("amount_fen", within=within & spending),
        admin=_sum("amount_fen", within=within & Q(account=Account.ADMIN_EXPENSE)),
        raising=_sum("amount_fen", within=within & Q(account=Account.FUNDRAISING_EXPENSE)),
    )
    counted = scope.within().aggregate(first=Min("number"), last=Max("number"))
    return {
        "opening_fen": sums["opening"],
        "received_fen": -sums["received"],
        "booked_fen": -sums["booked"],
        "spent_fen": sums["spent"],
        "admin_fen": sums["admin"],
        "fundraising_fen": sums["raising"],
        "closing_fen": sums["closing"],
        "entries": scope.within().count(),
        "first_number": counted["first"] or 0,
        "last_number": counted["last"] or 0,
        "waiting": waiting()
        .filter(pk__in=scope.entries().filter(booked_on__gte=scope.since).values("pk"))
        .count(),
    }


def reconciles(totals: dict[str, int]) -> bool:
    """Say whether opening, in and out give what is left, to the fen."""
    came = totals["opening_fen"] + totals["received_fen"] + totals["booked_fen"]
    return came - totals["spent_fen"] == totals["closing_fen"]


def _accounts(scope: Scope, lines: QuerySet[LedgerLine]) -> list[Content]:
    """Return where the money lies: each account's opening, what came into it, what left it, closing."""
    before, within = _periods(scope)
    rows = (
        lines.filter(account__in=ASSETS)
        .order_by()
        .values_list("account")
        .annotate(
            opening=_sum("amount_fen", within=before),
            came=_sum("amount_fen", within=within & Q(amount_fen__gt=0)),
            went=_sum("amount_fen", within=within & Q(amount_fen__lt=0)),
            closing=_sum("amount_fen"),
        )
    )
    found = {account: figures for account, *figures in rows}
    return [
        {
            "account": str(one),
            "opening_fen": opening,
            "in_fen": came,
            "out_fen": -went,
            "closing_fen": closing,
        }
        for one in ASSETS
        if one in found
        for opening, came, went, closing in [found[one]]
    ]


def _host(scope: Scope, lines: QuerySet[LedgerLine]) -> Content | None:
    """Return what lay in hosts' accounts, came there, was passed on to us, was paid for us; None where nothing did."""
    before, _within = _periods(scope)
    old, now = host_figures(lines.filter(before)), host_figures(lines)
    if not (now.received_fen or now.held_fen):
        return None
    return {
        "opening_fen": old.held_fen,
        "received_fen": now.received_fen - old.received_fen,
        "transferred_fen": now.transferred_fen - old.transferred_fen,
        "paid_fen": now.paid_fen - old.paid_fen,
        "closing_fen": now.held_fen,
    }


def _spent(scope: Scope, lines: QuerySet[LedgerLine]) -> list[Content]:
    _before, within = _periods(scope)
    rows = dict(
        lines.filter(within, account__in=SPENDING)
        .order_by()
        .values_list("account")
        .annotate(sum=Sum("amount_fen"))
    )
    return [{"account": str(one), "fen": rows[one]} for one in SPENDING if rows.get(one)]


def _purposes(scope: Scope, lines: QuerySet[LedgerLine]) -> list[Content]:
    before, within = _periods(scope)
    assets = Q(account__in=[*ASSETS])
    rows = (
        lines.order_by()
        .values_list("purpose")
        .annotate(
            opening=_sum("amount_fen", within=before & assets),
            received=_sum("amount_fen", within=within & Q(account__in=[*INCOME, Account.NET_ASSETS])),
            spent=_sum("amount_fen", within=within & Q(account__in=[*SPENDING])),
            closing=_sum("amount_fen", within=assets),
        )
    )
    found = [
        {
            "purpose": purpose,
            "opening_fen": opening,
            "received_fen": -received,
            "spent_fen": spent,
            "closing_fen": closing,
        }
        for purpose, opening, received, spent, closing in rows
        if opening or received or spent or closing
    ]
    return sorted(found, key=lambda one: (-int(one["closing_fen"]), -int(one["spent_fen"]), one["purpose"]))


def _goods(scope: Scope, lines: QuerySet[LedgerLine]) -> list[Content]:
    """Return goods item by item: pieces and their booked value that stood, came, left and stand."""
    before, within = _periods(scope)
    came, left = Q(amount_fen__gt=0), Q(amount_fen__lt=0)
    rows = (
        lines.filter(account=Account.GOODS)
        .order_by("item")
        .values_list("item")
        .annotate(
            stood_in=_sum("quantity", within=before & came),
            stood_out=_sum("quantity", within=before & left),
            came_pieces=_sum("quantity", within=within & came),
            left_pieces=_sum("quantity", within=within & left),
            came_fen=_sum("amount_fen", within=within & came),
            left_fen=_sum("amount_fen", within=within & left),
            closing_fen=_sum("amount_fen"),
        )
    )
    return [
        {
            "item": item,
            "opening": stood_in - stood_out,
            "in": came_pieces,
            "out": left_pieces,
            "closing": stood_in - stood_out + came_pieces - left_pieces,
            "in_fen": came_fen,
            "out_fen": -left_fen,
            "closing_fen": closing_fen,
        }
        for item, stood_in, stood_out, came_pieces, left_pieces, came_fen, left_fen, closing_fen in rows
    ]


def _in_kind(scope: Scope, clean: Any) -> list[Content] | None:
    """Return what was given in kind and signed for in the period; it has no value here, so no sum holds it."""
    crisis = scope.campaign.crisis if scope.campaign else None
    found = given_in_kind(crisis, since=scope.since, until=scope.until)
    return [
        {
            "item": clean(one.item),
            "item_en": one.item_en,
            "unit": clean(one.unit),
            "unit_en": one.unit_en,
            "pieces": one.pieces,
            "receipts": one.receipts,
        }
        for one in found
    ] or None


def fingerprint_of(content: Content) -> str:
    """Return the SHA-256 (64 hex digits) of a pack's content in its canonical form."""
    return hashlib.sha256(canonical(content)).hexdigest()


def adjusted(before: DisclosurePack | None, scope: Scope, opening_fen: int) -> Content | None:
    """Return how the books of the time before changed since the pack before was published; None where they did not.

    Entries approved later, and entries booked late into that time, move what is now the opening.
    """
    if before is None:
        return None
    closing = int(before.content["totals"]["closing_fen"])
    if closing == opening_fen:
        return None
    late = (
        scope.counted()
        .filter(booked_on__lte=before.until, approval__decided_at__gt=before.issued_at)
        .order_by("number")
    )
    return {
        "number": before.number,
        "version": before.version,
        "closing_fen": closing,
        "opening_fen": opening_fen,
        "entries": list(late.values_list("number", flat=True)[:SHOWN_LATE]),
    }


SHOWN_LATE = 50


def changed(old: Content, new: Content) -> list[tuple[str, int, int]]:
    """Return name, old and new value of each total that differs."""
    pairs: Iterable[tuple[str, int, int]] = (
        (name, old["totals"].get(name, 0), value) for name, value in new["totals"].items()
    )
    return [(name, was, now) for name, was, now in pairs if was != now]


def same_figures(old: Content, new: Content) -> bool:
    """Say whether the books say the same as they did."""
    parts: Sequence[str] = FIGURES
    return all(old.get(part) == new[part] for part in parts)
