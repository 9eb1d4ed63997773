"""What people type about money: amounts in yuan, kept in fen."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.funding.booking import SIDES, Line
from qiao.funding.models import Campaign, LedgerEntry, LedgerLine
from qiao.registry.fields import Legible, OrganizationField, day_input, labelled

FEN = 100
ROWS = 4
MOST_DIGITS = 15


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal("0.01"),
        max_digits=MOST_DIGITS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )


class AskForm(Legible):
    """On which day the question is asked."""

    on = forms.DateField(label=_("按哪一天的法律和资质回答"), required=False, widget=day_input())


class EntryForm(Legible):
    """The head of an entry."""

    prefix = "entry"
    booked_on = forms.DateField(label=_("日期"), widget=day_input())
    text = forms.CharField(label=_("摘要"), max_length=200)
    purpose = forms.CharField(label=_("限定用途"), max_length=200, required=False)
    corrects = forms.IntegerField(
        label=_("更正第几号"),
        required=False,
        min_value=1,
        help_text=_("已记的账不改；要更正就另记一笔，在摘要里写明理由。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean_booked_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["booked_on"]
        if day > timezone.localdate():
            raise ValidationError(_("日期不能晚于今天。"), code="future")
        return day

    def clean_corrects(self) -> LedgerEntry | None:
        """Return the entry of that number."""
        number = self.cleaned_data["corrects"]
        if number is None:
            return None
        found: LedgerEntry | None = LedgerEntry.objects.filter(number=number).first()
        if found is None:
            raise ValidationError(_("没有第 %(number)s 号分录。"), params={"number": number})
        return found


class LineForm(Legible):
    """One line: an account, and an amount on one side."""

    account = forms.ChoiceField(
        label=_("科目"),
        required=False,
        choices=labelled(LedgerLine.Account.choices, empty=_("（不用这一行）")),
    )
    debit = _amount(_("借方（元）"))
    credit = _amount(_("贷方（元）"))

    def clean(self) -> dict[str, Any]:
        """An account goes with exactly one amount."""
        facts = super().clean() or {}
        sides = [facts.get("debit"), facts.get("credit")]
        given = [side for side in sides if side is not None]
        if not facts.get("account") and given:
            self.add_error("account", _("请选科目。"))
        elif facts.get("account") and len(given) != 1 and not self.errors:
            self.add_error("debit", _("借方、贷方填一个。"))
        return facts

    @property
    def amount_fen(self) -> int:
        """Return the amount in fen: debit above zero, credit below."""
        debit, credit = self.cleaned_data["debit"], self.cleaned_data["credit"]
        return int(debit * FEN) if debit is not None else -int(credit * FEN)


class Lines(forms.BaseFormSet[LineForm]):
    """The lines of one entry."""

    def clean(self) -> None:
        """An entry has at least two sides."""
        if not any(self.errors) and len(self.used) < SIDES:
            raise ValidationError(_("一笔分录至少有一借一贷两行。"))

    @property
    def used(self) -> list[LineForm]:
        """Return the lines that were filled in."""
        return [form for form in self.forms if form.cleaned_data.get("account")]

    def lines(self, purpose: str) -> list[Line]:
        """Return what the action books."""
        return [Line(form.cleaned_data["account"], form.amount_fen, purpose) for form in self.used]


LineFormSet = cast(
    "type[Lines]",
    forms.formset_factory(LineForm, formset=Lines, extra=ROWS, max_num=ROWS, validate_max=True),
)


class CampaignForm(Legible):
    """A campaign, its lawful route and the day it began."""

    prefix = "campaign"
    title = forms.CharField(label=_("名称"), max_length=120)
    route = forms.ChoiceField(label=_("途径"), choices=labelled(Campaign.Route.choices))
    host = OrganizationField(
        label=_("合作公募方"), required=False, help_text=_("联合公募必填：名录里有公开募捐资格的组织的全称。")
    )
    audience = forms.ChoiceField(
        label=_("面向哪种会员"),
        required=False,
        choices=labelled(Campaign.Audience.choices),
        help_text=_("只用于定向募捐：倡议只有这种会员和管账的人看得到。"),
    )
    began_on = forms.DateField(label=_("开始日期"), widget=day_input())
    filed_on = forms.DateField(
        label=_("备案日期"), required=False, widget=day_input(), help_text=_("还没有备案就留空。")
    )

    def clean(self) -> dict[str, Any]:
        """A co-launch names its host."""
        facts = super().clean() or {}
        missing = not facts.get("host") and "host" not in self.errors
        if facts.get("route") == Campaign.Route.CO_LAUNCH and missing:
            self.add_error("host", _("联合公募要写明有公开募捐资格的合作方。"))
        facts["audience"] = facts.get("audience") or Campaign.Audience.ALL
        if facts["audience"] != Campaign.Audience.ALL and facts.get("route") != Campaign.Route.DIRECTED:
            self.add_error("audience", _("只有定向募捐才选面向哪种会员。"))
        return facts
