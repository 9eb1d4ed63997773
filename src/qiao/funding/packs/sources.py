"""From where income came: by gifts and instalments on record, entry by entry; what they do not explain stays named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet, Sum

from qiao.funding.disclosing import INCOME
from qiao.funding.models import Donation, GrantInstalment, LedgerEntry, LedgerLine, Stream

Account = LedgerLine.Account
ANONYMOUS = "GIFTS_ANONYMOUS"
UNKNOWN = "UNKNOWN"
KINDS = {
    Donation.DonorKind.PERSON: str(Stream.GIFTS_PERSONS),
    Donation.DonorKind.ORG: str(Stream.GIFTS_ENTERPRISES),
    Donation.DonorKind.ANONYMOUS: ANONYMOUS,
}
ORDER = (
    Stream.GIFTS_PERSONS, Stream.GIFTS_ENTERPRISES, ANONYMOUS, Stream.FOUNDATION_GRANTS, Stream.GOVERNMENT,
    Stream.DUES, Stream.SERVICES, Stream.INVESTMENT, Stream.OTHER, UNKNOWN,
)  # fmt: skip


@dataclass
class Source:
    """What came from one kind of source, in fen: money, and goods at the value they were booked with."""

    money_fen: int = 0
    goods_fen: int = 0


@dataclass
class Donors:
    """Gifts of a period, in fen: those whose donors agreed to be named, the others by kind, and what was given back."""

    named: list[dict[str, object]] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)
    returned: list[int] = field(default_factory=lambda: [0, 0])
    total_fen: int = 0


@dataclass(frozen=True)
class Income:
    """The income of one entry, in fen; a reversal counts against the entry it takes back."""

    told_by: UUID
    sign: int
    fen: int
    brings_goods: bool


def incomes(entries: QuerySet[LedgerEntry]) -> list[Income]:
    """Return the income of each of these entries; entries that bring none are left out."""
    keys = entries.order_by().values("pk")
    with_goods = set(
        LedgerLine.objects.filter(entry__in=keys, account=Account.GOODS).values_list("entry_id", flat=True)
    )
    rows = (
        LedgerLine.objects.filter(entry__in=keys, account__in=INCOME)
        .order_by()
        .values_list("entry_id", "entry__is_reversal", "entry__corrects_id")
        .annotate(sum=Sum("amount_fen"))
    )
    return [
        Income(corrects if is_reversal else entry, -1 if is_reversal else 1, -total, entry in with_goods)
        for entry, is_reversal, corrects, total in rows
    ]


def by_source(found: Iterable[Income]) -> dict[str, Source]:
    """Return each kind of source with what came from it; `UNKNOWN` is what no gift and no instalment explains."""
    told = _told()
    sources: dict[str, Source] = {}
    for one in found:
        left = one.fen
        for kind, amount in told.get(one.told_by, ()):
            _add(sources, kind, one.sign * amount, brings_goods=one.brings_goods)
            left -= one.sign * amount
        if left:
            _add(sources, UNKNOWN, left, brings_goods=one.brings_goods)
    return {str(kind): sources[kind] for kind in ORDER if kind in sources}


def _add(sources: dict[str, Source], kind: str, fen: int, *, brings_goods: bool) -> None:
    held = sources.setdefault(kind, Source())
    if brings_goods:
        held.goods_fen += fen
    else:
        held.money_fen += fen


def _told() -> dict[UUID, list[tuple[str, int]]]:
    told: dict[UUID, list[tuple[str, int]]] = {}
    gifts = Donation.objects.filter(entry__isnull=False).values_list(
        "entry_id", "stream", "donor_kind", "amount_fen"
    )
    for entry, stream, kind, amount in gifts:
        told.setdefault(entry, []).append((stream or KINDS[Donation.DonorKind(kind)], amount))
    paid = GrantInstalment.objects.filter(entry__isnull=False).values_list(
        "entry_id", "grant__stream", "amount_fen"
    )
    for entry, stream, amount in paid:
        told.setdefault(entry, []).append((stream or str(Stream.OTHER), amount))
    return told


def donors(found: Iterable[Income]) -> Donors:
    """Return the gifts behind these incomes. A gift that came and was taken back in the same period is left out."""
    signs: dict[UUID, int] = {}
    for one in found:
        signs[one.told_by] = signs.get(one.told_by, 0) + one.sign
    told = Donors()
    rows = (
        Donation.objects.filter(entry__isnull=False)
        .order_by("received_on", "created_at", "pk")
        .values_list("pk", "entry_id", "donor_kind", "is_named", "amount_fen", "received_on")
    )
    for pk, entry, kind, is_named, amount, on in rows:
        sign = signs.get(entry, 0)
        told.total_fen += sign * amount
        if sign > 0 and is_named:
            told.named.append({"gift": str(pk), "fen": amount, "on": on.isoformat()})
        elif sign > 0:
            _count(told.others.setdefault(str(kind), [0, 0]), amount)
        elif sign < 0:
            _count(told.returned, amount)
    return told


def _count(held: list[int], amount: int) -> None:
    held[0] += 1
    held[1] += amount
