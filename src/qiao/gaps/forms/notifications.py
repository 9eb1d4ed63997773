"""Forms of what was given to government: what was told to whom, and what came back."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.gaps.models import Notification
from qiao.intake.forms.voices import area, moment_field
from qiao.registry.fields import Legible, PlaceField, labelled
from qiao.registry.models import Department, Item


def _needed(field: forms.DateTimeField) -> forms.DateTimeField:
    """Ask for a moment that is otherwise optional."""
    field.required = True
    return field


class NotificationForm(Legible):
    """What was told to which department, when and how."""

    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("告知的部门"), empty_label=_("（请选一个部门）")
    )
    way = forms.ChoiceField(label=_("途径"), choices=labelled(Notification.Way.choices))
    told = forms.CharField(
        label=_("告知内容"),
        max_length=2000,
        widget=area(3),
        help_text=_("只写事情和数量，不写群众的姓名、电话。"),
    )
    place = PlaceField(label=_("事发地"), max_length=60, required=False)
    item = forms.ModelChoiceField(
        Item.objects.all(), label=_("物资"), required=False, empty_label=_("（不针对某种物资）")
    )
    known_at = moment_field(_("我方获知时间"))
    told_at = _needed(moment_field(_("告知时间")))
    receipt_number = forms.CharField(label=_("受理编号"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a telling that is to come, or that came before it was known."""
        facts = super().clean() or {}
        told_at, known_at = facts.get("told_at"), facts.get("known_at")
        if told_at and told_at > timezone.now():
            self.add_error("told_at", _("这个时间还没有到。"))
        if told_at and known_at and told_at < known_at:
            self.add_error("told_at", _("告知时间不能早于获知时间。"))
        return facts


class AnswerForm(Legible):
    """What the department answered, and when."""

    answer = forms.CharField(label=_("答复"), max_length=2000, widget=area(2))
    answered_at = _needed(moment_field(_("答复时间")))

    def __init__(self, *args: Any, told_at: datetime, **kwargs: Any) -> None:
        self.told_at = told_at
        super().__init__(*args, **kwargs)

    def clean_answered_at(self) -> datetime:
        """Refuse an answer from before the telling, or to come."""
        at: datetime = self.cleaned_data["answered_at"]
        if at < self.told_at:
            raise ValidationError(_("答复不能早于告知。"))
        if at > timezone.now():
            raise ValidationError(_("这个时间还没有到。"))
        return at
