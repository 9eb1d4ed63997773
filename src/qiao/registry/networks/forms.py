"""What people type about networks, partners and the support of their capacity."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, OrganizationField, PlaceField, day_input, labelled
from qiao.registry.models import CapacitySupport, Network, NetworkMember, PartnerReadiness, PartnerStage
from qiao.registry.networks.readiness import NAMES
from qiao.registry.ties.forms import not_ahead, unpersonal

MINUTES_AN_HOUR = 60
FEN_A_YUAN = 100
HUNDREDTHS = 100
DOMAINS = ("m1", "m2", "m3", "m4", "m5")
MOST_YUAN = Decimal(10**9)


class NetworkForm(Legible):
    """A network and who leads it."""

    name = forms.CharField(label=_("名称"), max_length=120)
    lead = OrganizationField(
        label=_("牵头组织"), required=False, max_length=120, help_text=_("按名录里的全称写。")
    )
    since = forms.DateField(label=_("成立于"), required=False, widget=day_input())
    purpose = forms.CharField(label=_("做什么"), required=False, max_length=300)

    def clean_since(self) -> Any:
        """Refuse a beginning that is to come."""
        return not_ahead(self.cleaned_data["since"])

    def clean_purpose(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["purpose"])


class MemberForm(Legible):
    """An organisation that joins, and the county it answers for."""

    organization = OrganizationField(label=_("组织"), max_length=120, help_text=_("按名录里的全称写。"))
    part = forms.ChoiceField(label=_("身份"), choices=labelled(NetworkMember.Part.choices), initial="MEMBER")
    place = PlaceField(
        label=_("负责的地域"), required=False, max_length=60, help_text=_("不填就算它的住所地。")
    )
    since = forms.DateField(label=_("加入"), required=False, widget=day_input())

    def clean_since(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["since"])

    def clean(self) -> dict[str, Any]:
        """Take the home of an organisation where no place is told."""
        facts = super().clean() or {}
        if facts.get("organization") and not facts.get("place") and "place" not in self.errors:
            facts["place"] = facts["organization"].home
        return facts


class LeaveForm(Legible):
    """When a member left."""

    until = forms.DateField(label=_("退出"), widget=day_input())

    def __init__(self, *args: Any, member: NetworkMember | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_until(self) -> Any:
        """Refuse a day that is to come, or one before it joined."""
        until = not_ahead(self.cleaned_data["until"])
        if self.member and self.member.since and until < self.member.since:
            raise forms.ValidationError(
                _("退出不能早于加入（%(day)s）。"), params={"day": self.member.since.isoformat()}
            )
        return until


class SupportForm(Legible):
    """What one organisation gave another so that it can do more by itself."""

    giver = OrganizationField(label=_("给予方"), max_length=120, help_text=_("按名录里的全称写。"))
    receiver = OrganizationField(label=_("接受方"), max_length=120, help_text=_("按名录里的全称写。"))
    kind = forms.ChoiceField(label=_("种类"), choices=labelled(CapacitySupport.Kind.choices))
    given_on = forms.DateField(label=_("日期"), widget=day_input())
    hours = forms.DecimalField(
        label=_("时长（小时）"),
        required=False,
        min_value=Decimal("0.25"),
        max_value=Decimal(10_000),
        decimal_places=2,
    )
    people = forms.IntegerField(label=_("人数"), required=False, min_value=1, max_value=100_000)
    yuan = forms.DecimalField(
        label=_("金额（元）"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=MOST_YUAN,
        decimal_places=2,
        help_text=_("只作记录，不入账；钱款请登记在“资金”。"),
    )
    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("通过哪个网络"), required=False, empty_label=_("（不通过网络）")
    )
    what = forms.CharField(label=_("内容"), max_length=200, help_text=_("例如：募捐合规与票据，两天。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks: Any = self.fields["network"]
        networks.queryset = Network.objects.all()

    def clean_given_on(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["given_on"])

    def clean_what(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["what"])

    def clean(self) -> dict[str, Any]:
        """Ask for two organisations, and for money only where money or equipment was given."""
        facts = super().clean() or {}
        if facts.get("giver") and facts.get("giver") == facts.get("receiver"):
            self.add_error("receiver", _("给予方和接受方要是两个组织。"))
        paid = {CapacitySupport.Kind.FUNDS, CapacitySupport.Kind.EQUIPMENT}
        if facts.get("yuan") and facts.get("kind") not in paid:
            self.add_error("yuan", _("只有经费和设备才填金额。"))
        if (
            facts.get("kind") == CapacitySupport.Kind.FUNDS
            and not facts.get("yuan")
            and "yuan" not in self.errors
        ):
            self.add_error("yuan", _("经费要填金额。"))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was told in minutes and fen."""
        told = dict(self.cleaned_data)
        hours, yuan = told.pop("hours"), told.pop("yuan")
        told["minutes"] = int(hours * MINUTES_AN_HOUR) if hours else None
        told["amount_fen"] = int(yuan * FEN_A_YUAN) if yuan else None
        return told


