"""What is asked of a person who writes down what government states."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import PlaceUnknownError
from qiao.gaps.models import OfficialFigure
from qiao.registry.gazetteer import CODE_DIGITS, national_gazetteer
from qiao.registry.models import Crisis, Item, Place
from qiao.registry.queries import place_by_code

LONGEST_SOURCE = 300
ISO_DAY = "%Y-%m-%d"
"""What browsers expect in a field of type date, whatever the language of the page."""
TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class PlaceField(forms.CharField):
    """A place by its six-digit code or by its name; a name that may mean several is not guessed."""

    widget = forms.TextInput(attrs=TEXT | {"autocomplete": "off"})

    def __init__(self, *, context: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        self.context = context

    def clean(self, value: Any) -> Place:
        """Return the place; refuse a name that is unknown or stands for several."""
        text = str(super().clean(value)).strip()
        code = text
        if not (text.isdigit() and len(text) == CODE_DIGITS):
            code = self._code_of(text)
        place = place_by_code(code)
        if place is None:
            raise forms.ValidationError(str(PlaceUnknownError(place=text)), code="place_unknown")
        return place

    def _code_of(self, name: str) -> str:
        """Return the code a name stands for, alone or within one of the places around it; "" where unsure."""
        gazetteer = national_gazetteer()
        for around in ((), *((code,) for code in self.context)):
            chosen = gazetteer.choose(gazetteer.by_name(name, context=around))
            if chosen:
                return chosen.code
        return ""


class OfficialForm(forms.Form):
    """A figure stated by government, with its date and its source."""

    kind = forms.ChoiceField(label=_("口径"), widget=forms.Select(attrs=SELECT))
    place = PlaceField(
        label=_("地点"),
        help_text=_("写到县区，如“湖北省黄冈市英山县”，或六位区划代码。"),
        widget=forms.TextInput(attrs=TEXT | {"list": "crisis-places", "autocomplete": "off"}),
    )
    item = forms.ModelChoiceField(
        Item.objects.all(),
        label=_("物资或事项"),
        required=False,
        empty_label=_("（不针对某种物资）"),
        widget=forms.Select(attrs=SELECT),
    )
    quantity = forms.IntegerField(
        label=_("数量（基本单位）"),
        min_value=0,
        required=False,
        help_text=_("官方没有给数就留空，显示为“未知”；官方写明为零才填 0。"),
        widget=forms.NumberInput(attrs=TEXT | {"inputmode": "numeric"}),
    )
    stated_on = forms.DateField(
        label=_("发布日期"), widget=forms.DateInput(attrs=TEXT | {"type": "date"}, format=ISO_DAY)
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=LONGEST_SOURCE,
        help_text=_("哪个部门、哪份通报或表格，能让别人找得到。"),
        widget=forms.TextInput(attrs=TEXT),
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(crisis.places.all())
        field = self.fields["place"]
        if isinstance(field, PlaceField):
            field.context = tuple(one.code for one in self.places)
        kinds = [(value, _(label)) for value, label in OfficialFigure.Kind.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_stated_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["stated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("发布日期不能晚于今天。"), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        """A need or a supply is of something: ask for the item."""
        facts = super().clean() or {}
        of_goods = facts.get("kind") in {OfficialFigure.Kind.NEED, OfficialFigure.Kind.SUPPLIED}
        if of_goods and not facts.get("item") and "item" not in self.errors:
            self.add_error("item", _("需求数和已供数要写明是哪种物资。"))
        return facts
