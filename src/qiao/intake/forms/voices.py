"""Forms of the desk. Errors say what to do; what was typed stays."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.intake.fields import (
    ITEMS_LIST,
    LONGEST_LINE,
    LONGEST_REASON,
    PLACES_LIST,
    ItemField,
    QuantityForm,
)
from qiao.intake.models import Need, Verification
from qiao.intake.registering import Entry
from qiao.intake.words.voices import GROUP_WORDS, REVEAL_REASONS
from qiao.registry.fields import Legible, OrganizationField, PlaceField, labelled
from qiao.registry.models import Organization, QuantityKind

LONGEST_TEXT = 200_000
LONGEST_NOTE = 300
LONGEST_CONTACT = 60
LARGEST_FILE = 10 * 2**20

EMPTY_TEXT = _("内容是空的。请写下看到的情况或需要的东西。")


def plain_lines(text: str) -> str:
    """Return the text with one kind of line end: browsers send two, and spans count characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def area(rows: int, **attrs: Any) -> forms.Textarea:
    """Return a text area of so many lines."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """Return an optional field for a day and an hour, in the browser's own picker."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, **more)


class Submission(Legible):
    """A form with an id of its own, so that sending it twice cannot double anything."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": _("页面不完整，请刷新后再提交。")}
    )

    @classmethod
    def blank(cls, **initial: Any) -> "Submission":
        """Return an empty form with a fresh id."""
        return cls(initial={"submission": uuid.uuid4(), **initial})


class VoiceForm(QuantityForm):
    """What a need and an offer share."""

    item = ItemField(
        label=_("物资或事项"), max_length=LONGEST_LINE, widget=forms.TextInput(attrs={"list": ITEMS_LIST})
    )
    place = PlaceField(
        label=_("地点"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("写到县区，例如“湖北省黄冈市英山县”。"),
        widget=forms.TextInput(attrs={"list": PLACES_LIST}),
    )
    party_text = forms.CharField(label=_("哪个单位"), required=False, max_length=LONGEST_LINE)

    field_order = (
        *("submission", "item", "quantity_kind", "quantity", "quantity_max", "unit", "place"),
        *("party_text", "contact", "tier", "deadline", "specification"),
        *("pack_size", "minimum_lot", "available_from", "expires_at", "earmark_recipient", "earmark_place"),
        "note",
    )

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields of the record."""
        held = self.cleaned_data
        thing = held["item"]
        party = Organization.objects.filter(name=held["party_text"]).first() if held["party_text"] else None
        facts = {
            **self.amount,
            "item": thing.item,
            "item_text": thing.text,
            "place": held["place"],
            "party": party,
            "party_text": held["party_text"],
        }
        if not facts["unit"] and thing.item:
            facts["unit"] = thing.item.unit
        return facts


