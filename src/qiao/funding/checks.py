"""What must hold of the ledger whatever happens. `./qiao verify` asks it over all organisations."""

import uuid
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Sum
from django_scopes import scopes_disabled

from qiao.funding.ledger_chain import GENESIS, before_told
from qiao.funding.ledger_rows import approvals_told, entries_told
from qiao.funding.models import LedgerApproval, LedgerEntry, LedgerLine
from qiao.registry.models import Organization
from qiao.trail.models import TrailEntry

CHUNK = 1000


def ledger_breaks() -> list[str]:
    """Return a sentence for each entry that has no lines, or whose lines do not sum to zero by purpose.

    And for each host that paid out more than it holds.
    """
    with scopes_disabled():
        empty = (
            LedgerEntry.objects.order_by("organization", "number")
            .annotate(sides=Count("lines"))
            .filter(sides=0)
            .values_list("organization__name", "number")
        )
        found = [f"{name}第 {number} 号分录没有明细" for name, number in empty]
        rows = (
            LedgerLine.objects.order_by("entry__organization", "entry__number", "purpose")
            .values_list("entry__organization__name", "entry__number", "purpose")
            .annotate(off_by=Sum("amount_fen"))
            .exclude(off_by=0)
        )
        found += [
            f"{name}第 {number} 号分录{f'“{purpose}”' if purpose else ''}借贷相差 {off_by} 分"
            for name, number, purpose, off_by in rows
        ]
        return found + _overdrawn_hosts()


def _overdrawn_hosts() -> list[str]:
    """Return a sentence for each campaign whose host paid out more for a purpose than it holds."""
    rows = (
        LedgerLine.objects.filter(account=LedgerLine.Account.HOST_HELD, entry__campaign__isnull=False)
        .order_by("entry__campaign", "purpose")
        .values_list("organization__name", "entry__campaign__title", "purpose")
        .annotate(held=Sum("amount_fen"))
        .filter(held__lt=0)
    )
    return [
        f"{name}“{title}”{f'“{purpose}”' if purpose else ''}合作公募方代管款少了 {-held} 分"
        for name, title, purpose, held in rows
    ]


def chain_breaks(only: uuid.UUID | None = None) -> list[str]:
    """Return a sentence for each row of the books that was changed, removed, swapped or put in below the house.

    `only` looks at one organisation.
    """
    unreadable = (ValueError, TypeError, AttributeError)
    with scopes_disabled():
        names = dict(Organization.objects.filter(runs_qiao=True).values_list("pk", "name"))
        booked, approved = _anchors("ledger"), _anchors("approval")
        found = _odd_flags()
        try:
            everyone = _owners() | set(booked) | set(approved)
            for owner in sorted(everyone if only is None else everyone & {only}, key=str):
                walks = (_Walk("号分录", booked.get(owner, {})), _Walk("号审核", approved.get(owner, {})))
                _walk_entries(owner, walks[0])
                _walk_approvals(owner, walks[1])
                found += [f"{names.get(owner, '')}{one}" for walk in walks for one in walk.ended()]
        except unreadable as error:
            found.append(f"台账里有一行读不出来，字节被改动：{error}")
        return found


