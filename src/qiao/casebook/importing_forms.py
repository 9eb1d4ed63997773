"""What is asked of a person who takes an article into the book."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.casebook.forms import SELECT, TEXT
from qiao.casebook.models import Chapter, Collection, Part
from qiao.engines.article import MOST_LINES, Line, UnreadableArticleError, lines_of
from qiao.registry.fields import labelled
from qiao.registry.models import Crisis

CASE = "CASE"
LONGEST_LINE = 20_000
HEADINGS = 6


class ArticleForm(forms.Form):
    """The article: a file, or its words."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("网页（HTML）、Word（.docx）或纯文本，不超过 5 MB。"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".html,.htm,.docx,.txt,.md"}),
    )
    text = forms.CharField(
        label=_("或贴上全文"), required=False, widget=forms.Textarea(attrs=TEXT | {"rows": 6})
    )
    source = forms.CharField(
        label=_("出处"),
        max_length=300,
        required=False,
        help_text=_("在哪里发表的：刊名、网址、日期。"),
        widget=forms.TextInput(attrs=TEXT),
    )

    lines: tuple[Line, ...] = ()
    name: str = ""

    def clean(self) -> dict[str, Any]:
        """Read the lines of what was given."""
        told = super().clean() or {}
        file = told.get("file")
        data = file.read() if file else str(told.get("text", "")).encode()
        if not data.strip():
            raise forms.ValidationError(_("请选一个文件，或贴上全文。"))
        try:
            self.lines = lines_of(data)
        except UnreadableArticleError:
            raise forms.ValidationError(
                _("这个文件读不出来。请用网页、.docx 或纯文本（UTF-8、GB18030），不超过 5 MB。")
            ) from None
        if not self.lines:
            raise forms.ValidationError(_("文件里没有文字。"))
        self.name = file.name if file else str(_("贴上的文字"))
        return told


class TargetForm(forms.Form):
    """What the article becomes."""

    title = forms.CharField(label=_("标题"), max_length=160, widget=forms.TextInput(attrs=TEXT))
    kind = forms.ChoiceField(label=_("成为"), widget=forms.Select(attrs=SELECT))
    chapter = forms.ChoiceField(label=_("篇章"), widget=forms.Select(attrs=SELECT))
    collection = forms.ModelChoiceField(
        Collection.objects.none(), label=_("案例集"), required=False, widget=forms.Select(attrs=SELECT)
    )
    crisis = forms.ModelChoiceField(
        Crisis.objects.none(),
        label=_("突发事件"),
        required=False,
        help_text=_("成为案例时要选。"),
        widget=forms.Select(attrs=SELECT),
    )
    source = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=160, widget=forms.HiddenInput)
    lines = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [*labelled(Part.Kind.choices), (CASE, _("一个案例"))]
        fields["chapter"].choices = labelled(Chapter.choices)
        fields["collection"].queryset = Collection.objects.order_by("title")
        fields["crisis"].queryset = Crisis.objects.order_by("-began_on")

    def clean_lines(self) -> tuple[Line, ...]:
        """Return the lines as they were looked at."""
        try:
            rows = json.loads(self.cleaned_data["lines"])
            return tuple(
                Line(str(text)[:LONGEST_LINE], int(level) % (HEADINGS + 1))
                for text, level in rows[:MOST_LINES]
            )
        except (ValueError, TypeError):
            raise forms.ValidationError(_("原文没有一起送来，请重新试读。")) from None

    def clean(self) -> dict[str, Any]:
        """Ask for the collection of a part, or the crisis of a case."""
        told = super().clean() or {}
        if told.get("kind") == CASE and not told.get("crisis"):
            self.add_error("crisis", _("成为案例，要选突发事件。"))
        if told.get("kind") not in {None, CASE} and not told.get("collection"):
            self.add_error("collection", _("成为前言、正文或后记，要选案例集。"))
        return told
