"""What is asked of a person at the desk of the case book."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.casebook.codes import QUESTIONS
from qiao.casebook.models import CaseFact, CaseStudy, Chapter, Dimension, TextRequest
from qiao.registry.models import Crisis

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


def labelled(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return the choices of a model with their labels in the language of the page."""
    return [(value, _(str(label))) for value, label in choices]


class CaseNewForm(forms.Form):
    """Which response the case tells, and under which title."""

    crisis = forms.ModelChoiceField(
        Crisis.objects.all(), label=_("突发事件"), empty_label=None, widget=forms.Select(attrs=SELECT)
    )
    title = forms.CharField(label=_("标题"), max_length=160, widget=forms.TextInput(attrs=TEXT))
    chapter = forms.ChoiceField(label=_("篇章"), widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["chapter"].choices = labelled(Chapter.choices)


class CaseTextForm(forms.ModelForm[CaseStudy]):
    """The narrative parts, in Chinese and English."""

    class Meta:
        model = CaseStudy
        fields = (
            "title",
            "title_en",
            "core",
            "core_en",
            "challenges",
            "challenges_en",
            "growth",
            "growth_en",
        )
        labels = {
            "title": _("标题"),
            "title_en": _("英文标题"),
            "core": _("核心内容"),
            "core_en": _("核心内容（英文）"),
            "challenges": _("困难与挑战"),
            "challenges_en": _("困难与挑战（英文）"),
            "growth": _("收获与成长"),
            "growth_en": _("收获与成长（英文）"),
        }
        help_texts = {
            "core": _("公开的摘要。不写服务对象的姓名、电话、住址。"),
            "challenges": _("没有写困难的案例不能发布：别人要学的正是这些。"),
        }
        widgets = {
            name: forms.TextInput(attrs=TEXT)
            if name.startswith("title")
            else forms.Textarea(attrs=TEXT | {"rows": 4})
            for name in fields
        }


class FactForm(forms.ModelForm[CaseFact]):
    """A fact that the record does not hold."""

    question = forms.ChoiceField(label=_("维度与问题"), widget=forms.Select(attrs=SELECT))

    class Meta:
        model = CaseFact
        fields = ("text", "text_en", "source")
        labels = {"text": _("事实"), "text_en": _("事实（英文）"), "source": _("出处")}
        help_texts = {"source": _("访谈、文件或公开网页，让别人能找到。")}
        widgets = {name: forms.TextInput(attrs=TEXT) for name in fields}

    field_order = ("question", "text", "text_en", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["question"].choices = [
            (
                _(str(dimension.label)),
                [(f"{dimension.value}:{code}", label) for code, label in QUESTIONS[dimension]],
            )
            for dimension in Dimension
        ]

    def facts(self) -> dict[str, str]:
        """Return what the action is told."""
        told = dict(self.cleaned_data)
        dimension, _colon, code = told.pop("question").partition(":")
        return told | {"dimension": dimension, "code": code}


class TextRequestForm(forms.ModelForm[TextRequest]):
    """Who asks for the full text, and what for."""

    class Meta:
        model = TextRequest
        fields = ("applicant", "affiliation", "purpose")
        labels = {"applicant": _("您的称呼"), "affiliation": _("单位"), "purpose": _("用途")}
        help_texts = {"purpose": _("不必留电话；请勿填写身份证号等信息。")}
        widgets = {name: forms.TextInput(attrs=TEXT) for name in fields}
