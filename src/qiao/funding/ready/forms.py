"""What people answer about readiness, and what they plan."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.engines.readiness import ITEMS, Item, Said
from qiao.funding.ready.queries import owners
from qiao.registry.fields import Legible, day_input
from qiao.registry.models import Organization


def in_words(said: Said) -> str:
    """Return a text in the language of the page."""
    return said.en if (get_language() or "").startswith("en") else said.zh


def _levels(item: Item) -> list[tuple[str, str]]:
    said = [(str(level), f"{level} · {in_words(text)}") for level, text in enumerate(item.levels)]
    return [("", str(_("不知道"))), *said]


class AssessForm(Legible):
    """The level of each item that the records do not tell. Not known is an answer, and never a zero."""

    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, told: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = {}
        for item in ITEMS:
            if item.number not in told:
                fields[f"item_{item.number}"] = forms.ChoiceField(
                    label=f"{item.number} {in_words(item.name)}",
                    choices=_levels(item),
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
        self.fields = {**fields, **self.fields}

    @property
    def levels(self) -> dict[int, int | None]:
        """Return the answers by number of the item; what was not known is None."""
        return {
            int(name.removeprefix("item_")): int(value) if value else None
            for name, value in self.cleaned_data.items()
            if name.startswith("item_")
        }


class TaskForm(Legible):
    """A task of the plan."""

    prefix = "task"
    item = forms.TypedChoiceField(label=_("提高哪一项"), coerce=int)
    what = forms.CharField(label=_("做什么"), max_length=200)
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("谁负责"), queryset=User.objects.none()
    )
    due_on = forms.DateField(label=_("何时完成"), widget=day_input())

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(item.number, f"{item.number} {in_words(item.name)}") for item in ITEMS]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners(organization)  # type: ignore[attr-defined]


class FinishForm(Legible):
    """What came of a task."""

    result = forms.CharField(label=_("结果"), max_length=200)
