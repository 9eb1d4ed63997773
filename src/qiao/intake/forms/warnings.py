"""The form for a public warning that somebody hands in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible

LARGEST = 2 * 2**20


class FeedForm(Legible):
    """Where warnings are published, and what we call it."""

    name = forms.CharField(label=_("名称"), max_length=60)
    url = forms.CharField(
        label=_("地址"),
        max_length=400,
        help_text=_(
            "RSS、Atom 目录或单份 CAP 的网址，以 https:// 开头。主机须由运维加进 QIAO_NOTICE_HOSTS。"
        ),
    )


class WarningForm(Legible):
    """A CAP message as a file, or pasted."""

    file = forms.FileField(label=_("CAP 文件（.xml、.cap）"), required=False, help_text=_("不超过 2 MB。"))
    pasted = forms.CharField(
        label=_("或把 XML 粘贴在这里"),
        required=False,
        strip=True,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of them."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        if bool(found.get("file")) == bool(found.get("pasted")):
            self.add_error("file", _("请选一个文件，或粘贴 XML，二选一。"))
        elif found.get("file") and found["file"].size > LARGEST:
            self.add_error("file", _("文件超过 2 MB，不像是一条预警。"))
        return found

    @property
    def content(self) -> bytes:
        """Return what was handed in, byte for byte."""
        handed = self.cleaned_data["file"]
        return handed.read() if handed else str(self.cleaned_data["pasted"]).encode()
