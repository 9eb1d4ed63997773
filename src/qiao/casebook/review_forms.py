"""What is asked at an after-action review and about lessons."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.casebook.models import Dimension, LessonUse, Observation, Review
from qiao.engines.readiness import ITEMS
from qiao.funding.ready.forms import in_words
from qiao.registry.fields import Legible, day_input, labelled
from qiao.registry.models import Appointment, Crisis

TWO_LINES = {"rows": 2}


def workers(organization_id: uuid.UUID) -> Any:
    """Return who works for an organisation and may be given something to do."""
    held = Appointment.objects.filter(organization=organization_id).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("display_name")


class ReviewForm(Legible):
    """When, how and with whom a response is looked back on."""

    crisis = forms.ModelChoiceField(Crisis.objects.all(), label=_("突发事件"), empty_label=None)
    title = forms.CharField(label=_("名称"), max_length=120)
    format = forms.ChoiceField(label=_("形式"), choices=labelled(Review.Format.choices))
    held_on = forms.DateField(label=_("日期"), widget=day_input())
    participants = forms.CharField(label=_("谁参加（身份与人数，不写姓名）"), max_length=300)
    scope = forms.CharField(label=_("看哪一段、哪些事"), max_length=300, required=False)


class ObservationForm(Legible):
    """Planned, happened, why."""

    prefix = "seen"
    kind = forms.ChoiceField(label=_("好在哪里还是差在哪里"), choices=labelled(Observation.Kind.choices))
    dimension = forms.ChoiceField(label=_("维度"), choices=labelled(Dimension.choices))
    planned = forms.CharField(label=_("原来怎样打算"), max_length=400, widget=forms.Textarea(attrs=TWO_LINES))
    actual = forms.CharField(label=_("实际怎样"), max_length=400, widget=forms.Textarea(attrs=TWO_LINES))
    cause = forms.CharField(
        label=_("为什么"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs=TWO_LINES),
        help_text=_("多问几次为什么，问到能改的地方；不追究谁。"),
    )


class ActionForm(Legible):
    """What is to be done, by whom and when."""

    prefix = "action"
    observation: forms.ModelChoiceField[Observation] = forms.ModelChoiceField(
        label=_("为哪条观察"), queryset=Observation.objects.none(), required=False, empty_label=_("（不限）")
    )
    what = forms.CharField(label=_("做什么"), max_length=200)
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("谁负责"), queryset=User.objects.none()
    )
    due_on = forms.DateField(label=_("何时完成"), widget=day_input())

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["observation"].queryset = review.observations.all()
        fields["owner"].queryset = workers(review.organization_id)


class FinishForm(Legible):
    """What came of an action."""

    result = forms.CharField(label=_("结果"), max_length=200)


class LessonForm(Legible):
    """A lesson, for which hazard, and what to do next time."""

    prefix = "lesson"
    statement = forms.CharField(label=_("经验"), max_length=400, widget=forms.Textarea(attrs=TWO_LINES))
    advice = forms.CharField(
        label=_("下次怎么做"), max_length=400, required=False, widget=forms.Textarea(attrs=TWO_LINES)
    )
    dimension = forms.ChoiceField(label=_("维度"), choices=labelled(Dimension.choices))
    hazard = forms.ChoiceField(
        label=_("适用灾种"), choices=labelled(Crisis.Hazard.choices, empty=_("各种灾害")), required=False
    )
    statement_en = forms.CharField(label=_("经验（英文）"), max_length=500, required=False)
    advice_en = forms.CharField(label=_("下次怎么做（英文）"), max_length=500, required=False)


class UseForm(Legible):
    """What becomes of a lesson in this crisis, and whether it enters the work plan of readiness."""

    verdict = forms.ChoiceField(label=_("怎样用"), choices=labelled(LessonUse.Verdict.choices))
    note = forms.CharField(label=_("说明"), max_length=300)
    item = forms.TypedChoiceField(
        label=_("列入动员准备的工作计划"), coerce=int, required=False, empty_value=None
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("谁负责"), queryset=User.objects.none(), required=False
    )
    due_on = forms.DateField(label=_("何时完成"), widget=day_input(), required=False)

    def __init__(self, *args: Any, organization_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].choices = [
            ("", _("（不列入）")),
            *((one.number, f"{one.number} {in_words(one.name)}") for one in ITEMS),
        ]
        fields["owner"].queryset = workers(organization_id)

    def clean(self) -> dict[str, Any]:
        """Ask for owner and day where the lesson enters the plan."""
        facts = super().clean() or {}
        if facts.get("item") is not None:
            for name in ("owner", "due_on"):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, _("列入工作计划要写明谁负责、何时完成。"))
        return facts
