"""The form of the exports page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.api.exports.tables import TABLES
from qiao.registry.queries import crises

FORM_WORDS = {
    "xlsx": _("Excel 工作簿（XLSX）"),
    "csv": _("CSV（UTF-8，Excel 可直接打开）"),
    "jsonl": _("JSON Lines（供程序读）"),
    "hxl": _("HXL 标签 CSV（人道数据交换）"),
}
TABLE_WORDS = {
    "needs": _("需求"),
    "offers": _("资源"),
    "matches": _("对接与运送"),
    "trail": _("流转记录"),
}


class ExportForm(forms.Form):
    """What to export, in which form, of which crisis."""

    what = forms.ChoiceField(label=_("内容"))
    form = forms.ChoiceField(label=_("格式"), choices=list(FORM_WORDS.items()))
    crisis = forms.ChoiceField(label=_("突发事件"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = [table.key for table in TABLES.values() if actor.may(table.verb)]
        self.fields["what"].choices = [(key, TABLE_WORDS[key]) for key in readable]  # type: ignore[attr-defined]
        slugs = [(one.slug, one.name) for one in crises()]
        self.fields["crisis"].choices = [("", _("全部")), *slugs]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        """Refuse HXL for tables that have no tags."""
        found: dict[str, Any] = super().clean() or {}
        table = TABLES.get(found.get("what", ""))
        if found.get("form") == "hxl" and table is not None and not table.has_hxl:
            self.add_error("form", gettext("HXL 只用于需求和资源。请改选 XLSX、CSV 或 JSON Lines。"))
        return found
