"""What can be asked about cash and vouchers: the list, and sums that show no single person."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from qiao.accounts.models import User
from qiao.accounts.rights import may
from qiao.accounts.roles import Role
from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, AtLeast
from qiao.engines.small_cells import are_shared
from qiao.funding.models import CashAid
from qiao.registry.leaving import Leaving, is_sensitive
from qiao.registry.models import Crisis
from qiao.registry.queries import people_in

FEN = 100
STAFF = [role for role in Role if role is not Role.OPERATOR]
HEADS = {
    "zh": ("月份", "方式", "帮扶名目", "受助人数（五人一档）", "金额（元）"),
    "en": ("month", "kind", "heading", "persons (in fives)", "amount (CNY)"),
}


def aids(crisis: Crisis) -> QuerySet[CashAid]:
    """Return cash and vouchers of a crisis, what waits first, then the newest."""
    waiting = Case(When(state__in=[CashAid.State.PROPOSED, CashAid.State.APPROVED], then=0), default=1)
    return (
        CashAid.objects.filter(crisis=crisis)
        .select_related("proposed_by", "decided_by", "paid_by", "entry", "campaign")
        .order_by(waiting, "-created_at", "pk")
    )


def who_may(organization_id: uuid.UUID, step: str) -> dict[uuid.UUID, str]:
    """Return the people of an organisation who may take a step (`cash.approve`, `cash.pay`) today, id → name."""
    roles = [role for role in STAFF if may({role}, step)]
    people = User.objects.filter(pk__in=people_in(organization_id, *roles)).order_by("date_joined", "pk")
    return {one.pk: str(one) for one in people}


def may_pay(aid: CashAid, payers: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return who of those with the right may pay an aid out: not its proposer, who approved it only where nobody else."""
    others = set(payers) - {aid.proposed_by_id}
    return others - {aid.decided_by_id} or others


def next_people(
    aid: CashAid, approvers: dict[uuid.UUID, str], payers: dict[uuid.UUID, str]
) -> list[str] | None:
    """Return the names of those whose turn it is; None where nothing is left to do."""
    if aid.state == CashAid.State.PROPOSED:
        return [name for pk, name in approvers.items() if pk != aid.proposed_by_id]
    if aid.state == CashAid.State.APPROVED:
        turn = may_pay(aid, payers)
        return [name for pk, name in payers.items() if pk in turn]
    return None


@dataclass(frozen=True)
class Cell:
    """What was paid out under one heading in a month; figures of fewer than five persons (ten of the sick) are None."""

    month: str
    kind: str
    what: str
    persons: str
    fen: int | None


@dataclass(frozen=True)
class Summary:
    """What was paid out, and a sum: of everything where that gives no hidden cell away, else of the shown cells."""

    cells: list[Cell]
    fen: int
    is_whole: bool


def summary(crisis: Crisis) -> Summary:
    """Return what was paid out by month, kind and heading, small cells without figures."""
    rows = (
        CashAid.objects.filter(crisis=crisis, state=CashAid.State.PAID)
        .order_by()
        .annotate(month=TruncMonth("paid_on"))
        .values_list("month", "kind", "what", "person_code")
        .annotate(fen=Sum(F("unit_fen") * F("count")))
        .order_by("month", "kind", "what", "person_code")
    )
    cells, hidden, total = [], [], 0
    for (month, kind, what), group in groupby(rows, key=lambda row: row[:3]):
        people = {code: fen for *_key, code, fen in group}
        cells.append(_cell(month, kind, what, len(people), sum(people.values())))
        total += sum(people.values())
        if cells[-1].fen is None:
            hidden.append((set(people), _least(what)))
    is_whole = not hidden or _is_shared(hidden)
    return Summary(cells, total if is_whole else sum(one.fen or 0 for one in cells), is_whole)


def _is_shared(hidden: list[tuple[set[str], int]]) -> bool:
    """Say whether hidden cells hold so many different persons together that their sum tells of none."""
    everyone: set[str] = set().union(*(people for people, _ in hidden))
    least = max(least for _, least in hidden)
    return len(everyone) >= least and are_shared([len(people) for people, _ in hidden], least)


def _least(what: str) -> int:
    return BLOCK_SENSITIVE if is_sensitive(what) else BLOCK


def _cell(month: Any, kind: str, what: str, persons: int, fen: int) -> Cell:
    least = _least(what)
    shown = persons >= least
    told = str(AtLeast.of(persons, least).shown or "") if shown else ""
    return Cell(f"{month:%Y-%m}", kind, what, told, fen if shown else None)


def summary_rows(crisis: Crisis, language: str) -> list[list[Any]]:
    """Return the summary as a table, heads first; what people typed is rid of names and numbers."""
    leaving = Leaving()
    is_english = language.startswith("en")
    kinds = {"CASH": "cash", "VOUCHER": "voucher"}
    rows: list[list[Any]] = [list(HEADS["en" if is_english else "zh"])]
    for one in summary(crisis).cells:
        kind = kinds[one.kind] if is_english else str(CashAid.Kind(one.kind).label)
        fen = "" if one.fen is None else one.fen / FEN
        rows.append([one.month, kind, leaving.text(one.what), one.persons, fen])
    return rows
