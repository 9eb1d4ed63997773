"""Form fields and the form of the house that speak the registry: a place, an organisation, legible widgets."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import PlaceUnknownError
from qiao.registry.gazetteer import CODE_DIGITS, Candidate, national_gazetteer
from qiao.registry.models import Organization, Place
from qiao.registry.queries import place_by_code

SHOWN_CANDIDATES = 4


def labelled(
    choices: Iterable[tuple[Any, Any]], *, empty: Promise | None = None
) -> list[tuple[Any, Promise]]:
    """Return the choices of a model with labels translated when the page is made, an empty one first if named."""
    first = [("", empty)] if empty else []
    return [*first, *((value, _(str(label))) for value, label in choices)]


def day_input() -> forms.DateInput:
    """Return a field for a day that browsers show as a calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Legible(forms.Form):
    """A form whose widgets carry the classes of the house and whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.RadioSelect | forms.CheckboxInput | forms.CheckboxSelectMultiple):
                widget.attrs.setdefault("class", "form-check-input")
            elif isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            else:
                widget.attrs.setdefault("class", "form-control")


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
    """A place by name or code; a name that may mean several is never guessed."""

    def clean(self, value: Any) -> Any:
        """Return the Place, or None where the field is empty."""
        text = super().clean(value)
        return self.place_of(text) if text else None

    def place_of(self, text: str) -> Place:
        """Return the place of a text, or refuse it with a sentence."""
        place = find_place(text)
        if place is None:
            message = PlaceUnknownError(place=text).message(get_language() or "zh-hans")
            raise ValidationError(message, code="place_unknown")
        return place


class PlacesField(PlaceField):
    """Several places, parted by commas, enumeration commas or line ends."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> Any:
        """Return the Places in the order written, each once."""
        text = forms.CharField.clean(self, value)
        for sign in "、，；;\n":
            text = text.replace(sign, ",")
        written = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
        return [self.place_of(part) for part in written]


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
