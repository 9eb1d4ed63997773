"""Ties as a file, with the columns that the import reads."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.registry.leaving import Leaving, is_sensitive, told_people
from qiao.registry.models import Tie


def tie_file(rows: Sequence[Tie], form: str) -> bytes:
    """Return the ties in the language of the page; the people of a group are counted in blocks."""
    leaving = Leaving()
    heads = [
        _("种类"),
        _("对方"),
        _("人数（不少于）"),
        _("从何时起"),
        _("最近联系"),
        _("一年内记下的来往"),
        _("说明"),
    ]
    return table_bytes(heads, (_cells(one, leaving) for one in rows), f".{form}")


def _cells(one: Tie, leaving: Leaving) -> list[str | int]:
    contacts: int = getattr(one, "contacts_in_year", 0)
    return [
        _(str(one.get_kind_display())),
        leaving.text(one.whom),
        told_people(one.people, is_sensitive=_may_be_frail(one)),
        _day(one.since),
        _day(one.last_contact_on),
        contacts,
        leaving.text(one.note),
    ]


def _may_be_frail(one: Tie) -> bool:
    """Say whether a group may be of the sick or the bereaved."""
    return one.kind == Tie.Kind.BENEFICIARY or is_sensitive(f"{one.name}{one.note}")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
