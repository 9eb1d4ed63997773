"""What people type about kits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions.voices import LARGEST
from qiao.intake.clock import judged_on
from qiao.intake.fields import ITEMS_LIST, LONGEST_LINE, ItemField
from qiao.registry.fields import Legible
from qiao.registry.models import Crisis, Item
from qiao.relief.assembling import FOR_ALL, earmarks_in
from qiao.relief.forms import number_input
from qiao.relief.models import Store
from qiao.relief.store_forms import pieces

ROWS = 8
"""How many things a kit can hold by the form."""


class KnownItemField(ItemField):
    """A thing of the catalogue; what it lacks is refused, for it could not be counted."""

    def __init__(self, **facts: Any) -> None:
        widget = forms.TextInput(attrs={"list": ITEMS_LIST, "autocomplete": "off"})
        super().__init__(max_length=LONGEST_LINE, widget=widget, **facts)

    def clean(self, value: Any) -> Item | None:
        """Return the item."""
        thing = super().clean(value)
        if thing.text and thing.item is None:
            raise forms.ValidationError(_("物资表里没有这一样。"))
        found: Item | None = thing.item
        return found


class KitForm(Legible):
    """What a kit holds: up to eight things and how many of each."""

    item = KnownItemField(label=_("成套的名称"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(ROWS):
            self.fields[f"item_{row}"] = KnownItemField(
                label=_("第 %(n)d 样") % {"n": row + 1}, required=False
            )
            self.fields[f"pieces_{row}"] = forms.IntegerField(
                label=_("每套几件"), required=False, min_value=1, max_value=LARGEST, widget=number_input()
            )
            self.fields[f"item_{row}"].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse a thing without a number, a number without a thing, and a thing twice."""
        told = super().clean() or {}
        seen: set[Item] = set()
        for row in range(ROWS):
            item, n = told.get(f"item_{row}"), told.get(f"pieces_{row}")
            if f"item_{row}" in self.errors or f"pieces_{row}" in self.errors:
                continue
            if (item is None) is not (n is None):
                self.add_error(f"pieces_{row}", _("物资和数量要一起填。"))
            elif item in seen:
                self.add_error(f"item_{row}", _("这一样已经写过。"))
            elif item is not None:
                seen.add(item)
        return told

    @property
    def components(self) -> dict[Item, int]:
        """Return what a kit holds: item → pieces."""
        told = self.cleaned_data
        rows = ((told.get(f"item_{row}"), told.get(f"pieces_{row}")) for row in range(ROWS))
        return {item: n for item, n in rows if item is not None and n is not None}

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields side by side, as the page shows them."""
        return [(self[f"item_{row}"], self[f"pieces_{row}"]) for row in range(ROWS)]


class AssembleForm(Legible):
    """Put so many kits together in a store."""

    store = forms.ModelChoiceField(label=_("在哪个仓库"), queryset=Store.objects.none())
    given_for = forms.CharField(label=_("给谁"), required=False, max_length=200)
    kits = forms.IntegerField(label=_("装几套"), min_value=1, max_value=LARGEST, widget=number_input())

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        self.fields["store"].queryset = Store.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find for whom the kits are among what lies in the store."""
        told = super().clean() or {}
        key, told["earmark"] = told.pop("given_for", ""), FOR_ALL
        if key and told.get("store"):
            known = {one.key: one for one in earmarks_in(self.crisis, told["store"], judged_on(self.crisis))}
            if key not in known:
                self.add_error("given_for", _("这个仓库里没有为他们捐的物资了。"))
            else:
                told["earmark"] = known[key]
        return told


class DismantleForm(Legible):
    """Take so many kits apart."""

    quantity = pieces()