class StageForm(Legible):
    """How far working together has come, and from what that is seen."""

    stage = forms.ChoiceField(label=_("阶段"), choices=labelled(PartnerStage.Stage.choices))
    since = forms.DateField(label=_("从何时起"), widget=day_input())
    reason = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("例如：独立完成两个项目，账目按时公开。")
    )

    def clean_since(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["since"])

    def clean_reason(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["reason"])


def _domain(name: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=name,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(4),
        decimal_places=2,
        help_text=_("0 到 4；不知道就空着，空着不算零。"),
    )


class ReadinessForm(Legible):
    """The five domains of readiness, each from 0 to 4 or unknown."""

    assessed_on = forms.DateField(label=_("评估日期"), widget=day_input())
    basis = forms.ChoiceField(label=_("怎样得来"), choices=labelled(PartnerReadiness.Basis.choices))

    m1 = _domain(NAMES[0])
    m2 = _domain(NAMES[1])
    m3 = _domain(NAMES[2])
    m4 = _domain(NAMES[3])
    m5 = _domain(NAMES[4])
    source = forms.CharField(label=_("依据"), max_length=300)

    def clean_assessed_on(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["assessed_on"])

    def clean_source(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["source"])

    def clean(self) -> dict[str, Any]:
        """Ask for one domain at least."""
        facts = super().clean() or {}
        if not self.errors and all(facts.get(name) is None for name in DOMAINS):
            self.add_error("m1", _("至少填一项。"))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was told, the domains in hundredths."""
        told = dict(self.cleaned_data)
        for name in DOMAINS:
            told[name] = None if told[name] is None else int(told[name] * HUNDREDTHS)
        return told


class WithdrawForm(Legible):
    """Why support is taken back."""

    reason = forms.CharField(label=_("为什么收回"), max_length=200)


class PartnerSearch(Legible):
    """Words, stage, network, and what a partner lacks."""

    q = forms.CharField(label=_("名称或所在地"), required=False, max_length=80)
    stage = forms.ChoiceField(
        label=_("阶段"), required=False, choices=labelled(PartnerStage.Stage.choices, empty=_("全部"))
    )
    network = forms.ChoiceField(label=_("网络"), required=False)
    needs = forms.ChoiceField(
        label=_("缺什么"),
        required=False,
        choices=(
            ("", _("全部")),
            ("contact", _("半年没有来往")),
            ("assessment", _("没有评估过")),
            ("support", _("一年没有支持")),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Network.objects.order_by("name").values_list("name", flat=True)
        networks: Any = self.fields["network"]
        networks.choices = [("", _("全部")), *((name, name) for name in names)]


class PartnerForm(Legible):
    """Which organisation becomes a partner."""

    organization = OrganizationField(label=_("组织"), max_length=120, help_text=_("按名录里的全称写。"))
