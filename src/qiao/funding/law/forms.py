"""What people type about the law: whom and which day they ask about, and what was disclosed when and where."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.engines.eligibility import CoLaunchPapers
from qiao.engines.eligibility.rules import LAW_2016_FROM
from qiao.funding.models import Campaign, Disclosure
from qiao.registry.fields import Legible, OrganizationField, day_input

FEN = 100
MOST_DIGITS = 15


class AskForm(Legible):
    """Whom the question is about, which day, and which papers of a co-launch are there beside those on record."""

    organization = OrganizationField(
        label=_("问哪个组织"), required=False, help_text=_("不填就是本组织；名录里的别的组织写全称。")
    )
    on = forms.DateField(label=_("按哪一天的法律和资质回答"), required=False, widget=day_input())
    partner = forms.BooleanField(label=_("合作方当日有公开募捐资格"), required=False)
    assessed = forms.BooleanField(label=_("合作方已评估过我们"), required=False)
    agreement = forms.BooleanField(label=_("已签书面合作协议"), required=False)
    in_plan = forms.BooleanField(label=_("募捐方案已载明我们"), required=False)

    def clean_on(self) -> Any:
        """Refuse a day before the first law of the table."""
        day = self.cleaned_data["on"]
        if day is not None and day < LAW_2016_FROM:
            raise ValidationError(
                _("规则表从 2016-09-01《慈善法》施行起；更早的日子不能回答。"), code="too_early"
            )
        return day

    @property
    def papers(self) -> CoLaunchPapers:
        """Return the papers ticked."""
        given = getattr(self, "cleaned_data", {})
        return CoLaunchPapers(
            partner_is_qualified=given.get("partner", False),
            is_assessed=given.get("assessed", False),
            has_written_agreement=given.get("agreement", False),
            is_named_in_plan=given.get("in_plan", False),
        )


class CampaignField(forms.CharField):
    """A campaign of the organisation by its id, from a hidden field."""

    def clean(self, value: Any) -> Campaign | None:
        """Return the campaign, or None where the field is empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found: Campaign | None = Campaign.objects.filter(pk=text).first()
        except (ValueError, ValidationError):
            found = None
        if found is None:
            raise ValidationError(_("没有这个募捐活动。请从日历里的一行登记。"), code="campaign_unknown")
        return found


class DisclosureForm(Legible):
    """When and where something due was done."""

    act = forms.ChoiceField(choices=Disclosure.Act.choices, widget=forms.HiddenInput)
    campaign = CampaignField(required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    done_on = forms.DateField(label=_("办理日期"), widget=day_input())
    where = forms.CharField(
        label=_("公开或报送在哪里"), max_length=300, help_text=_("网址、平台或收件单位，以后核对用。")
    )
    received = forms.DecimalField(
        label=_("公开的接收金额（元）"),
        required=False,
        min_value=Decimal(0),
        max_digits=MOST_DIGITS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )

    def clean(self) -> dict[str, Any]:
        """A campaign's act names the campaign, a report names the year."""
        facts = super().clean() or {}
        is_report = facts.get("act") in {Disclosure.Act.REPORT_SUPERVISOR, Disclosure.Act.REPORT_REGISTRAR}
        if not self.errors and (
            is_report == (facts.get("year") is None) or is_report == bool(facts["campaign"])
        ):
            raise ValidationError(_("募捐的公开要写明哪个活动，年报要写明哪一年。"), code="about_what")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        facts = dict(self.cleaned_data)
        received = facts.pop("received")
        return {**facts, "received_fen": None if received is None else int(received * FEN)}


class EndForm(Legible):
    """The last day of a campaign."""

    ended_on = forms.DateField(label=_("结束日期"), widget=day_input())


class WithdrawForm(Legible):
    """Why an entry is taken back."""

    reason = forms.CharField(label=_("为什么收回"), max_length=200)
