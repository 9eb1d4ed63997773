"""What the forms of the desk share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
DAY = TEXT | {"type": "date"}
ISO_DAY = "%Y-%m-%d"
"""What browsers expect in a field of type date, whatever the language of the page."""


def labelled(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return the choices of a model with their labels in the language of the page."""
    return [(value, _(str(label))) for value, label in choices]


def past_day(day: Any) -> Any:
    """Refuse a day that has not come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("日期不能晚于今天。"), code="future")
    return day
