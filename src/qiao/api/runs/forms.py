"""The form that starts a run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.api.models import BatchRun
from qiao.registry.models import Crisis
from qiao.registry.queries import crises

TASK_WORDS = {
    BatchRun.Task.LINK: _("全部需求比对：哪些可能是同一件"),
    BatchRun.Task.ALLOCATE: _("逐类物资分配：得到一份方案"),
    BatchRun.Task.GAPS: _("缺口清单：拾遗补缺的一次查找"),
}


class RunForm(forms.Form):
    """What to run, over the records of which crisis."""

    task = forms.ChoiceField(label=_("任务"), choices=list(TASK_WORDS.items()))
    crisis = forms.ChoiceField(label=_("突发事件"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._crises = {one.slug: one for one in crises()}
        told = [(slug, one.name) for slug, one in self._crises.items()]
        self.fields["crisis"].choices = told  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def clean_crisis(self) -> Crisis:
        """Return the crisis itself."""
        return self._crises[self.cleaned_data["crisis"]]
