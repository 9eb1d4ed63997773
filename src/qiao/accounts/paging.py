"""Pages of lists that may be endless: counted to a bound, and read on from the last row instead of skipped to."""

import base64
import json
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

MOST_COUNTED = 10_000
"""Rows that are counted and numbered as pages; what lies behind them is reached from the last of them."""
SKIPPED = 1_000
"""From so many rows on, and in all of a list that has more than are counted, only ids are sorted and skipped over, not
what is shown of the rows."""
AFTER = "after"


class AtLeast(int):
    """A count that is written with a + where there are more."""

    def __str__(self) -> str:
        return f"{int(self):,}+"

    def __format__(self, spec: str) -> str:
        return f"{format(int(self), spec)}+"


Key = tuple[str, bool]
"""A column that a list is ordered by, and whether it descends."""


def _key_of(one: Any) -> Key | None:
    if isinstance(one, OrderBy):
        if not isinstance(one.expression, F) or one.nulls_first or one.nulls_last:
            return None
        return str(getattr(one.expression, "name", "")), one.descending
    if not isinstance(one, str) or one == "?":
        return None
    return one.removeprefix("-"), one.startswith("-")


def _field_of(model: type[Model], name: str) -> "Field[Any, Any] | None":
    """Return the column behind a name, through relations that are never empty; None where there is no such one."""
    field: Any = None
    for part in name.split("__"):
        if field is not None and (field.null or not field.is_relation):
            return None
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        if not field.concrete:
            return None
        model = field.related_model or model
    return field if isinstance(field, Field) and not field.is_relation else None


def _tells_apart(model: type[Model], name: str) -> bool:
    """Say whether no two rows are alike in a column of their own."""
    field = None if "__" in name else _field_of(model, name)
    return field is not None and field.unique and not field.null


def keys_of(rows: "QuerySet[Any]") -> list[Key] | None:
    """Return what a list is ordered by, the primary key last; None where it cannot be read on from a row."""
    named = rows.query.order_by or (rows.model._meta.ordering if rows.query.default_ordering else ())
    keys = [_key_of(one) for one in named]
    if rows.query.group_by or rows.query.distinct or not all(keys):
        return None
    found = [one for one in keys if one is not None]
    if not any(_tells_apart(rows.model, name) for name, _ in found):
        found.append(("pk", found[-1][1] if found else False))
    known = [name for name, _ in found if name not in rows.query.annotations]
    whole = len(known) == len(found) and all(_field_of(rows.model, name) for name in known)
    return found if whole else None


def _told(value: Any) -> str:
    """Return a moment to its microsecond, a day, an id or a number as text that its column reads."""
    return value.isoformat() if isinstance(value, date) else str(value)


def mark_of(row: Model, keys: Sequence[Key]) -> str:
    """Return where a row stands in its list, as an address can carry it."""
    values = [attrgetter(name.replace("__", "."))(row) for name, _ in keys]
    told = json.dumps(values, default=_told, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_mark(rows: "QuerySet[Any]", keys: Sequence[Key], mark: str) -> list[Any] | None:
    """Return the values of a mark; None where it is none of this list."""
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        fields = [_field_of(rows.model, name) for name, _ in keys]
        read = [one.to_python(value) for one, value in zip(fields, values, strict=True) if one]
        empty = [
            one.name
            for one, value in zip(fields, read, strict=True)
            if one and value is None and not one.null
        ]
    except (ValueError, ValidationError, TypeError, OverflowError):
        return None
    return None if empty else read


def beyond(rows: "QuerySet[Any]", keys: Sequence[Key], values: Sequence[Any]) -> "QuerySet[Any]":
    """Return the rows that stand after these values in the order of the keys, as the database sorts them."""
    after, level = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        after |= level & _later(rows, key, value)
        level &= Q(**{f"{key[0]}__isnull": True}) if value is None else Q(**{key[0]: value})
    (first, descends), value = keys[0], values[0]
    if value is None or _may_be_empty(rows, first):
        return rows.filter(after)
    # Said once more for the index: what stands after is never before in the first column.
    return rows.filter(**{f"{first}__{'lte' if descends else 'gte'}": value}).filter(after)


def _may_be_empty(rows: "QuerySet[Any]", name: str) -> bool:
    field = _field_of(rows.model, name)
    return field is None or field.null


def _later(rows: "QuerySet[Any]", key: Key, value: Any) -> Q:
    """Return the condition to stand after a value of one column: PostgreSQL sorts what is empty last, SQLite first."""
    name, descends = key
    empty_last = (connections[rows.db].vendor == "postgresql") != descends
    if value is None:
        return Q(pk__in=[]) if empty_last else Q(**{f"{name}__isnull": False})
    later = Q(**{f"{name}__{'lt' if descends else 'gt'}": value})
    return later | Q(**{f"{name}__isnull": True}) if empty_last and _may_be_empty(rows, name) else later


def counted(rows: "QuerySet[Any]", *, most: int = MOST_COUNTED) -> int:
    """Return how many rows there are, or that there are at least so many; no more are looked at."""
    found: int = rows.order_by().values("pk")[: most + 1].count()  # nothing of what is shown is asked for
    return AtLeast(most) if found > most else found


class LongPaginator(Paginator[Any]):
    """A paginator that looks no further than it must."""

    def __init__(self, rows: Any, per_page: int, *, after: str = "", most: int = MOST_COUNTED) -> None:
        self.most = most
        self.keys = keys_of(rows) if isinstance(rows, QuerySet) else None
        values = read_mark(rows, self.keys, after) if after and self.keys else None
        self.is_further_on = values is not None
        if self.keys:
            # Said in full: of rows that are alike in what a list is ordered by none is met twice.
            rows = rows.order_by(*(f"-{name}" if descends else name for name, descends in self.keys))
            rows = beyond(rows, self.keys, values) if values else rows
        super().__init__(rows, per_page)

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, or that there are at least so many."""
        if not isinstance(self.object_list, QuerySet):
            return len(self.object_list)
        return counted(self.object_list, most=self.most)

    @property
    def has_more(self) -> bool:
        """Say whether there are rows behind the last page."""
        return isinstance(self.count, AtLeast)

    def page(self, number: Any) -> "LongPage":
        """Return a page; of a deep one only the ids of what stands before are skipped over."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        rows = self.object_list
        if isinstance(rows, QuerySet) and self.keys and (bottom >= SKIPPED or self.has_more):
            ids = list(rows.values_list("pk", flat=True)[bottom:top])
            return LongPage(rows.filter(pk__in=ids), number, self)
        return LongPage(rows[bottom:top], number, self)


class LongPage(Page[Any]):
    """A page that knows where the list goes on behind the last one."""

    paginator: LongPaginator

    @cached_property
    def onward(self) -> str:
        """Return the mark of the last row where rows follow that have no page number; "" elsewhere."""
        own = self.paginator
        if self.has_next() or not own.has_more or not own.keys:
            return ""
        rows = list(self.object_list)
        return mark_of(rows[-1], own.keys) if rows else ""


def page_of(request: HttpRequest, rows: Any, per_page: int) -> LongPage:
    """Return the page of a list that the address asks for; the nearest one where it asks for none that exists."""
    pages = LongPaginator(rows, per_page, after=request.GET.get(AFTER, ""))
    page = pages.get_page(request.GET.get("page"))
    return page if isinstance(page, LongPage) else pages.page(1)