class NeedFacts(VoiceForm):
    """What is known of a need: to correct one, or to draw one from a report by hand."""

    tier = forms.TypedChoiceField(
        label=_("紧急程度"), choices=labelled(Need.Tier.choices), coerce=int, initial=Need.Tier.ORDINARY
    )
    specification = forms.CharField(
        label=_("规格要求"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("例如：要 GB 19083，不要 KN95。"),
    )

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields of the need."""
        own = {name: self.cleaned_data[name] for name in ("tier", "specification")}
        return {**super().facts, **own}


class NeedAmendForm(NeedFacts):
    """A correction of what was understood; "not needed" is a kind of quantity too."""

    who_groups = forms.MultipleChoiceField(
        label=_("为谁（可多选，可不选）"),
        required=False,
        choices=list(GROUP_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("捐赠人指定给某类人的物资，只分给写明为他们的需求。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["quantity_kind"]
        kinds.choices = [*kinds.choices, (QuantityKind.NONE.value, _("不需要"))]  # type: ignore[attr-defined]

    @staticmethod
    def of(need: Need) -> dict[str, Any]:
        """Return the values of a need as its form shows them."""
        return {
            "item": need.what,
            "quantity_kind": need.quantity_kind,
            "quantity": need.quantity,
            "quantity_max": need.quantity_max,
            "unit": need.unit,
            "place": need.place.full_name if need.place else "",
            "party_text": need.who,
            "tier": need.tier,
            "specification": need.specification,
            "who_groups": need.who_groups,
        }

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields of the need."""
        return {**super().facts, "who_groups": sorted(self.cleaned_data["who_groups"])}


class NeedFromReportForm(NeedFacts, Submission):
    """A need drawn from a report by hand."""


class TakenDown(Submission):
    """The part of a form that goes only into the sealed report."""

    contact = forms.CharField(
        label=_("联系人和电话"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("加密保存，页面和导出都不显示。"),
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=LONGEST_NOTE, widget=area(2))

    def entry(self, facts: dict[str, Any]) -> Entry:
        """Return what the form hands in."""
        held = self.cleaned_data
        return Entry(facts=facts, contact=held["contact"], note=plain_lines(held["note"]))


class NeedForm(NeedFacts, TakenDown):
    """A need taken down without a message."""

    deadline = moment_field(_("期限"))

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields of the need."""
        return {**super().facts, "deadline": self.cleaned_data["deadline"]}


class OfferForm(VoiceForm, TakenDown):
    """An offer taken down without a message, with its terms."""

    pack_size = forms.IntegerField(
        label=_("每件数量"),
        min_value=1,
        max_value=10**6,
        initial=1,
        help_text=_("只能整件发：一箱多少就写多少。"),
    )
    minimum_lot = forms.IntegerField(
        label=_("起运量"),
        min_value=0,
        max_value=10**9,
        initial=0,
        help_text=_("少于这个数就不发；没有就写 0。"),
    )
    available_from = moment_field(_("可发时间"))
    expires_at = moment_field(_("失效时间"), help_text=_("效期或不再提供的时间。"))
    earmark_recipient = OrganizationField(
        label=_("只给这个单位"), required=False, max_length=LONGEST_LINE, help_text=_("捐赠人指定的，照办。")
    )
    earmark_place = PlaceField(
        label=_("只给这个地方"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"list": PLACES_LIST}),
    )

    TERMS = ("pack_size", "minimum_lot", "available_from", "expires_at", "earmark_recipient", "earmark_place")

    def clean(self) -> dict[str, Any]:
        """Refuse an offer that ends before it begins."""
        facts = super().clean()
        begins, ends = facts.get("available_from"), facts.get("expires_at")
        if begins and ends and ends <= begins:
            self.add_error("expires_at", _("失效时间要晚于可发时间。"))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields of the offer."""
        return {**super().facts, **{name: self.cleaned_data[name] for name in self.TERMS}}


class VerifyForm(Legible):
    """A check in three taps: how, whether both sides were asked, and what came out."""

    method = forms.ChoiceField(
        label=_("方式"),
        choices=labelled(Verification.Method.choices),
        initial="PHONE",
        widget=forms.RadioSelect,
    )
    is_two_way = forms.BooleanField(
        label=_("双向核实"), required=False, help_text=_("对方回电，或第二个人也说是。")
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=LONGEST_NOTE, widget=forms.TextInput)
    result = forms.ChoiceField(
        label=_("结果"),
        choices=labelled(Verification.Result.choices),
        error_messages={"required": _("请按下一个结果。"), "invalid_choice": _("请按下一个结果。")},
    )


class CloseForm(Legible):
    """The end of a need, with its reason."""

    state = forms.ChoiceField(
        label=_("怎样了"),
        choices=labelled(
            (one.value, one.label) for one in (Need.State.MET, Need.State.WITHDRAWN, Need.State.REJECTED)
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项：已满足、已撤回或不属实。")},
    )
    reason = forms.CharField(
        label=_("依据"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("请写一句依据，例如“县医院已收到上级调拨”。")},
    )


class RevealForm(Legible):
    """Why somebody must see the original."""

    purpose = forms.ChoiceField(
        label=_("为什么要看"),
        choices=list(REVEAL_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个理由；它会记入流转记录。")},
    )

    @property
    def reason(self) -> str:
        """Return the reason as the trail keeps it: in Chinese, never a person's data."""
        return str(self.cleaned_data["purpose"])


class EraseForm(Legible):
    """The lawful end of a report."""

    reason = forms.CharField(
        label=_("依据"),
        max_length=LONGEST_REASON,
        help_text=_("例如：本人要求；应急处置结束（突发事件应对法第八十五条）。不要写姓名。"),
        error_messages={"required": _("请写明依据，它会留在流转记录里。")},
    )
    confirm = forms.BooleanField(
        label=_("我知道原文和联系方式将无法恢复"),
        error_messages={"required": _("删除后无法恢复，请先勾选确认。")},
    )


class AlertForm(Legible):
    """What was done about an alert."""

    note = forms.CharField(
        label=_("怎样处理的"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("请写一句怎样处理的，例如“已打电话，需求仍在”。")},
    )


class SheetForm(Legible):
    """A shared sheet as a file."""

    name = forms.CharField(label=_("表格名称"), max_length=120, help_text=_("同名再读，只记变化。"))
    file = forms.FileField(label=_("文件（XLSX、XLS、ODS、CSV）"), max_length=120)
    one_is_open = forms.BooleanField(label=_("表里的“1”表示不限量"), required=False)

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("文件超过 10 MB，请只留需要的工作表。"))
        return file
