"""What people type about ties."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.engines.extraction import mask
from qiao.registry.fields import Legible, OrganizationField, day_input, labelled
from qiao.registry.models import Department, Tie, TieContact
from qiao.registry.ties.queries import LONGEST, MONTHS

LARGEST_FILE = 2 * 2**20


def not_ahead(day: Any) -> Any:
    """Refuse a day that is to come."""
    if day and day > timezone.localdate():
        raise ValidationError(_("这一天还没有到。"))
    return day


def unpersonal(text: str) -> str:
    """Refuse telephone numbers, accounts and names of contacts: they have a sealed place of their own."""
    if mask(text) != text:
        raise ValidationError(_("像是个人的姓名或电话。联系方式请登记在名录里，这里只写单位或群体。"))
    return text


class TieSearch(Legible):
    """Kind, words, and for how long nobody was in touch."""

    q = forms.CharField(label=_("对方或说明"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=labelled(Tie.Kind.choices, empty=_("全部"))
    )
    months = forms.IntegerField(
        label=_("几个月没有来往算久"), required=False, min_value=1, max_value=LONGEST, initial=MONTHS
    )
    quiet = forms.ChoiceField(
        label=_("来往"), required=False, choices=(("", _("全部")), ("1", _("只看久未来往的")))
    )

    @property
    def asked_months(self) -> int:
        """Return the months asked for, else those of the house."""
        if not self.is_bound:
            return MONTHS
        self.is_valid()
        return self.cleaned_data.get("months") or MONTHS


class TieForm(Legible):
    """A tie: to an organisation or department of the registry, else to a unit or a group by name."""

    kind = forms.ChoiceField(label=_("种类"), choices=labelled(Tie.Kind.choices))
    other = OrganizationField(
        label=_("名录里的组织"), required=False, max_length=120, help_text=_("按名录里的全称写。")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("政府部门"), required=False, empty_label=_("（不是部门）")
    )
    name = forms.CharField(
        label=_("名录里没有的单位或群体"),
        required=False,
        max_length=120,
        help_text=_("例如：城东社区独居老人。不写个人姓名、电话。"),
    )
    people = forms.IntegerField(label=_("人数"), required=False, min_value=1, max_value=10_000_000)
    since = forms.DateField(label=_("从何时起"), required=False, widget=day_input())
    last_contact_on = forms.DateField(label=_("最近联系"), required=False, widget=day_input())
    note = forms.CharField(label=_("说明"), required=False, max_length=300)

    def clean_since(self) -> Any:
        """Refuse a beginning that is to come."""
        return not_ahead(self.cleaned_data["since"])

    def clean_last_contact_on(self) -> Any:
        """Refuse a contact that is to come."""
        return not_ahead(self.cleaned_data["last_contact_on"])

    def clean_name(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["name"])

    def clean_note(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one other side, and for days in their order."""
        facts = super().clean() or {}
        sides = [name for name in ("other", "department", "name") if facts.get(name)]
        if len(sides) != 1 and not self.errors:
            self.add_error("other", _("对方请只填一处：名录里的组织、政府部门，或名称。"))
        if facts.get("department") and facts.get("kind") != Tie.Kind.GOVERNMENT:
            self.add_error("kind", _("对方是政府部门，种类请选“政府部门”。"))
        since, last = facts.get("since"), facts.get("last_contact_on")
        if since and last and last < since:
            self.add_error("last_contact_on", _("最近联系不能早于开始。"))
        return facts


class ContactForm(Legible):
    """One time that the two were in touch."""

    happened_on = forms.DateField(label=_("日期"), widget=day_input())
    way = forms.ChoiceField(label=_("方式"), choices=labelled(TieContact.Way.choices))
    what = forms.CharField(label=_("做了什么"), required=False, max_length=200)

    def clean_happened_on(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["happened_on"])

    def clean_what(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["what"])


class WithdrawForm(Legible):
    """Why a record is taken back."""

    reason = forms.CharField(label=_("为什么收回"), max_length=200)


class TieTableForm(Legible):
    """A table of ties, as a file."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("表格文件"),
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=_(
            "XLSX、XLS、ODS、CSV、TSV，不超过 2 MB、两千行。列名：种类、对方、人数、从何时起、最近联系、说明。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"submission": uuid.uuid4()})
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("文件超过 2 MB，请只留需要的工作表。"))
        return file
