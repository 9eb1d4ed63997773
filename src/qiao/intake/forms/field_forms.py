"""Forms about forms of the field: take one in, give somebody a code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import FieldForm
from qiao.intake.sources.openrosa.mapping import ALL_FIELDS, FIELDS_OF
from qiao.intake.sources.openrosa.xform import Question
from qiao.registry.fields import Legible, day_input, labelled

LONGEST_DAYS = 180
LONGEST_SAMPLE = 100_000
LONGEST_ANSWER = 500
FILLED_WORDS: list[tuple[str, Promise]] = [
    ("PLAIN", _("已收下")),
    ("WAITING", _("等人处理")),
    ("CORRECTED", _("已被更正")),
    ("CORRECTS", _("更正了别的一份")),
    ("ERASED", _("已删除")),
]


class FieldFormFile(Legible):
    """A form made in a spreadsheet."""

    file = forms.FileField(
        label=_("表单文件"), help_text=_("XLSForm（.xlsx、.xls）或 XForm（.xml），不超过 2 MB。")
    )


class CollectorForm(Legible):
    """Who fills forms, which, and until when."""

    name = forms.CharField(label=_("谁或哪部手机"), max_length=80)
    days = forms.IntegerField(label=_("有效几天"), min_value=1, max_value=LONGEST_DAYS, initial=30)
    forms_chosen: forms.ModelMultipleChoiceField[FieldForm] = forms.ModelMultipleChoiceField(
        label=_("可填的表单"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["forms_chosen"]
        field.queryset = choices


class FilledFilter(Legible):
    """Which filled forms of a form are shown."""

    q = forms.CharField(label=_("填了什么"), required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("不限")), *FILLED_WORDS])
    since = forms.DateField(label=_("从哪天"), required=False, widget=day_input())
    until = forms.DateField(label=_("到哪天"), required=False, widget=day_input())


class MediaFile(Legible):
    """A picture or a list that a form shows."""

    file = forms.FileField(
        label=_("图片或列表"), help_text=_("图片（PNG、JPEG、WebP）或 CSV，不超过 5 MB；同名的会替换。")
    )


class QuestionMapping(Legible):
    """Which question asks for which field, and a set of answers to try it with. The answers are not kept."""

    kind = forms.ChoiceField(label=_("收什么"), choices=labelled(FieldForm.Kind.choices))
    xml = forms.CharField(
        label=_("或者贴一份填好的表（XML）"),
        required=False,
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "form-control code"}),
        help_text=_("只用来试填，不保存。请换掉真人的姓名和电话。"),
    )

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = [one for one in questions if one.type != "binary"]
        is_english = (get_language() or "").startswith("en")
        words = {one.path: (one.label_en if is_english else "") or one.label for one in self.questions}
        choices = [("", _("不对应")), *words.items()]
        for field in ALL_FIELDS:
            label: Any = ALL_FIELDS[field]
            self.fields[f"of_{field}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=choices,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        for number, one in enumerate(self.questions):
            shown = [("", _("没有填")), *one.choices.items()]
            widget: Any = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
            if one.choices:
                widget = forms.Select(choices=shown, attrs={"class": "form-select"})
            self.fields[f"answer_{number}"] = forms.CharField(
                label=words[one.path], required=False, max_length=LONGEST_ANSWER, widget=widget
            )

    @property
    def fields_of_kind(self) -> list[Any]:
        """Return the fields that forms of the chosen kind fill."""
        kind = self["kind"].value()
        return [self[f"of_{field}"] for field in FIELDS_OF.get(kind, ())]

    @property
    def answer_fields(self) -> list[Any]:
        """Return a field for each question."""
        return [self[f"answer_{number}"] for number in range(len(self.questions))]

    @property
    def mapping(self) -> dict[str, str]:
        """Return field → path as it was chosen, for fields of the chosen kind."""
        held = self.cleaned_data
        fields = FIELDS_OF[held["kind"]]
        return {field: held[f"of_{field}"] for field in fields if held[f"of_{field}"]}

    @property
    def answers(self) -> dict[str, list[str]]:
        """Return path → answer of the questions that were answered."""
        held = self.cleaned_data
        given = {one.path: held[f"answer_{number}"].strip() for number, one in enumerate(self.questions)}
        return {path: [text] for path, text in given.items() if text}

    def clean(self) -> dict[str, Any]:
        """Refuse one question for two fields."""
        held: dict[str, Any] = super().clean() or {}
        chosen = [
            path
            for path in (held.get(f"of_{field}") for field in FIELDS_OF.get(held.get("kind", ""), ()))
            if path
        ]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("一道题只能对应一个栏目。"), code="twice")
        return held
