"""What is typed about members: groups of them, calls for help, and answers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import NoticePersonalError
from qiao.registry.fields import Legible, PlaceField, labelled
from qiao.trail.kinds import refuse_personal
from qiao.volunteering.models import Enrolment, HelpAnswer, Means, Segment, Shift
from qiao.volunteering.shift_forms import skill_choices


class SegmentForm(Legible):
    """Who belongs to a group."""

    prefix = "segment"
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：县城有货车的单位。"))
    kind = forms.ChoiceField(label=_("个人或单位"), required=False)
    skill = forms.ChoiceField(label=_("会什么"), required=False)
    means = forms.ChoiceField(label=_("能提供什么"), required=False)
    place = PlaceField(label=_("哪里的"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = labelled(Enrolment.Kind.choices, empty=_("不限"))  # type: ignore[attr-defined]
        self.fields["skill"].choices = skill_choices(_("不限"))  # type: ignore[attr-defined]
        self.fields["means"].choices = labelled(Means.choices, empty=_("不限"))  # type: ignore[attr-defined]


class CallForm(Legible):
    """What is asked for, of whom."""

    prefix = "call"
    segment = forms.ModelChoiceField(
        queryset=Segment.objects.none(), label=_("发给谁"), required=False, empty_label=_("全部会员")
    )
    means = forms.ChoiceField(label=_("要什么"))
    text = forms.CharField(
        label=_("内容"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("要什么、多少、送到哪里、什么时候以前。不写任何人的姓名和电话。"),
    )
    shift = forms.ModelChoiceField(
        queryset=Shift.objects.none(),
        label=_("为哪个班次找人"),
        required=False,
        empty_label=_("不为班次"),
    )

    def __init__(
        self, *args: Any, segments: QuerySet[Segment], shifts: QuerySet[Shift], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = segments  # type: ignore[attr-defined]
        self.fields["shift"].queryset = shifts  # type: ignore[attr-defined]
        self.fields["means"].choices = labelled(Means.choices)  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Refuse a text that holds a number of a person: it goes to many."""
        text: str = self.cleaned_data["text"]
        try:
            refuse_personal(text)
        except NoticePersonalError as error:
            raise forms.ValidationError(
                _("内容里不要写电话、证件号、账号或邮箱；要联系的，会员答复后再联系。")
            ) from error
        return text


class ReplyForm(Legible):
    """Yes with how much, no, or later."""

    kind = forms.ChoiceField(choices=HelpAnswer.Kind.choices)
    what = forms.CharField(label=_("能给什么、什么时候"), max_length=120, required=False)
    quantity = forms.IntegerField(label=_("多少"), min_value=1, max_value=10**8, required=False)
    unit = forms.CharField(label=_("单位"), max_length=12, required=False)
