"""What the pages show of an issue: its rows with names and units, and what a correction changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from qiao.engines.bulletin import changes_between
from qiao.registry.models import Place
from qiao.relief.bulletin_content import TABLES, Content
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion, StockAccount
from qiao.relief.tracing import label_of

BEYOND = (StockAccount.DELIVERED, StockAccount.DIFFERENCE, StockAccount.WRITTEN_OFF)
"""Accounts of pieces that are no more in hand."""

FIELDS: Mapping[str, str | Promise] = {
    "stood": _("期初"),
    "late": _("补记"),
    "came": _("收进"),
    "sent": _("发出"),
    "signed": _("签收"),
    "left": _("离账"),
    "stands": _("期末"),
    "units": _("单位数"),
    "others": _("其他"),
    "lacking": _("尚缺"),
    "uncounted": _("没有报数的"),
}
TABLE_WORDS: Mapping[str, str | Promise] = {
    "items": _("收、发、存"),
    "places": _("送到哪里"),
    "receivers": _("收得最多的单位"),
    "unmet": _("还缺什么"),
}


@dataclass(frozen=True)
class Row:
    """A row with what the tags of the house need to say names and amounts."""

    name: str
    name_en: str
    unit: str
    unit_en: str
    code: str
    cells: Mapping[str, Any]
    place: Place | None = None

    @property
    def stands(self) -> list[tuple[str, int]]:
        """Return the accounts in which something stands, in the order goods go."""
        return _accounts(self.cells["stands"])

    @property
    def late(self) -> list[tuple[str, int]]:
        """Return what was entered late, by account."""
        return _accounts(self.cells["late"])

    @property
    def in_hand_before(self) -> int:
        return _in_hand(self.cells["stood"])

    @property
    def in_hand(self) -> int:
        return _in_hand(self.cells["stands"])


@dataclass(frozen=True)
class ReceiverRow:
    """A registered unit with what it signed for."""

    name: str
    name_en: str
    row: Row


@dataclass(frozen=True)
class Changed:
    """One figure that a correction changed."""

    table: str | Promise
    what: Row
    where: Place | None
    who: str
    field: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Tables:
    """The four tables of an issue."""

    items: list[Row]
    places: list[Row]
    receivers: list[ReceiverRow]
    unmet: list[Row]
    changed: list[Changed] = field(default_factory=list)

    @property
    def lacking(self) -> list[Row]:
        """Return the unmet needs that may be counted, the largest number of an item first."""
        counted = [one for one in self.unmet if one.cells["others"] is not None or one.cells["units"]]
        return sorted(counted, key=lambda one: (one.name, -one.cells["lacking"], one.cells["place"]))

    @property
    def scattered(self) -> list[Row]:
        """Return the items of which too few are asked for to be counted."""
        return [one for one in self.unmet if one.cells["others"] is None and not one.cells["units"]]


def tables_of(issued: Bulletin, before: Bulletin | None = None) -> Tables:
    """Return the tables of an issue; with the version before it, what was changed, too."""
    content = issued.content
    told = [row for one in TABLES for row in content[one]]
    codes = {row["place"] for row in told if row.get("place")}
    places = {one.code: one for one in Place.objects.filter(code__in=codes)}
    return Tables(
        items=[_row(one, places) for one in content["items"]],
        places=[_row(one, places) for one in content["places"]],
        receivers=[
            ReceiverRow(one["receiver_name"], one["receiver_name_en"], _row(one, places))
            for one in content["receivers"]
        ],
        unmet=[_row(one, places) for one in content["unmet"]],
        changed=changed_in(before.content, content) if before else [],
    )


def _row(row: Mapping[str, Any], places: Mapping[str, Place]) -> Row:
    return Row(
        name=row["name"],
        name_en=row["name_en"],
        unit=row["unit"],
        unit_en=row["unit_en"],
        code=row["item"],
        cells=row,
        place=places.get(row.get("place", "")),
    )


def _accounts(stands: Mapping[str, int]) -> list[tuple[str, int]]:
    known = [one for one in StockAccount.values if one in stands]
    return [(label_of(one), stands[one]) for one in [*known, *(one for one in stands if one not in known)]]


def _in_hand(stands: Mapping[str, int]) -> int:
    return sum(n for one, n in stands.items() if one not in BEYOND)


def changed_in(before: Content, after: Content) -> list[Changed]:
    """Return every figure that differs between two versions, in words."""
    found = []
    rows = {
        (table, *(str(row[name]) for name in names)): row
        for side in (before, after)
        for table, names in TABLES.items()
        for row in side[table]
    }
    codes = {row["place"] for row in rows.values() if row.get("place")}
    places = {one.code: one for one in Place.objects.filter(code__in=codes)}
    for one in changes_between(before, after, keys=TABLES):
        row = rows[one.table, *one.key]
        if one.field in FIELDS:
            shown = _row(row, places)
            found.append(
                Changed(
                    TABLE_WORDS[one.table], shown, shown.place, row.get("receiver_name", ""),
                    FIELDS[one.field], _said(one.before), _said(one.after),
                )
            )  # fmt: skip
    return found


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return " · ".join(f"{label} {n:,}" for label, n in _accounts(value)) or "0"
    return f"{value:,}" if isinstance(value, int) else "—"


def get_board_for_public(code: str) -> BulletinBoard | None:
    """Return the board at a public address, of whatever organisation."""
    with scopes_disabled():
        found: BulletinBoard | None = (
            BulletinBoard.objects.select_related("organization", "crisis").filter(code=code.lower()).first()
        )
    return found


def issues_of(board: BulletinBoard) -> "QuerySet[Bulletin]":
    """Return the standing version of each issue, the newest first. Use inside the board's scope."""
    rows = Bulletin.objects.filter(board=board)
    later = rows.filter(number=OuterRef("number"), version__gt=OuterRef("version"))
    asked = BulletinQuestion.objects.filter(bulletin__board=board, bulletin__number=OuterRef("number"))
    counted = asked.order_by().values("bulletin__number").annotate(n=Count("pk")).values("n")
    standing = rows.filter(~Exists(later)).annotate(asked=Coalesce(Subquery(counted), 0))
    return standing.order_by("-number")


def questions_of(board: BulletinBoard, number: int | None = None) -> "QuerySet[BulletinQuestion]":
    """Return what was asked about the issues of a board, or about one in all its versions."""
    rows = BulletinQuestion.objects.filter(bulletin__board=board)
    if number is not None:
        rows = rows.filter(bulletin__number=number)
    return rows.select_related("bulletin__board", "corrected_in", "report__masked")
