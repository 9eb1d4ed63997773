"""What is written in a file besides sessions, and what is asked by right."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.care.forms.files import SECRET
from qiao.care.models import CareClosing, Consent, RightsRequest
from qiao.registry.fields import Legible, day_input, labelled

LONGEST = 2_000
LEVELS = (
    ("LOW", _("低：没有自伤念头")),
    ("MEDIUM", _("中：有念头，没有计划")),
    ("HIGH", _("高：有计划或以前有过")),
    ("IMMINENT", _("紧急：随时可能发生，已陪护或报警")),
)
"""Degrees of risk of self-harm, told by what was found."""

RISK_LABELS: dict[str, Any] = {
    "signs": _("看到的危险信号"),
    "protects": _("能撑住的（家人、信念、安排）"),
    "steps": _("已做和要做的处置"),
}
SAFETY_LABELS: dict[str, Any] = {
    "warning": _("一、什么时候会难受起来（预警信号）"),
    "coping": _("二、自己能做什么"),
    "places": _("三、可以去的地方、可以见的人"),
    "people": _("四、可以求助的亲友"),
    "professionals": _("五、可以打的电话（如 12356 心理援助热线、120、110）"),
    "means": _("六、把危险的东西收起来"),
}
"""The six steps of the safety plan (Stanley & Brown 2012, Cognitive and Behavioral Practice 19, 256-264)."""


def text_field(label: Any, *, rows: int = 2, is_required: bool = True) -> forms.CharField:
    """Return a field for words that are sealed; the browser keeps none of them."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=is_required,
        widget=forms.Textarea(attrs=SECRET | {"rows": rows}),
    )


def not_past(day: date, complaint: Any) -> date:
    """Return a day from today on. Raises ValidationError for an earlier one."""
    if day < timezone.localdate():
        raise ValidationError(complaint, code="past")
    return day


class SealedForm(Legible):
    """A form whose words go into one sealed page."""

    words: ClassVar[tuple[str, ...]] = ()

    def content(self) -> dict[str, str]:
        """Return the words that were written."""
        return {name: self.cleaned_data[name] for name in self.words if self.cleaned_data.get(name)}


class RiskForm(SealedForm):
    """An assessment of risk and the day of the next."""

    prefix = "risk"
    words = ("level", *RISK_LABELS)
    level = forms.ChoiceField(label=_("风险程度"), choices=LEVELS)
    review_on = forms.DateField(label=_("下次评估"), widget=day_input())
    signs = text_field(RISK_LABELS["signs"], is_required=False)
    protects = text_field(RISK_LABELS["protects"], is_required=False)
    steps = text_field(RISK_LABELS["steps"])

    def clean_review_on(self) -> date:
        """Refuse a review in the past."""
        day: date = self.cleaned_data["review_on"]
        return not_past(day, _("下次评估不能早于今天。"))


class SafetyForm(SealedForm):
    """The safety plan, step by step, in the person's own words."""

    prefix = "safety"
    words = tuple(SAFETY_LABELS)
    warning = text_field(SAFETY_LABELS["warning"])
    coping = text_field(SAFETY_LABELS["coping"])
    places = text_field(SAFETY_LABELS["places"], is_required=False)
    people = text_field(SAFETY_LABELS["people"], is_required=False)
    professionals = text_field(SAFETY_LABELS["professionals"])
    means = text_field(SAFETY_LABELS["means"], is_required=False)


class GoalForm(Legible):
    """A goal in the person's words."""

    prefix = "goal"
    text = text_field(_("当事人想要什么（用原话）"))


class AdviceForm(SealedForm):
    """What the supervisor advises, and when they look again."""

    prefix = "advice"
    words = ("advice",)
    advice = text_field(_("督导意见"), rows=3)
    supervise_on = forms.DateField(label=_("下次督导"), widget=day_input(), required=False)

    def clean_supervise_on(self) -> date | None:
        """Refuse a day in the past; none may be set."""
        day: date | None = self.cleaned_data["supervise_on"]
        return day and not_past(day, _("下次督导不能早于今天。"))


class ClosingForm(Legible):
    """Why the file shall be closed."""

    prefix = "closing"
    reason = forms.ChoiceField(label=_("结案原因"), choices=labelled(CareClosing.Reason.choices))
    summary = text_field(_("结案小结"), rows=3)


class DecideClosingForm(Legible):
    """Confirmed, or sent back with a remark."""

    prefix = "decide"
    answer = forms.ChoiceField(
        label=_("您的意见"),
        choices=(("CONFIRMED", _("同意结案")), ("SENT_BACK", _("退回，继续服务"))),
    )
    remark = text_field(_("给社工的话"), is_required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a word where the file is sent back."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("answer") == "SENT_BACK" and not facts.get("remark", "").strip():
            self.add_error("remark", ValidationError(_("退回要写明为什么。"), code="required"))
        return facts


class RequestForm(Legible):
    """Who asks for what by right."""

    prefix = "request"
    kind = forms.ChoiceField(label=_("请求"), choices=labelled(RightsRequest.Kind.choices))
    made_by = forms.ChoiceField(label=_("谁提出的"), choices=labelled(Consent.Giver.choices))
    requester = text_field(_("请求人姓名、与当事人的关系、看过的证明"))


class AnswerRequestForm(Legible):
    """What was done, or why not."""

    prefix = "answered"
    answer = forms.ChoiceField(
        label=_("处理"), choices=(("GRANTED", _("已办理")), ("REFUSED", _("不予办理")))
    )
    words = text_field(_("怎样办理的，或不办理的理由"))
