"""What recipients tap and write, and what those who handle complaints fill in."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.quality.actions import Told
from qiao.quality.models import Complaint, Feedback
from qiao.quality.queries import focal_points, people_of
from qiao.registry.fields import Legible, day_input, labelled

LONGEST_WORDS = 2_000
LONGEST_CONTACT = 120
LONGEST_CODE = 40
QUIET = {"autocomplete": "off"}
SCORES = ((5, _("很好")), (4, _("好")), (3, _("一般")), (2, _("不好")), (1, _("很不好")))
NO_COMPLAINT = _("不是投诉")


class WordsForm(Legible):
    """A word to a score: what it was like, whether it is a complaint, whether an answer is wanted."""

    words = forms.CharField(
        label=_("想说的话"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs=QUIET | {"rows": 3}),
    )
    kind = forms.ChoiceField(label=_("是不是投诉"), required=False)
    not_for = forms.MultipleChoiceField(
        label=_("打骂骚扰、拿帮助换好处的，只交给下面的专人。投诉的就是其中的人，请勾上：不给他看"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.CharField(
        label=_("怎样找到您（不留就是匿名）"),
        max_length=LONGEST_CONTACT,
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )
    wants_answer = forms.BooleanField(label=_("我想得到答复"), required=False)

    def __init__(self, *args: Any, organization_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = labelled(Complaint.Kind.choices, empty=NO_COMPLAINT)  # type: ignore[attr-defined]
        named = [(str(one.user_id), str(one.user)) for one in focal_points(organization_id)]
        if named:
            self.fields["not_for"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["not_for"]

    def told(self, **about: Any) -> Told:
        """Return what was filled in, about a delivery, a report, or a service."""
        held = self.cleaned_data
        barred = tuple(uuid.UUID(one) for one in held.get("not_for", ()))
        return Told(
            words=held["words"],
            contact=held["contact"],
            wants_answer=held["wants_answer"],
            kind=held["kind"],
            not_for=barred,
            **about,
        )


class TellForm(WordsForm):
    """One tap from one to five, and the rest if wished. `score` comes from the button that was tapped."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    score = forms.TypedChoiceField(
        choices=SCORES, coerce=int, empty_value=None, required=False, widget=forms.HiddenInput
    )
    service = forms.ChoiceField(label=_("说的是哪一项"), required=False)
    field_order: tuple[str, ...] = ("service", "words", "kind", "not_for", "contact", "wants_answer")

    def __init__(self, *args: Any, asks_service: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = labelled(Feedback.Service.choices)  # type: ignore[attr-defined]
        if not asks_service:
            del self.fields["service"]

    def told(self, **about: Any) -> Told:
        """Return what was filled in."""
        service = {"service": self.cleaned_data["service"]} if "service" in self.fields else {}
        return super().told(score=self.cleaned_data["score"], **(service | about))

    def clean(self) -> dict[str, Any]:
        """Ask for a tap or a word."""
        held: dict[str, Any] = super().clean() or {}
        if held.get("score") is None and not held.get("words", "").strip():
            self.add_error("words", ValidationError(_("请打一个分，或写一句话。"), code="empty"))
        return held


class NoteForm(TellForm):
    """The same, written down by somebody who is on the telephone; the code of the slip if it is at hand."""

    code = forms.CharField(
        label=_("送货单或查询码（没有就不填）"),
        max_length=LONGEST_CODE,
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )
    score = forms.TypedChoiceField(
        label=_("评分"), choices=[("", _("没有打分")), *SCORES], coerce=int, empty_value=None, required=False
    )
    field_order = ("code", "service", "score", "words", "kind", "not_for", "contact", "wants_answer")


class AssignForm(Legible):
    """Who looks into a complaint, and by when it is answered."""

    prefix = "assign"
    owner: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("谁处理"), empty_label=_("请选择")
    )
    due_on = forms.DateField(label=_("答复期限"), widget=day_input())

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"owner": complaint.owner_id, "due_on": complaint.due_on})
        super().__init__(*args, **kwargs)
        people = people_of(complaint.organization_id).exclude(pk__in=complaint.concerned.all())
        if complaint.is_sensitive:
            named = focal_points(complaint.organization_id)
            people = people.filter(pk__in=[one.user_id for one in named])
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        """Refuse a day in the past."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("答复期限不能早于今天。"), code="past")
        return day


class PersonForm(Legible):
    """Somebody of the organisation: whom a complaint is about, or who is named."""

    prefix = "person"
    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("哪一位"), empty_label=_("请选择")
    )

    def __init__(self, *args: Any, organization_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(organization_id)  # type: ignore[attr-defined]


class AnswerForm(Legible):
    """What was found, and the answer in words the other side can read."""

    prefix = "answer"
    finding = forms.ChoiceField(label=_("查下来"), choices=labelled(Complaint.Finding.choices))
    answer = forms.CharField(
        label=_("答复（对方凭查询码看得到）"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=QUIET | {"rows": 3}),
    )


class CloseForm(Legible):
    """How the result was told."""

    prefix = "close"
    told = forms.ChoiceField(label=_("怎样告知的"), choices=labelled(Complaint.Told.choices))


class KindForm(Legible):
    """What a complaint is about."""

    prefix = "kind"
    kind = forms.ChoiceField(label=_("投诉什么"), choices=labelled(Complaint.Kind.choices))
