"""What somebody without an account fills in: five questions, and later a correction under the receipt code."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import AttachmentRefusedError
from qiao.intake.actions import Stated, Upload
from qiao.intake.actions.voices import LARGEST
from qiao.intake.attachments import look_at
from qiao.intake.fields import LONGEST_LINE, PLACES_LIST
from qiao.intake.forms.voices import EMPTY_TEXT, LONGEST_CONTACT, Submission, area, plain_lines
from qiao.intake.models import Need
from qiao.intake.words.voices import CHIP_GROUPS
from qiao.registry.fields import Legible
from qiao.registry.models import QuantityKind

LONGEST_ANSWER = 1_000
MOST_PHOTOS = 3
STANDARDS_LIST = "known-standards"

NUMBER = re.compile(r"(?:约|大约|大概|差不多|至少)?\s*(\d[\d,]*)\s*([^\d\s,，。.]{0,6})")
HAS_NUMBER = re.compile(r"[0-9一二两三四五六七八九十百千万亿几数半]")
NO_NUMBER = re.compile(r"^\s*[-−–]|nan|inf|\d[eE][+\-]?\d", re.IGNORECASE)
MOST_DIGITS = len(str(LARGEST))

DIRECTIONS = (("NEED", _("我要求助")), ("OFFER", _("我能提供")))
OPENINGS = {"NEED": "求助：", "OFFER": "可提供："}
KINDS = (
    ("EXACT", _("有数")),
    ("ABOUT", _("大约")),
    ("UNKNOWN", _("不知道")),
    ("OPEN", _("越多越好")),
)
URGENCIES = (("1", _("人命关天")), ("2", _("很急")), ("3", _("不太急")))
URGENCY_WORDS = {1: "人命关天", 2: "很急"}

WHO_WORDS = {
    "MINORS": "未成年人",
    "ELDERLY": "老年人",
    "DISABLED": "残疾人",
    "PREGNANT": "孕产妇",
    "SICK": "伤病人员",
    "BEREAVED": "丧亲者",
}
"""The groups in the words of the report, which is always Chinese."""


class PhotosInput(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        """Return the list of files."""
        return files.getlist(name)


class PhotosField(forms.Field):
    """A few photographs or recordings, each looked at before anything is kept."""

    widget = PhotosInput(attrs={"multiple": True, "accept": "image/*,audio/*"})

    def clean(self, value: Any) -> list[Upload]:
        """Return the files; refuse too many, and each that is not what it should be."""
        files = value or []
        if len(files) > MOST_PHOTOS:
            raise ValidationError(_("最多 %(most)d 个，请去掉几个。"), params={"most": MOST_PHOTOS})
        uploads = [Upload(file.name or "photo", file.read()) for file in files]
        try:
            for upload in uploads:
                look_at(upload.name, upload.content)
        except AttachmentRefusedError as error:
            raise ValidationError(error.message(get_language() or "zh-hans")) from error
        return uploads


@dataclass(frozen=True)
class Amount:
    """How much, as it was said and as far as it is a number."""

    words: str
    kind: str
    quantity: int | None = None
    unit: str = ""


class HowMuch(Legible):
    """How much, in one of four kinds that anybody can answer. Unknown is never 0."""

    quantity_kind = forms.ChoiceField(
        label=_("要多少"), required=False, choices=KINDS, widget=forms.RadioSelect, initial="EXACT"
    )
    quantity = forms.CharField(
        label=_("数量和单位（可不填）"),
        required=False,
        max_length=LONGEST_CONTACT,
        widget=forms.TextInput(attrs={"placeholder": _("例如：2000只")}),
    )

    def clean_quantity(self) -> str:
        """Refuse what cannot be an amount; any amount in words is taken as it is."""
        text: str = self.cleaned_data["quantity"].strip()
        plain = unicodedata.normalize("NFKC", text)
        digits = max((len(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", plain)), default=0)
        if text and (not HAS_NUMBER.search(plain) or NO_NUMBER.search(plain) or digits > MOST_DIGITS):
            raise ValidationError(_("请写一个数和单位，例如“2000只”；说不准就选“不知道”。"))
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse a number beside "unknown" or "as much as possible"."""
        held = super().clean() or {}
        if held.get("quantity_kind") in {"UNKNOWN", "OPEN"} and held.get("quantity"):
            self.add_error("quantity", _("选了“不知道”或“越多越好”就不填数；有数就选“有数”。"))
        return held

    @property
    def amount(self) -> Amount:
        """Return how much the checked form says."""
        said, kind = self.cleaned_data["quantity"], self.cleaned_data["quantity_kind"]
        if kind == "OPEN":
            return Amount("数量不限", QuantityKind.OPEN)
        if kind == "UNKNOWN" or not said:
            return Amount("", QuantityKind.UNKNOWN)
        found = NUMBER.fullmatch(unicodedata.normalize("NFKC", said))
        quantity = int(found[1].replace(",", "")) if found else None
        is_number = quantity is not None and 0 < quantity <= LARGEST
        about = "大约" if kind == "ABOUT" and not said.startswith(("约", "大约", "大概")) else ""
        return Amount(
            f"{about}{said}",
            QuantityKind.EXACT if is_number else QuantityKind.UNKNOWN,
            quantity if is_number else None,
            found[2] if found and is_number else "",
        )


