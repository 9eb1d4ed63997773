"""Tables of ties: the columns a person names, and a verdict for each row before anything is entered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiao.batch.grids import Grid, open_tables
from qiao.engines.extraction import mask
from qiao.exceptions import TieTableHeadError, TieTableTooLongError
from qiao.registry.models import Department, Organization, Tie

MOST_ROWS = 2_000
HEAD_WITHIN = 10
LONGEST = {"name": 120, "note": 300}
MOST_PEOPLE = 10_000_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("种类", "类型", "类别", "kind", "type"),
    "name": ("对方", "名称", "单位", "组织", "部门", "name", "with", "organisation", "organization"),
    "people": ("人数（不少于）", "人数", "people (at least)", "people", "persons"),
    "since": ("从何时起", "自", "开始", "建立日期", "since", "from"),
    "last_contact_on": ("最近联系", "最后联系", "last contact", "last in touch"),
    "note": ("说明", "备注", "note", "notes"),
}
KINDS: dict[str, str] = {
    "会员": Tie.Kind.MEMBER,
    "伙伴": Tie.Kind.PARTNER,
    "合作伙伴": Tie.Kind.PARTNER,
    "政府": Tie.Kind.GOVERNMENT,
    "部门": Tie.Kind.GOVERNMENT,
    "政府部门": Tie.Kind.GOVERNMENT,
    "基金会": Tie.Kind.FOUNDATION,
    "受益者": Tie.Kind.BENEFICIARY,
    "受益人": Tie.Kind.BENEFICIARY,
    "member": Tie.Kind.MEMBER,
    "members": Tie.Kind.MEMBER,
    "partner": Tie.Kind.PARTNER,
    "government": Tie.Kind.GOVERNMENT,
    "government department": Tie.Kind.GOVERNMENT,
    "department": Tie.Kind.GOVERNMENT,
    "foundation": Tie.Kind.FOUNDATION,
    "beneficiary": Tie.Kind.BENEFICIARY,
    "beneficiaries": Tie.Kind.BENEFICIARY,
}
LOADED = frozenset({"OK", "READ_AS"})
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?\s*[日月]?(?:\s+00:00(?::00)?)?")


@dataclass(frozen=True)
class RowVerdict:
    """One row as it stood, what it would become, and what is wrong with it (codes, in words on the page)."""

    number: int
    cells: Mapping[str, str]
    level: str = "OK"
    issues: tuple[tuple[str, str], ...] = ()
    """Column and code of each remark."""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """Return what is stored of the row: its cells, its verdict, no record."""
        return {
            "number": self.number,
            "cells": dict(self.cells),
            "level": self.level,
            "issues": [list(one) for one in self.issues],
        }


def read_rows(name: str, content: bytes, *, today: date) -> list[RowVerdict]:
    """Return the rows of a file with what their cells say; whom they mean is judged by `Reader`.

    Raises
    ------
    TableUnreadableError
        When the file is no table or is out of bounds.
    TieTableHeadError
        When no row names the columns "kind" and "with whom".
    TieTableTooLongError
        When it has more rows than one sitting takes.
    """
    grid = max(open_tables(name, content), key=lambda one: len(one.rows))
    head, columns = _head(grid)
    rows = [
        (number, {key: row[at].strip() for key, at in columns.items() if at < len(row)})
        for number, row in enumerate(grid.rows[head + 1 :], start=head + 2)
    ]
    rows = [(number, cells) for number, cells in rows if any(cells.values())]
    if len(rows) > MOST_ROWS:
        raise TieTableTooLongError(rows=len(rows), most=MOST_ROWS)
    return [_read(number, cells, today) for number, cells in rows]


def _head(grid: Grid) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(grid.rows[:HEAD_WITHIN]):
        said = [cell.strip().lower() for cell in row]
        columns = {
            key: next(said.index(word) for word in words if word in said)
            for key, words in COLUMNS.items()
            if any(word in said for word in words)
        }
        if {"kind", "name"} <= columns.keys():
            return number, columns
    raise TieTableHeadError


def _read(number: int, cells: Mapping[str, str], today: date) -> RowVerdict:
    issues: list[tuple[str, str]] = []
    for key in ("name", "note"):
        text = cells.get(key, "")
        if mask(text) != text:
            issues.append((key, "PERSONAL"))
        elif len(text) > LONGEST[key]:
            issues.append((key, "LONG"))
    # What is starred out is never stored as it stood.
    shown = {key: mask(text)[:300] for key, text in cells.items()}
    if cells.get("kind", "").lower() not in KINDS:
        issues.append(("kind", "KIND"))
    if not cells.get("name"):
        issues.append(("name", "EMPTY"))
    issues += [
        (key, said) for key in ("since", "last_contact_on") if (said := _day_issue(cells.get(key, ""), today))
    ]
    since, last = day_of(cells.get("since", "")), day_of(cells.get("last_contact_on", ""))
    if since and last and last < since:
        issues.append(("last_contact_on", "ORDER"))
    if cells.get("people") and _people(cells["people"]) is None:
        issues.append(("people", "NUMBER"))
    return RowVerdict(number, shown, "REFUSED" if issues else "OK", tuple(issues))


def day_of(text: str) -> date | None:
    """Return the day a cell states; the first of a month where it names no day; None where it is none."""
    found = DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = found.groups()
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


def _day_issue(text: str, today: date) -> str:
    if not text:
        return ""
    day = day_of(text)
    if day is None:
        return "DAY"
    return "AHEAD" if day > today else ""


def _people(text: str) -> int | None:
    plain = text.replace(",", "").replace("，", "").removesuffix("人").strip()
    number = (
        int(plain) if plain.isascii() and plain.isdigit() and len(plain) < len(str(MOST_PEOPLE)) else None
    )
    return number or None


class Reader:
    """Judges rows by what the registry and the standing ties know now."""

    def __init__(self) -> None:
        standing = Tie.objects.filter(withdrawn_at__isnull=True)
        self.standing = {
            (kind, other or department or name)
            for kind, other, department, name in standing.values_list("kind", "other", "department", "name")
        }
        self.departments = {one.name: one for one in Department.objects.all()}

    def judged_again(self, rows: Sequence[Mapping[str, Any]]) -> list[RowVerdict]:
        """Return kept rows with the verdict of today: what was entered meanwhile is not entered twice."""
        kept = [
            RowVerdict(
                one["number"],
                one["cells"],
                one["level"] if one["level"] == "REFUSED" else "OK",
                tuple((key, code) for key, code in one["issues"]) if one["level"] == "REFUSED" else (),
            )
            for one in rows
        ]
        return list(self.judged(kept))

    def judged(self, rows: Sequence[RowVerdict]) -> Iterable[RowVerdict]:
        """Yield each row with whom it means: an organisation or a department of the registry, else a name alone."""
        names = {one.cells.get("name", "") for one in rows}
        units = {one.name: one for one in Organization.objects.filter(name__in=names).order_by("-created_at")}
        for row in rows:
            yield row if row.level == "REFUSED" else self._judged(row, units)

    def _judged(self, row: RowVerdict, units: Mapping[str, Organization]) -> RowVerdict:
        cells = row.cells
        kind, name = KINDS[cells["kind"].lower()], cells["name"]
        unit, department = units.get(name), self.departments.get(name)
        if kind == Tie.Kind.GOVERNMENT and department:
            whom: dict[str, Any] = {"department": department}
        elif unit:
            whom = {"other": unit.standing}
        else:
            whom = {"name": name}
        who = next(iter(whom.values()))
        key = (str(kind), getattr(who, "pk", who))
        if key in self.standing:
            return RowVerdict(row.number, cells, "REPEATED", (("name", "STANDS"),))
        self.standing.add(key)
        facts = {
            **whom,
            "kind": str(kind),
            "people": _people(cells.get("people", "")),
            "since": day_of(cells.get("since", "")),
            "last_contact_on": day_of(cells.get("last_contact_on", "")),
            "note": cells.get("note", ""),
        }
        said = (("name", "NO_RECORD"),) if "name" in whom else ()
        return RowVerdict(row.number, cells, "READ_AS" if said else "OK", said, facts)
