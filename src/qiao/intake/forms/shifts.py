"""Forms of closure, shifts and hearsay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import NoticePersonalError
from qiao.intake.models import ClosureRound, HearsayCheck, KindLife, Need
from qiao.intake.models.closure import MOST_HOURS
from qiao.registry.fields import Legible, labelled
from qiao.trail.kinds import refuse_personal


def _impersonal(text: str) -> str:
    """Refuse what looks like a person's number: notes are read by everybody at the desk."""
    try:
        refuse_personal(text)
    except NoticePersonalError as error:
        raise forms.ValidationError(
            _("这里不要写电话、证件号或账号：写记录的编号，电话在那条记录里看。"), code="personal"
        ) from error
    return text


class UnclosedFilter(Legible):
    """Which entries without an end somebody wants to see."""

    kind = forms.ChoiceField(
        label=_("哪一类"), required=False, choices=[("", _("需求")), ("offer", _("资源"))]
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            *labelled([one for one in Need.State.choices if one[0] in {"NEW", "OPEN", "EXPIRED"}]),
        ],
    )
    rounds = forms.ChoiceField(
        label=_("问过几轮"),
        required=False,
        choices=[("", _("不限")), ("0", _("没问过")), ("1", _("一轮以上")), ("3", _("三轮以上"))],
    )
    why = forms.ChoiceField(
        label=_("为什么问"), required=False, choices=[("", _("不限")), *labelled(ClosureRound.Why.choices)]
    )


class LivesForm(Legible):
    """For how many hours each kind of need holds; empty is the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in labelled(KindLife.Kind.choices):
            self.fields[kind] = forms.IntegerField(
                label=label,  # type: ignore[arg-type]
                required=False,
                min_value=1,
                max_value=MOST_HOURS,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
                help_text=DEFAULTS[kind],
            )


DEFAULTS: dict[str, Any] = {
    KindLife.Kind.RESCUE: _("留空为 6 小时"),
    KindLife.Kind.MEDICAL: _("留空按物资目录里各自的天数（医用物资多为 3 天）"),
    KindLife.Kind.GOODS: _("留空按物资目录里各自的天数（多为 7 天）"),
    KindLife.Kind.UNNAMED: _("留空为 168 小时（7 天）"),
}


class HandOverForm(Legible):
    """What the next shift has to know."""

    text = forms.CharField(
        label=_("交代"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("没办完的、要当心的、下一步找谁。不写电话和姓名，写记录编号。"),
    )

    def clean_text(self) -> str:
        """Refuse what is personal."""
        return _impersonal(self.cleaned_data["text"])


class HearsayForm(Legible):
    """What was found out about hearsay, and from whom."""

    source = forms.CharField(
        label=_("来源"),
        required=False,
        max_length=300,
        help_text=_("官方公告的网址，或哪个单位、什么时候答复的。查不清可以空着。"),
    )
    verdict = forms.ChoiceField(label=_("结论"), choices=labelled(HearsayCheck.Verdict.choices))

    def clean_source(self) -> str:
        """Refuse what is personal."""
        return _impersonal(self.cleaned_data["source"])

    def clean(self) -> dict[str, Any]:
        """A verdict has a source, unless nobody can tell."""
        facts = super().clean() or {}
        if facts.get("verdict") in {"CONFIRMED", "REFUTED"} and not (facts.get("source") or "").strip():
            self.add_error("source", _("证实或辟谣都要写来源；没有来源，请选“查不清”。"))
        return facts
