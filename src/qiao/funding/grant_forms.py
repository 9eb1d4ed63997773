"""What people type about grants, plans and hosts. Amounts in yuan, kept in fen."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.funding.forms import FEN, MOST_DIGITS
from qiao.funding.granting import CoLaunched, Cost
from qiao.funding.models import Campaign, CampaignPlan, HostAsk, Stream
from qiao.registry.contact_queries import shown
from qiao.registry.fields import Legible, OrganizationField, day_input, labelled
from qiao.registry.models import Agreement, ContactPoint, Crisis


def money(label: Any, **more: Any) -> forms.DecimalField:
    """Return a field for yuan."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_digits=MOST_DIGITS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        **more,
    )


def fen_of(amount: Decimal | None) -> int | None:
    """Return yuan as fen."""
    return int(amount * FEN) if amount is not None else None


class GrantForm(Legible):
    """An application."""

    prefix = "grant"
    funder = forms.CharField(
        label=_("资助方"),
        max_length=120,
        required=False,
        help_text=_("出自联合公募的，资助方就是合作公募方。"),
    )
    campaign = forms.ModelChoiceField(
        label=_("出自联合公募"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("（不是，另外的钱）"),
        help_text=_("合作方从募得款里拨给本组织的，到账记作拨付，不再记一次收入。"),
    )
    purpose = forms.CharField(
        label=_("联合公募里的限定用途"), max_length=200, required=False, help_text=_("照台账写；非限定留空。")
    )
    title = forms.CharField(label=_("名称"), max_length=80)
    amount = money(_("申请金额（元）"))
    applied_on = forms.DateField(label=_("申请日期"), widget=day_input())
    stream = forms.ChoiceField(
        label=_("收入类别"), required=False, choices=labelled(Stream.choices, empty=_("（未定）"))
    )
    cost = money(
        _("每服务一人的成本（元）"), required=False, help_text=_("用来说明没批下来的钱少服务了多少人。")
    )
    cost_source = forms.CharField(label=_("成本的依据"), max_length=200, required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["campaign"]
        found = Campaign.objects.filter(crisis=crisis, route=Campaign.Route.CO_LAUNCH).select_related("host")
        chosen.queryset = found.order_by("-began_on", "title")

    def clean(self) -> dict[str, Any]:
        """A cost has a source, and money comes from somebody."""
        facts = super().clean() or {}
        if not (facts.get("funder", "").strip() or facts.get("campaign")):
            self.add_error("funder", _("请写资助方，或选出自哪个联合公募。"))
        if facts.get("cost") and not facts.get("cost_source", "").strip():
            self.add_error("cost_source", _("请写明成本从哪里来。"))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        cost = fen_of(given["cost"])
        campaign = given["campaign"]
        return {
            "funder": CoLaunched(campaign, given["purpose"]) if campaign else given["funder"],
            "title": given["title"],
            "amount_fen": fen_of(given["amount"]),
            "applied_on": given["applied_on"],
            "stream": given["stream"],
            "cost": Cost(cost, given["cost_source"]) if cost else None,
        }


class DecisionForm(Legible):
    """Awarded or refused."""

    amount = money(_("获批金额（元）"), required=False, help_text=_("未获批就留空，并写明理由。"))
    on = forms.DateField(label=_("日期"), widget=day_input())
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        facts = super().clean() or {}
        if facts.get("amount") is None and "amount" not in self.errors and not facts.get("reason"):
            self.add_error("reason", _("未获批请写明理由；不知道就写“未说明”。"))
        return facts


class BudgetForm(Legible):
    """A line of the budget."""

    title = forms.CharField(
        label=_("预算科目"), max_length=120, help_text=_("支出分录的摘要以它开头，就计入这一行。")
    )
    amount = money(_("预算（元）"))


class InstalmentForm(Legible):
    """An instalment to come."""

    due_on = forms.DateField(label=_("应到日期"), widget=day_input())
    amount = money(_("金额（元）"))


class ReportForm(Legible):
    """A report to the funder."""

    until = forms.DateField(label=_("截至"), widget=day_input())
    text = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


def bank_words(point: ContactPoint) -> str:
    """Say an account: its label, what stands masked."""
    standing = shown(point).standing
    return f"{point.label} {standing.masked if standing else '—'}".strip()


class PlanForm(Legible):
    """The plan of a campaign."""

    prefix = "plan"
    aim = forms.CharField(label=_("募捐目的"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    beneficiaries = forms.CharField(label=_("受益人"), max_length=200, required=False)
    area = forms.CharField(label=_("活动地域"), max_length=200, required=False)
    responsible = forms.CharField(label=_("活动负责人职务"), max_length=120, required=False)
    methods = forms.CharField(label=_("募捐方式"), max_length=200, required=False)
    account = forms.CharField(
        label=_("银行账户（账户名称和后四位）"),
        max_length=120,
        required=False,
        help_text=_("完整账号在“联系方式”里登记；改动要两个人、等 48 小时。"),
    )
    bank = forms.ModelChoiceField(
        label=_("登记的收款账户"),
        queryset=ContactPoint.objects.none(),
        required=False,
        empty_label=_("（还没有登记）"),
        help_text=_(
            "从“联系方式”里选；联合公募要选合作方的账户。账户在变更时方案不能确认，确认后变更过会提示。"
        ),
    )
    use = forms.CharField(label=_("款物用途"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    cost = money(_("募捐成本（元）"), required=False)
    leftover = forms.CharField(
        label=_("剩余财产的处理"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    target = money(_("目标金额（元）"), required=False)
    certificate = forms.CharField(label=_("公开募捐资格证书编号"), max_length=60, required=False)
    query_way = forms.CharField(label=_("联系和查询方式"), max_length=200, required=False)
    assessed_on = forms.DateField(label=_("评估合作方的日期"), required=False, widget=day_input())
    assessment = forms.CharField(
        label=_("对合作方的评估"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    agreement = forms.ModelChoiceField(
        label=_("书面协议"), queryset=Agreement.objects.none(), required=False, empty_label=_("（还没有）")
    )

    def __init__(self, *args: Any, agreements: Any, banks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("agreement", agreements), ("bank", banks)):
            chosen: Any = self.fields[name]
            chosen.queryset = choices
        bank: Any = self.fields["bank"]
        bank.label_from_instance = bank_words

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        facts = dict(self.cleaned_data)
        facts["cost_fen"], facts["target_fen"] = fen_of(facts.pop("cost")), fen_of(facts.pop("target"))
        return facts

    @staticmethod
    def initial_of(plan: CampaignPlan | None) -> dict[str, Any]:
        """Return what stands in a plan, for the form."""
        if plan is None:
            return {}
        facts = {name: getattr(plan, name) for name in PlanForm.base_fields if hasattr(plan, name)}
        facts["cost"] = Decimal(plan.cost_fen) / FEN if plan.cost_fen is not None else None
        facts["target"] = Decimal(plan.target_fen) / FEN if plan.target_fen is not None else None
        return facts


class HostAskForm(Legible):
    """A host that was asked, and what it said."""

    prefix = "host"
    host = OrganizationField(label=_("合作公募方"))
    asked_on = forms.DateField(label=_("询问日期"), widget=day_input())
    answer = forms.ChoiceField(label=_("答复"), choices=labelled(HostAsk.Answer.choices))
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)
