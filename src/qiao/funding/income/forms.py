"""What people hand in about a year's accounts."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible

LARGEST_FILE = 2 * 2**20
FIRST_YEAR = 1990


class AccountsForm(Legible):
    """A year and its sheet."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    year = forms.IntegerField(label=_("年度"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    file = forms.FileField(
        label=_("表格文件"),
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=_(
            "XLSX、XLS、ODS、CSV，不超过 2 MB。列名：类别、来源、金额、是否限定、合同截止；上面可以有标题行，写明“单位：万元”也认得。"
            "同一张表里可以写本年支出、管理费用、净资产、非限定性净资产、固定资产。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"submission": uuid.uuid4(), "year": timezone.localdate().year - 1})
        super().__init__(*args, **kwargs)

    def clean_year(self) -> int:
        """Refuse a year that has not come."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= timezone.localdate().year:
            raise ValidationError(_("请写四位数的年度，不晚于今年。"), code="year")
        return year

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("文件超过 2 MB，请只留需要的工作表。"))
        return file
