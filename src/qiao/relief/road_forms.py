"""The form of a table of roads, and the words for rows that were not understood."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible

LARGEST = 2_000_000
ENCODINGS = ("utf-8-sig", "gb18030")
REFUSALS = {
    "NO_COLUMN": _("表头缺这一栏"),
    "TOO_MANY": _("超过两万行，后面的没有读"),
    "PLACE": _("不认识这个地点，或指好几处，请写全名或六位代码"),
    "SAME": _("从和到是同一处"),
    "KM": _("公里数看不懂"),
    "MINUTES": _("分钟数看不懂"),
    "REPEATED": _("这段路前面写过，用前面的"),
    "UNREADABLE": _("这份文件不是 CSV"),
}


class RoadForm(Legible):
    """A CSV file with from, to, km and, if known, minutes."""

    file = forms.FileField(label=_("路程表（CSV：从、到、公里、分钟）"))

    def clean(self) -> dict[str, Any]:
        """Read the file as text, as UTF-8 or as the Chinese Excel writes it."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        file = told.get("file")
        if file is None:
            return told
        if file.size > LARGEST:
            raise ValidationError(_("文件太大：最多 2 MB。"))
        content = file.read()
        for encoding in ENCODINGS:
            try:
                told["text"] = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return told
        raise ValidationError(_("这份文件不是文字，请存成 CSV 再传。"))
