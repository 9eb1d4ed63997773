"""What people enter about an offer: the standard on its package, an answer, whom it is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.fields import LONGEST_LINE
from qiao.intake.forms.voices import LONGEST_CONTACT, area
from qiao.intake.models import Offer, OfferAnswer
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.fields import Legible, OrganizationField, PlaceField, labelled
from qiao.registry.standards import Standard, of_item, standards

LONGEST_ANSWER = 200


class GradeForm(Legible):
    """The standard that stands on the package, of those that goods of this sort may have."""

    standard = forms.ChoiceField(
        label=_("包装上写的"),
        required=False,
        error_messages={"invalid_choice": _("请从列出的标准里选；没有写或看不清，就选第一项。")},
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one.name for one in of_item(offer.item.code)] if offer.item else []
        choices = [("", _("没有写，或看不清")), *((name, name) for name in known)]
        self.fields["standard"].choices = choices  # type: ignore[attr-defined]
        self.fields["standard"].initial = offer.standard

    @property
    def chosen(self) -> Standard | None:
        """Return the standard, or None for none."""
        return standards().get(self.cleaned_data["standard"])


class AnswerForm(Legible):
    """An answer to an offer: taken, a question in words, or not this time with a reason."""

    kind = forms.ChoiceField(choices=labelled(OfferAnswer.Kind.choices))
    reason = forms.ChoiceField(
        label=_("为什么不接受"), required=False, choices=[("", ""), *labelled(OfferAnswer.Reason.choices)]
    )
    text = forms.CharField(
        label=_("给对方的话（对方凭查询码看到，不要写电话）"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=area(2),
    )


def group_field(label: Any) -> forms.ChoiceField:
    """Return a field for the group of people that goods are for."""
    return forms.ChoiceField(label=label, required=False, choices=[("", _("没有指明")), *GROUP_WORDS.items()])


class EarmarkForm(Legible):
    """Whom an offer is for, in the donor's own word."""

    place = PlaceField(
        label=_("只给这个地方"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("写到县区，例如“湖北省黄冈市英山县”。"),
    )
    recipient = OrganizationField(
        label=_("只给这个单位"), required=False, max_length=LONGEST_LINE, help_text=_("写全称。")
    )
    purpose = forms.CharField(
        label=_("只作这个用途"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=_("例如：给老人，给社区值守。"),
    )
    purpose_group = group_field(_("用途指哪些人"))


class PurposeForm(Legible):
    """Whom the donor's words of a purpose mean."""

    purpose_group = group_field(_("用途指哪些人"))
