"""What is asked of a person at the desk of the case book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.casebook.codes import MORE, QUESTIONS
from qiao.casebook.models import CaseFact, CaseStudy, Chapter, Dimension, TextRequest
from qiao.registry.fields import Legible, OrganizationField, labelled
from qiao.registry.models import Crisis

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class OrganizationsField(OrganizationField):
    """Several units of the registry by their names, parted by commas, enumeration commas or line ends."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> Any:
        """Return the Organizations in the order written, each once."""
        text = value or ""
        for sign in "、，；;\n":
            text = text.replace(sign, ",")
        written = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
        return [super(OrganizationsField, self).clean(part) for part in written]


class CaseNewForm(Legible):
    """Which response the case tells, whose it was, and under which title."""

    crisis = forms.ModelChoiceField(Crisis.objects.all(), label=_("突发事件"), empty_label=None)
    subject = OrganizationField(
        label=_("案例组织"),
        required=False,
        max_length=120,
        help_text=_("本组织的案例用本组织的全部记录；别的组织只用提到它的记录。"),
    )
    chapter = forms.ChoiceField(
        label=_("篇章"), choices=labelled(Chapter.choices), initial=Chapter.ASSOCIATION
    )
    leads = OrganizationsField(
        label=_("一起行动的组织"), required=False, help_text=_("只有联合行动才填，用顿号或换行隔开。")
    )
    title = forms.CharField(label=_("标题"), max_length=160)


class CaseTextForm(forms.ModelForm[CaseStudy]):
    """The narrative parts, in Chinese and English, and what this version changes."""

    note = forms.CharField(
        label=_("改了什么"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )

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
            "full",
            "full_en",
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
            "full": _("全文"),
            "full_en": _("全文（英文）"),
        }
        help_texts = {
            "core": _("公开的摘要。不写服务对象的姓名、电话、住址。"),
            "challenges": _("没有写困难的案例不能发布：别人要学的正是这些。"),
            "full": _("申领并经同意的人才能读；不出现在公开网页、接口和搜索里。"),
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
                [
                    (f"{dimension.value}:{code}", label)
                    for code, label in (*QUESTIONS[dimension], *MORE.get(dimension, ()))
                ],
            )
            for dimension in Dimension
        ]

    def facts(self) -> dict[str, str]:
        """Return what the action is told."""
        told = dict(self.cleaned_data)
        dimension, _colon, code = told.pop("question").partition(":")
        return told | {"dimension": dimension, "code": code}


class OpenQuestionForm(forms.Form):
    """Which source states no challenges; who sends it signs."""

    source = forms.CharField(
        label=_("哪个来源没有写"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("例如：后记第48句只说遇到了困难，没有写是哪些。读者会看到这一句和您的署名。"),
    )
    source_en = forms.CharField(
        label=_("哪个来源没有写（英文）"), max_length=400, required=False, widget=forms.TextInput(attrs=TEXT)
    )


class TextRequestForm(forms.ModelForm[TextRequest]):
    """Who asks for the full text, and what for."""

    class Meta:
        model = TextRequest
        fields = ("applicant", "affiliation", "purpose")
        labels = {"applicant": _("您的称呼"), "affiliation": _("单位"), "purpose": _("用途")}
        help_texts = {"purpose": _("不必留电话；请勿填写身份证号等信息。")}
        widgets = {name: forms.TextInput(attrs=TEXT) for name in fields}


class GrantForm(Legible):
    """For how many days the link opens the full text."""

    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=365, initial=30)
    reason = forms.CharField(label=_("对申领人说的话"), max_length=300, required=False)


class RefuseForm(Legible):
    """Why the full text is not given; the applicant reads it."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, help_text=_("客气地说明原因，申领人会看到；不写他人的信息。")
    )
