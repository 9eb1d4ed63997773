"""What social workers type. Identity, notes and reasons are sealed as soon as they arrive."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.care.actions import LEAST_REASON
from qiao.care.models import CareFile, Consent
from qiao.care.queries import caseworkers, supervisors
from qiao.registry.fields import Legible, labelled

LONGEST_IDENTITY = 2_000
LONGEST_NOTES = 20_000
LONGEST_SESSION_MINUTES = 600
LONGEST_REASON = 500
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
SAID_HERE = [one for one in Consent.Purpose.choices if one[0] != Consent.Purpose.GROUP]
"""A group is agreed to where one joins it."""
SECRET = {"autocomplete": "off", "spellcheck": "false"}


def not_ahead(moment: Any) -> Any:
    if moment > timezone.now():
        raise ValidationError(_("时间不能晚于现在。"), code="future")
    return moment


def moment_input() -> forms.DateTimeInput:
    """Return a field for a moment that browsers show as a calendar with a clock."""
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class TeamForm(Legible):
    """Who supervises and who else is in the team."""

    supervisor: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("督导"), empty_label=_("请选择")
    )
    team: "forms.ModelMultipleChoiceField[User]" = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=_("团队里的其他社工"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, organization_id: uuid.UUID | None, user_id: uuid.UUID | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        oneself = [user_id] if user_id else []
        colleagues = caseworkers(organization_id).exclude(pk__in=oneself)
        others = supervisors(organization_id).exclude(pk__in=oneself)
        self.fields["supervisor"].queryset = others  # type: ignore[attr-defined]
        self.fields["team"].queryset = colleagues  # type: ignore[attr-defined]
        if not colleagues.exists():
            del self.fields["team"]


class AboutForm(TeamForm):
    """For whom, besides the name: kind of support, age, who looks after it."""

    kind = forms.ChoiceField(label=_("类别"), choices=labelled(CareFile.Kind.choices))
    age = forms.ChoiceField(
        label=_("年龄段"),
        choices=labelled(CareFile.Age.choices),
        initial=CareFile.Age.ADULT,
        required=False,
        help_text=_("不满十四岁的，各项同意都要由监护人作出（个人信息保护法第三十一条）。"),
    )
    field_order: tuple[str, ...] = ("kind", "age", "supervisor", "team")

    def clean_age(self) -> str:
        """Return the age said, or adult where nothing was said."""
        return self.cleaned_data["age"] or CareFile.Age.ADULT


class TakeForm(AboutForm):
    """Take a request up: nothing of the person is typed, it goes from seal to seal."""


class OpenForm(AboutForm):
    """Open a file: who it is about, who supervises, who else is in the team."""

    identity = forms.CharField(
        label=_("身份与联系方式"),
        max_length=LONGEST_IDENTITY,
        widget=forms.Textarea(attrs=SECRET | {"rows": 3}),
        help_text=_("只记必需的。保存时用这份档案自己的密钥加密，只有服务团队和督导看得到。"),
    )
    has_consent = forms.BooleanField(label=_("当事人（或监护人）已同意接受服务"), required=False)
    field_order = ("kind", "age", "supervisor", "identity", "team", "has_consent")


class SessionForm(Legible):
    """One meeting and what was said."""

    held_at = forms.DateTimeField(label=_("时间"), widget=moment_input(), input_formats=MOMENTS)
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=LONGEST_SESSION_MINUTES)
    notes = forms.CharField(
        label=_("会谈记录"), max_length=LONGEST_NOTES, widget=forms.Textarea(attrs=SECRET | {"rows": 6})
    )

    def clean_held_at(self) -> Any:
        """Refuse a meeting that has not been held."""
        return not_ahead(self.cleaned_data["held_at"])


class ConsentForm(Legible):
    """What the person agreed to."""

    prefix = "consent"
    purpose = forms.ChoiceField(label=_("同意的目的"), choices=labelled(SAID_HERE))
    receiver = forms.CharField(
        label=_("交给谁"),
        max_length=120,
        required=False,
        help_text=_("只在“转介给其他机构”时填：写机构全称，一个机构记一次。"),
    )
    given_by = forms.ChoiceField(label=_("谁同意的"), choices=labelled(Consent.Giver.choices), required=False)
    given_at = forms.DateTimeField(label=_("同意时间"), widget=moment_input(), input_formats=MOMENTS)

    def clean_given_at(self) -> Any:
        """Refuse a consent of tomorrow."""
        return not_ahead(self.cleaned_data["given_at"])

    def clean_given_by(self) -> str:
        """Return who agreed, the person where nothing was said."""
        return self.cleaned_data["given_by"] or Consent.Giver.SELF

    def clean(self) -> dict[str, Any]:
        """Ask for the receiver where data go to one."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("purpose") == Consent.Purpose.SHARING and not facts.get("receiver", "").strip():
            self.add_error("receiver", ValidationError(_("请写明交给哪个机构。"), code="required"))
        return facts


class ReasonForm(Legible):
    """Why the supervisor must read the notes."""

    prefix = "reason"
    reason = forms.CharField(
        label=_("理由"),
        min_length=LEAST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs=SECRET | {"rows": 2}),
        help_text=_("至少 20 个字。加密保存，服务团队看得到；30 分钟内有效，只限这一份。"),
    )
    code = forms.CharField(
        label=_("两步验证码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("手机验证器上的六位数字，或一个备用码。"),
    )
