"""A pasted notice of a carrier, and what a person corrects of what was read in it."""

import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.engines.extraction import NoticePlace, PhoneKind, read_carrier_notice
from qiao.intake.highlight import Segment, segments
from qiao.intake.lexicon import lexicon
from qiao.registry.fields import Legible, PlacesField
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import Place
from qiao.relief.actions.carriers import Rules
from qiao.relief.forms import longest
from qiao.relief.models import Carrier

LONGEST_NOTICE = 20_000
ANYWHERE = "全国"
MOBILE = re.compile(r"(?<!\d)1[3-9](?:[ \-]?\d){9}(?!\d)")
KNOWN = (("", _("没写")), ("yes", _("是")), ("no", _("否")))
AS_TOLD = {"": None, "yes": True, "no": False}


class RegionsField(PlacesField):
    """Several places, or the whole country."""

    def clean(self, value: Any) -> tuple[bool, list[Place]]:
        """Return whether it is everywhere, and the places named."""
        text = forms.CharField.clean(self, value)
        return (True, []) if text.strip() == ANYWHERE else (False, super().clean(value))


class NoticeForm(Legible):
    """The notice as it was published."""

    notice = forms.CharField(
        label=_("公告原文"), max_length=LONGEST_NOTICE, widget=forms.Textarea(attrs={"rows": 8})
    )


class CarrierForm(NoticeForm):
    """What the notice says, as read and corrected."""

    name = forms.CharField(label=_("承运方"), max_length=longest(Carrier, "name"))
    origins = RegionsField(label=_("从哪里（几处用顿号隔开；全国写“全国”；没写就空着）"), required=False)
    destinations = RegionsField(label=_("到哪里（同上）"), required=False)
    takes_private = forms.ChoiceField(label=_("收个人寄件"), choices=KNOWN, required=False)
    is_free = forms.ChoiceField(label=_("绿色通道（免费或优先）"), choices=KNOWN, required=False)
    items = forms.CharField(label=_("运什么"), max_length=longest(Carrier, "items"), required=False)
    hotline = forms.CharField(label=_("公开电话"), max_length=longest(Carrier, "hotline"), required=False)
    valid_from = forms.DateField(
        label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def clean_hotline(self) -> str:
        """Refuse the mobile number of a person: it stays in the notice, sealed."""
        text: str = self.cleaned_data["hotline"]
        if MOBILE.search(text):
            raise ValidationError(_("手机号可能是个人的，请留在公告原文里，不写在这里。"))
        return text

    def clean(self) -> dict[str, Any]:
        """Let the end not lie before the beginning."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = told.get("valid_from"), told.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("“至”不能早于“自”。"))
        return told

    @property
    def rules(self) -> Rules:
        """Return what is saved."""
        told = self.cleaned_data
        from_anywhere, origins = told["origins"]
        to_anywhere, destinations = told["destinations"]
        return Rules(
            name=told["name"],
            origins=origins,
            destinations=destinations,
            from_anywhere=from_anywhere,
            to_anywhere=to_anywhere,
            takes_private=AS_TOLD[told["takes_private"]],
            is_free=AS_TOLD[told["is_free"]],
            items=told["items"],
            hotline=told["hotline"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
        )


def read_notice(text: str, *, on: date) -> tuple[dict[str, Any], list[Segment]]:
    """Return what the engine reads in a notice, as a form begins with it, and the text cut at what was read."""
    read = read_carrier_notice(text, lexicon(), at=on)
    places = [*read.origins, *read.destinations]
    marks = [("place", *one.span) for one in places] + [("phone", *one.span) for one in read.contacts]
    marks += [("party", *read.carrier.span)] if read.carrier else []
    marks += [("who", *read.accepts_private_span)] if read.accepts_private_span else []
    marks += [("closed", *read.green_channel_span)] if read.green_channel_span else []
    marks += [("deadline", *one.span) for one in (read.published, read.starts) if one]
    told = {True: "yes", False: "no", None: ""}
    public = [one.number for one in read.contacts if one.kind == PhoneKind.SERVICE]
    begins = read.starts or read.published
    initial = {
        "notice": text,
        "name": read.carrier.text if read.carrier else "",
        "origins": _named(read.origins),
        "destinations": _named(read.destinations),
        "takes_private": told[read.accepts_private],
        "is_free": told[read.green_channel],
        "hotline": "、".join(public),
        "valid_from": begins.day if begins else None,
        "submission": uuid.uuid4(),
    }
    return initial, segments(text, marks)


def _named(places: Sequence[NoticePlace]) -> str:
    """Return the places as the form reads them again: with their province and city, so that none means two."""
    if any(one.code is None for one in places):
        return ANYWHERE
    known = national_gazetteer()
    return "、".join(known.full_name(one.code) for one in places if one.code)
