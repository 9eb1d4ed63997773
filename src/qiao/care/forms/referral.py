"""What is said when a file is handed on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.care.forms.files import SECRET
from qiao.care.models import Consent, Referral
from qiao.care.queries import receivers
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import Organization

LONGEST_SUMMARY = 1_000


class ReferralForm(Legible):
    """To whom, why, and that the person agreed to this receiver."""

    prefix = "referral"
    to: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        queryset=Organization.objects.none(),
        label=_("转介给（本系统里的组织）"),
        required=False,
        empty_label=_("不在本系统里"),
    )
    to_name = forms.CharField(
        label=_("外部机构全称"),
        max_length=120,
        required=False,
        help_text=_("不在本系统里的机构，打印转介信送达。"),
    )
    summary = forms.CharField(
        label=_("转介摘要"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs=SECRET | {"rows": 3}),
        help_text=_("请不要写姓名和电话：对方接收之前只看得到这一段。"),
    )
    has_consent = forms.BooleanField(
        label=_("已向当事人说明交给谁、怎样联系、为什么、交出什么，并单独取得同意"), required=False
    )
    given_by = forms.ChoiceField(label=_("谁同意的"), choices=labelled(Consent.Giver.choices), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = receivers(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one receiver."""
        facts: dict[str, Any] = super().clean() or {}
        if not facts.get("to") and not (facts.get("to_name") or "").strip():
            self.add_error("to_name", ValidationError(_("请选一个组织，或写外部机构全称。"), code="required"))
        return facts


class DeclineForm(Legible):
    """Why a referral is not taken."""

    prefix = "decline"
    reason = forms.ChoiceField(label=_("原因"), choices=labelled(Referral.Reason.choices))


class AnswerForm(Legible):
    """What an outside organisation answered."""

    prefix = "answer"
    answer = forms.ChoiceField(
        label=_("对方的答复"),
        choices=(("ACCEPTED", _("已接收")), *labelled(Referral.Reason.choices)),
    )
