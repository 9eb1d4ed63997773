"""What people type about a bulletin: how often, what is corrected, what is wrong, what is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.forms.voices import EMPTY_TEXT, LONGEST_CONTACT, Submission, plain_lines
from qiao.registry.fields import Legible, labelled
from qiao.relief.forms import longest
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion

LONGEST_QUESTION = 1_000


class BoardForm(Legible):
    """How often the bulletin is published."""

    rhythm = forms.TypedChoiceField(
        label=_("多久发一期"), choices=labelled(BulletinBoard.Rhythm.choices), coerce=int
    )


class CorrectionForm(Legible):
    """Say in public what is corrected and why."""

    note = forms.CharField(
        label=_("更正说明（公开）"),
        max_length=longest(Bulletin, "note"),
        help_text=_("写明改了什么、为什么错。不写人名、电话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(Legible):
    """Answer a question in public."""

    answer = forms.CharField(
        label=_("答复（公开）"),
        max_length=longest(BulletinQuestion, "answer"),
        help_text=_("这段话会登在公告下面。不写人名、电话，不重复对方的原话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(Submission):
    """Say, without an account, that something in the bulletin is wrong."""

    about = forms.ChoiceField(label=_("哪一行"), required=False)
    text = forms.CharField(
        label=_("哪里不对，您知道的是多少"),
        max_length=LONGEST_QUESTION,
        error_messages={"required": EMPTY_TEXT},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact = forms.CharField(
        label=_("怎么联系您（可不填）"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=_("加密保存，不公开。"),
    )

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [("", _("整份公告")), *rows]

    def clean_text(self) -> str:
        """Return the text with one kind of line end."""
        return plain_lines(self.cleaned_data["text"])