class PublicForm(HowMuch, Submission):
    """Five questions for anybody with a phone, and three that are answered with a tap."""

    direction = forms.ChoiceField(
        label=_("您是"), required=False, choices=DIRECTIONS, widget=forms.RadioSelect, initial="NEED"
    )
    what = forms.CharField(
        label=_("发生了什么，需要什么"),
        max_length=LONGEST_ANSWER,
        widget=area(4, placeholder=_("例如：卫生院口罩只够用两天，还缺防护服。")),
        error_messages={"required": EMPTY_TEXT},
    )
    where = forms.CharField(
        label=_("在哪里"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": _("县区、乡镇、村或单位"), "list": PLACES_LIST}),
        error_messages={"required": _("请至少写到县区，例如“英山县温泉镇”。")},
    )
    urgency = forms.TypedChoiceField(
        label=_("有多急"),
        required=False,
        choices=URGENCIES,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    who = forms.MultipleChoiceField(
        label=_("是为谁（可多选）"),
        required=False,
        choices=list(CHIP_GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    standard = forms.CharField(
        label=_("包装上的执行标准（可不填）"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=_("口罩、防护服、手套、护目镜：照包装抄，或拍下包装。决定能不能作医用。"),
        widget=forms.TextInput(attrs={"placeholder": "GB 19083-2010", "list": STANDARDS_LIST}),
    )
    contact = forms.CharField(
        label=_("怎么联系您（可不填）"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": _("称呼和电话"), "autocomplete": "tel"}),
    )
    photos = PhotosField(label=_("照片（可不填，最多 3 张）"), required=False)
    consent = forms.BooleanField(
        label=_("我知道这些用途，同意提交"), error_messages={"required": _("请先勾选同意，才能提交。")}
    )

    def clean_what(self) -> str:
        """Keep one kind of line end."""
        return plain_lines(self.cleaned_data["what"])

    def clean_urgency(self) -> int:
        """Take no answer as not in a hurry."""
        return int(self.cleaned_data["urgency"] or Need.Tier.ORDINARY)

    @property
    def text(self) -> str:
        """Return the answers as one message: the sender's words, said as the call or the offer that they are."""
        held = self.cleaned_data
        said = held["what"].strip().rstrip("。；;，,.")
        opening = OPENINGS[held["direction"] or "NEED"]
        opening = "" if opening.rstrip("：") in said else opening
        amount = self.amount.words
        # After a number a blank would make one number of two.
        parting = "，" if said[-1:].isdigit() else " "
        lines = [f"{opening}{said}{f'{parting}{amount}' if amount else ''}。", f"地点：{held['where']}。"]
        if held["standard"]:
            lines.append(f"执行标准：{held['standard']}。")
        if held["who"]:
            lines.append(f"为谁：{'、'.join(WHO_WORDS[code] for code in held['who'])}。")
        if held["urgency"] in URGENCY_WORDS:
            lines.append(f"紧急程度：{URGENCY_WORDS[held['urgency']]}。")
        return "\n".join(lines)

    @property
    def stated(self) -> Stated:
        """Return what was answered with a tap, which holds whatever the text is read as."""
        held, amount = self.cleaned_data, self.amount
        return Stated(
            tier=held["urgency"],
            who_groups=tuple(held["who"]),
            quantity_kind=amount.kind,
            quantity=amount.quantity,
            unit=amount.unit,
        )


class FollowUpForm(Submission):
    """A correction of a report, or something to add; the first stays as it came."""

    text = forms.CharField(
        label=_("请写下正确的情况"),
        max_length=LONGEST_ANSWER,
        widget=area(4),
        error_messages={"required": EMPTY_TEXT},
    )
    contact = forms.CharField(
        label=_("换了电话？（可不填）"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    photos = PhotosField(label=_("照片（可不填，最多 3 张）"), required=False)

    def clean_text(self) -> str:
        """Keep one kind of line end."""
        return plain_lines(self.cleaned_data["text"])


class OwnEraseForm(Legible):
    """The sender's own erasure: final, so it is confirmed."""

    withdraw = forms.BooleanField(label=_("还没办完的也一起撤回"), required=False, initial=True)
    confirm = forms.BooleanField(
        label=_("我知道删除后谁也无法恢复"), error_messages={"required": _("删除后无法恢复，请先勾选确认。")}
    )
