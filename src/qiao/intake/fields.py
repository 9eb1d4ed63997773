"""Form fields that speak the registry: a thing, a place, a unit, a quantity with its kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import PlaceUnknownError, QuantityInvalidError
from qiao.intake.actions.voices import LARGEST, check_quantity
from qiao.registry.gazetteer import CODE_DIGITS, Candidate, national_gazetteer
from qiao.registry.models import Item, Organization, Place, QuantityKind
from qiao.registry.queries import item_by_name, place_by_code

SHOWN_CANDIDATES = 4
LONGEST_LINE = 120
LONGEST_REASON = 80
ITEMS_LIST = "known-items"
PLACES_LIST = "known-places"
"""Ids of the datalists on the page."""


def labelled(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Promise]]:
    """Return the choices of a model with their Chinese labels translated when the page is made."""
    return [(value, _(str(label))) for value, label in choices]


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


def _several(candidates: list[Candidate]) -> ValidationError:
    places = national_gazetteer()
    names = "、".join(places.full_name(one.place.code) for one in candidates[:SHOWN_CANDIDATES])
    return ValidationError(
        _("叫这个名字的地方有好几处：%(names)s。请连同省、市一起写。"),
        code="ambiguous",
        params={"names": names},
    )


def find_place(text: str) -> Place | None:
    """Return the place of a code, a name or the beginning of an address. Raise ValidationError when unsure."""
    if text.isdigit() and len(text) == CODE_DIGITS:
        return place_by_code(text)
    places = national_gazetteer()
    candidates = places.by_name(text)
    chosen = places.choose(candidates)
    whole = [one.place for one in candidates if places.full_name(one.place.code) == text]
    if chosen is None and len(whole) == 1:
        chosen = whole[0]
    if chosen is None and len(candidates) > 1:
        raise _several(candidates)
    if chosen is None:
        address = places.parse_address(text)
        chosen = address.place if address and address.start == 0 else None
    return place_by_code(chosen.code) if chosen else None


class PlaceField(forms.CharField):
    """A place down to the county, by name or code."""

    def clean(self, value: Any) -> Any:
        """Return the Place, or None where the field is empty."""
        text = super().clean(value)
        if not text:
            return None
        place = find_place(text)
        if place is None:
            message = PlaceUnknownError(place=text).message(get_language() or "zh-hans")
            raise ValidationError(message, code="place_unknown")
        return place


class OrganizationField(forms.CharField):
    """A unit of the registry by its name."""

    def clean(self, value: Any) -> Any:
        """Return the Organization, or None where the field is empty."""
        text = super().clean(value)
        if not text:
            return None
        found = Organization.objects.filter(name=text).first()
        if found is None:
            raise ValidationError(
                _("名录里没有“%(name)s”。请按名录里的全称填写，或先在名录里登记。"),
                code="organization_unknown",
                params={"name": text},
            )
        return found


class Legible(forms.Form):
    """A form whose widgets carry the classes of the house and whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.RadioSelect | forms.CheckboxInput):
                widget.attrs.setdefault("class", "form-check-input")
            elif isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            else:
                widget.attrs.setdefault("class", "form-control")


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
