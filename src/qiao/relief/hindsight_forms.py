"""What people choose in hindsight: the hour, the goods, the rule; which imported table is a list of goods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import ImportBatch
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import Crisis, Place
from qiao.relief.forms import longest, text_input
from qiao.relief.models import GoodsTable
from qiao.relief.past import Pool, Source
from qiao.relief.rules import CHOICES

HOURS = (
    (6, _("6 小时")),
    (12, _("12 小时")),
    (24, _("24 小时")),
    (48, _("两天")),
    (72, _("三天")),
    (168, _("一周")),
)
POOLS = (
    (Pool.HANDED, _("实际发放的全部物资")),
    (Pool.KNOWN, _("实际给了求助者的那些")),
    (Pool.STOCK, _("那时在手的物资（按记录）")),
)
SOURCES = ((Source.LISTS, _("公布的收发清单")), (Source.OWN, _("我们自己的运送")))


class HourForm(Legible):
    """Which hour, how long after it, which goods, which rule."""

    at = forms.DateTimeField(
        label=_("从什么时候看"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"),
    )
    hours = forms.TypedChoiceField(label=_("看之后多久的发放"), choices=HOURS, coerce=int)
    pool = forms.TypedChoiceField(label=_("拿哪些物资来比"), choices=POOLS, coerce=Pool)
    rule = forms.ChoiceField(label=_("逐条对照的规则"), choices=CHOICES)
    source = forms.TypedChoiceField(label=_("谁的发放"), choices=SOURCES, coerce=Source)


class GoodsListForm(Legible):
    """Which loaded table lists goods, of which kind, who published it and where they lay."""

    batch = forms.ModelChoiceField(label=_("导入的表格"), queryset=ImportBatch.objects.none())
    kind = forms.ChoiceField(label=_("表里是"), choices=labelled(GoodsTable.Kind.choices))
    publisher = forms.CharField(
        label=_("谁公布的"), max_length=longest(GoodsTable, "publisher"), widget=text_input()
    )
    place = forms.CharField(
        label=_("物资放在哪里（区划代码，可不填）"), max_length=6, required=False, widget=text_input()
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        batch = self.fields["batch"]
        assert isinstance(batch, forms.ModelChoiceField)
        batch.queryset = ImportBatch.objects.filter(crisis=crisis, state=ImportBatch.State.LOADED)

    def clean_place(self) -> Place | None:
        """Return the place of this code."""
        code = self.cleaned_data["place"]
        place: Place | None = Place.objects.filter(code=code).first() if code else None
        if code and place is None:
            raise forms.ValidationError(_("没有这个区划代码。"))
        return place
