"""What lists may be narrowed by. Kept in the address, so that a filtered list can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.fields import LONGEST_LINE, LONGEST_REASON, PLACES_LIST
from qiao.intake.models import Alert, Need, Offer, Report
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import QuantityKind

ALL = "ALL"
ANY: list[tuple[Any, Any]] = [("", _("不限"))]


class OfBatch(Legible):
    """A list that may be narrowed to one imported table or one paste. The address carries it; the page says so."""

    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)
    paste = forms.UUIDField(required=False, widget=forms.HiddenInput)


class InboxFilter(OfBatch):
    """What an inbox shows."""

    q = forms.CharField(
        label=_("原话里的字"), required=False, max_length=LONGEST_REASON, widget=forms.SearchInput
    )
    source = forms.ChoiceField(
        label=_("来源"), required=False, choices=[*ANY, *labelled(Report.Source.choices)]
    )


class VoiceFilter(OfBatch):
    """What a list of needs or offers shows."""

    item = forms.SlugField(label=_("物资"), required=False, widget=forms.Select)
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.SearchInput(attrs={"list": PLACES_LIST, "placeholder": _("县名或代码")}),
    )
    kind = forms.ChoiceField(label=_("数量"), required=False, choices=[*ANY, *labelled(QuantityKind.choices)])

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].widget.choices = [*ANY, *items]


class NeedFilter(VoiceFilter):
    """What a list of needs shows."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未了结的")), *labelled(Need.State.choices), (ALL, _("全部"))],
    )
    tier = forms.ChoiceField(
        label=_("紧急程度"), required=False, choices=[*ANY, *labelled(Need.Tier.choices)]
    )
    field_order = ("state", "tier", "item", "place", "kind")


class OfferFilter(VoiceFilter):
    """What a list of offers shows."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未了结的")), *labelled(Offer.State.choices), (ALL, _("全部"))],
    )
    field_order = ("state", "item", "place", "kind")


class AlertFilter(Legible):
    """Which alerts are shown."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("待处理")), *labelled(Alert.State.choices[1:]), (ALL, _("全部"))],
    )
    kind = forms.ChoiceField(label=_("种类"), required=False, choices=[*ANY, *labelled(Alert.Kind.choices)])
