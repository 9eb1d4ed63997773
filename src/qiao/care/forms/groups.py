"""What leaders type of a group, and what a file's team types to let somebody join one."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.care.forms.files import (
    LONGEST_NOTES,
    LONGEST_SESSION_MINUTES,
    MOMENTS,
    SECRET,
    moment_input,
    not_ahead,
)
from qiao.care.forms.work import text_field
from qiao.care.models import CareFile, CareGroup, Consent
from qiao.care.queries import caseworkers
from qiao.registry.fields import Legible, labelled

MOST_SESSIONS = 60
LONGEST_CALLED = 20


class GroupForm(Legible):
    """A new group: kind, aim, how many sessions, who leads it too."""

    kind = forms.ChoiceField(label=_("类别"), choices=labelled(CareFile.Kind.choices))
    planned_sessions = forms.IntegerField(
        label=_("计划几次"), min_value=1, max_value=MOST_SESSIONS, initial=6
    )
    other: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("另一位带领人"), empty_label=_("请选择")
    )
    aim = text_field(_("目的（只有两位带领人看得到）"))

    def __init__(
        self, *args: Any, organization_id: uuid.UUID | None, user_id: uuid.UUID | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = caseworkers(organization_id).exclude(pk__in=[user_id] if user_id else [])
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class GroupSessionForm(Legible):
    """One session: when, how long, who came, what happened."""

    prefix = "met"
    held_at = forms.DateTimeField(label=_("时间"), widget=moment_input(), input_formats=MOMENTS)
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=LONGEST_SESSION_MINUTES)
    present = forms.MultipleChoiceField(
        label=_("到场的组员"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(
        label=_("小组记录"), max_length=LONGEST_NOTES, widget=forms.Textarea(attrs=SECRET | {"rows": 6})
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = members  # type: ignore[attr-defined]

    def clean_held_at(self) -> Any:
        """Refuse a session that has not been held."""
        return not_ahead(self.cleaned_data["held_at"])


class LeaderForm(Legible):
    """Who leads in whose place."""

    prefix = "leader"
    former: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("换下"), empty_label=_("请选择")
    )
    new: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("换上"), empty_label=_("请选择")
    )

    def __init__(self, *args: Any, group: CareGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = group.leaders.all()
        others = caseworkers(group.organization_id).exclude(pk__in=leaders)
        self.fields["former"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["new"].queryset = others  # type: ignore[attr-defined]


class CloseGroupForm(Legible):
    """What the group came to."""

    prefix = "closing"
    summary = text_field(_("小组小结"), rows=3)


class JoinForm(Legible):
    """Let a person join a group, with their consent told and given."""

    prefix = "join"
    group: "forms.ModelChoiceField[CareGroup]" = forms.ModelChoiceField(
        queryset=CareGroup._base_manager.none(),  # noqa: SLF001 - the scoped manager is closed while classes load
        label=_("哪个小组"),
        empty_label=_("请选择"),
    )
    called = forms.CharField(
        label=_("组里怎样称呼（不用真名）"),
        max_length=LONGEST_CALLED,
        widget=forms.TextInput(attrs=SECRET),
    )
    given_by = forms.ChoiceField(label=_("谁同意的"), choices=labelled(Consent.Giver.choices))
    has_consent = forms.BooleanField(label=_("已当面说明小组的安排和保密约定，并取得同意"))

    def __init__(self, *args: Any, groups: QuerySet[CareGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
