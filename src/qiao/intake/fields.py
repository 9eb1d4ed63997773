"""Form fields of a voice: a thing, and a quantity with its kind. Place and organisation are the registry's."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import QuantityInvalidError
from qiao.intake.actions.voices import LARGEST, check_quantity
from qiao.registry.fields import Legible
from qiao.registry.models import Item, QuantityKind
from qiao.registry.queries import item_by_name

LONGEST_LINE = 120
LONGEST_REASON = 80
ITEMS_LIST = "known-items"
PLACES_LIST = "known-places"
"""Ids of the datalists on the page."""


@dataclass(frozen=True)
class Thing:
    """What was called for, and the item of the catalogue it is, if any."""

    text: str
    item: Item | None


class ItemField(forms.CharField):
    """A thing by its name or alias. What the catalogue lacks stays in the words of the form."""

    def clean(self, value: Any) -> Any:
        """Return a Thing."""
        text = super().clean(value)
        return Thing(text, item_by_name(text) or Item.objects.filter(name_en__iexact=text).first())


class QuantityForm(Legible):
    """A quantity with its kind. Unknown is never 0."""

    quantity_kind = forms.ChoiceField(
        label=_("数量清楚吗"),
        choices=(
            ("EXACT", _("确数")),
            ("RANGE", _("范围，或“至少”")),
            ("UNKNOWN", _("还不知道")),
            ("OPEN", _("不限量")),
        ),
        initial="EXACT",
    )
    quantity = forms.IntegerField(label=_("数量"), required=False, min_value=1, max_value=LARGEST)
    quantity_max = forms.IntegerField(
        label=_("数量上限"), required=False, min_value=1, max_value=LARGEST, help_text=_("只在“范围”时填写。")
    )
    unit = forms.CharField(
        label=_("计量单位"),
        required=False,
        max_length=12,
        help_text=_("只、套、瓶……不知一箱装多少就写“箱”。"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a number that does not fit its kind."""
        facts = super().clean() or {}
        kind, quantity, most = (facts.get(name) for name in ("quantity_kind", "quantity", "quantity_max"))
        if self.errors:
            return facts
        if kind not in {QuantityKind.EXACT, QuantityKind.RANGE} and quantity is not None:
            self.add_error("quantity", _("选了“还不知道”或“不限量”就不填数；知道数就选“确数”。"))
        elif kind == QuantityKind.EXACT and most is not None:
            self.add_error("quantity_max", _("有上限就把上面改选“范围”。"))
        else:
            self._check(str(kind), quantity, most)
        return facts

    def _check(self, kind: str, quantity: int | None, most: int | None) -> None:
        try:
            check_quantity(kind, quantity, most)
        except QuantityInvalidError as error:
            field = "quantity_max" if most is not None and quantity is not None else "quantity"
            if quantity is None:
                self.add_error(field, _("请填一个正整数；不知道就选“还不知道”，多少都要就选“不限量”。"))
            else:
                self.add_error(field, error.message(get_language() or "zh-hans"))

    @property
    def amount(self) -> dict[str, Any]:
        """Return kind, quantity, upper end and unit of the checked form."""
        return {
            name: self.cleaned_data[name] for name in ("quantity_kind", "quantity", "quantity_max", "unit")
        }