def _odd_flags() -> list[str]:
    """Return entries whose yes or no is stored as neither: SQLite would read it as no, and search by it as yes."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM funding_ledgerentry WHERE is_reversal NOT IN (0, 1) ORDER BY number"
        )
        return [f"第 {number} 号分录：内容被改动" for (number,) in cursor.fetchall()]


def _owners() -> set[uuid.UUID]:
    """Return the organisations that have books."""
    owners = set(LedgerEntry.objects.order_by().values_list("organization_id", flat=True).distinct())
    return owners | set(
        LedgerApproval.objects.order_by().values_list("organization_id", flat=True).distinct()
    )


class _Walk:
    """One chain, walked from its first row to its last beside what the trail holds of it."""

    def __init__(self, what: str, heads: dict[int, str]) -> None:
        self.what, self.heads = what, dict(heads)
        self.last_head = max(heads, default=0)
        self.number, self.previous = 0, GENESIS
        self.found: list[str] = []

    def step(self, number: Any, previous: Any, held: str, must_be: str) -> None:
        """Look at the next row: its number, the two hashes it holds, the hash that its content has."""
        if number != self.number + 1:
            self.say(number, f"序号不连续，应为 {self.number + 1}")
        if previous != self.previous:
            self.say(number, "与前一条对不上")
        if held != must_be:
            self.say(number, "内容被改动")
        if self.heads.pop(number, held) != held:
            self.say(number, "与流转记录里的哈希不符")
        self.number, self.previous = number, held

    def say(self, number: int, reason: str) -> None:
        self.found.append(f"第 {number} {self.what}：{reason}")

    def ended(self) -> list[str]:
        """Return what was found, the rows among it that the trail knows and the books do not, or the other way round."""
        for number in sorted(self.heads):
            self.say(number, "流转记录里有，账里没有")
        if self.previous != GENESIS and self.number > self.last_head:
            self.say(self.last_head + 1, "账里有，流转记录里没有")
        return self.found


def _walk_entries(owner: uuid.UUID, walk: _Walk) -> None:
    old: list[str] = []
    number: Any = 0
    for entry, held, must_be in entries_told(owner):
        if not held and walk.previous == GENESIS:
            old.append(must_be)
            number = entry["number"]
            continue
        if old and walk.previous == GENESIS:
            walk.number, walk.previous = number, before_told(old)
        walk.step(entry["number"], entry["previous_hash"], held, must_be)


def _walk_approvals(owner: uuid.UUID, walk: _Walk) -> None:
    for one, held, must_be in approvals_told(owner):
        walk.step(one["number"], one["previous_hash"], held, must_be)


CHAINS: dict[str, type[LedgerEntry | LedgerApproval]] = {"entries": LedgerEntry, "approvals": LedgerApproval}
WORDS = {"entries": "分录", "approvals": "审核"}


def heads(only: uuid.UUID | None = None) -> list[dict[str, str | int]]:
    """Return for each organisation's books how many entries and approvals there are, and the hash of the last of each."""
    found: dict[str, dict[str, str | int]] = {}
    with scopes_disabled():
        for name, model in CHAINS.items():
            rows = model.objects.exclude(hash="")
            rows = rows if only is None else rows.filter(organization_id=only)
            lasts = rows.order_by().values_list("organization_id").annotate(last=Max("number"))
            for owner, number in lasts:
                held = model.objects.values_list("hash", flat=True).get(organization_id=owner, number=number)
                found.setdefault(str(owner), {"organization": str(owner)}).update(
                    {name: number, f"{name}_head": held}
                )
    return [found[owner] for owner in sorted(found)]


def heads_breaks(kept: list[dict[str, str | int]]) -> list[str]:
    """Return how the books contradict the heads of a checkpoint: cut off before them, or written anew."""
    found: list[str] = []
    with scopes_disabled():
        for one in kept:
            for name, model in CHAINS.items():
                if f"{name}_head" not in one:
                    continue
                held = (
                    model.objects.filter(organization_id=str(one["organization"]), number=int(one[name]))
                    .values_list("hash", flat=True)
                    .first()
                )
                if held is None:
                    found.append(f"台账第 {one[name]} 号{WORDS[name]}：校验点里有，账里没有")
                elif held != one[f"{name}_head"]:
                    found.append(f"台账第 {one[name]} 号{WORDS[name]}：与校验点的哈希不符，此前的内容被改写")
    return found


def _anchors(kind: str) -> dict[uuid.UUID, dict[int, str]]:
    """Return the heads that the trail holds: organisation → number → hash."""
    heads: dict[uuid.UUID, dict[int, str]] = {}
    rows = TrailEntry.objects.filter(details__has_key=f"{kind}_hash").values_list(
        "organization_id", "details"
    )
    for owner, details in rows.iterator(CHUNK):
        if owner is not None:
            heads.setdefault(owner, {})[int(details[f"{kind}_number"])] = str(details[f"{kind}_hash"])
    return heads
