"""A file of bank lines or gifts, and how it is to be booked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.funding.importing import Intent
from qiao.funding.models import Campaign, ImportBatch
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import Crisis

LARGEST = 10 * 2**20


class LedgerTableForm(Legible):
    """The file and what it is."""

    prefix = "table"
    file = forms.FileField(
        label=_("文件（xlsx、xls、ods、csv）"),
        help_text=_("表头要有日期和金额（或收入、支出）；捐赠人、备注、流水号可有可无。"),
    )
    kind = forms.ChoiceField(label=_("这是什么"), choices=labelled(ImportBatch.Kind.choices))
    campaign = forms.ModelChoiceField(
        label=_("募捐活动"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("（不属于募捐活动）"),
        help_text=_("选了联合公募：捐赠名单记进合作方账户，本组织流水里的收入记作合作方拨付。"),
    )
    purpose = forms.CharField(
        label=_("限定用途"), max_length=200, required=False, help_text=_("留空就是非限定。")
    )
    is_note_purpose = forms.BooleanField(label=_("备注就是捐赠人指定的用途"), required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["campaign"]
        chosen.queryset = Campaign.objects.filter(crisis=crisis)

    def clean_file(self) -> Any:
        """Refuse what is too large to be read at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 10 MB，请按月份拆开再导入。"), code="large")
        return file

    @property
    def intent(self) -> Intent:
        """Return how the file is to be booked."""
        facts = self.cleaned_data
        return Intent(facts["kind"], facts["campaign"], facts["purpose"], facts["is_note_purpose"])
