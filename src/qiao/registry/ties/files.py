"""Ties as a file, with the columns that the import reads."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.registry.models import Tie


def tie_file(rows: Sequence[Tie], form: str) -> bytes:
    """Return the ties in the language of the page."""
    heads = [_("种类"), _("对方"), _("人数"), _("从何时起"), _("最近联系"), _("一年内记下的来往"), _("说明")]
    return table_bytes(heads, (_cells(one) for one in rows), f".{form}")


def _cells(one: Tie) -> list[str | int]:
    contacts: int = getattr(one, "contacts_in_year", 0)
    return [
        _(str(one.get_kind_display())),
        one.whom,
        one.people if one.people is not None else "",
        _day(one.since),
        _day(one.last_contact_on),
        contacts,
        one.note,
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
