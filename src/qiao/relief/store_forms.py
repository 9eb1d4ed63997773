"""What people type about stores and the parts of a lot."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions.voices import LARGEST
from qiao.registry.fields import Legible, PlaceField, day_input, labelled
from qiao.registry.models import Item
from qiao.relief.forms import REASON_LENGTH, longest, number_input
from qiao.relief.models import LotPart, Store


def pieces(**facts: Any) -> forms.IntegerField:
    """Return a field for whole base units."""
    return forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input(), **facts)


class StoreChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose one of the stores of the organisation."""

    def __init__(self) -> None:
        super().__init__(queryset=Store.objects.none(), label=_("放在哪个仓库"))


class StoreForm(Legible):
    """Enter a store; its telephone and address are entered on its page as contacts."""

    name = forms.CharField(label=_("仓库名称"), max_length=longest(Store, "name"))
    place = PlaceField(label=_("地点"), required=False)
    hours = forms.CharField(label=_("收发时间"), max_length=longest(Store, "hours"), required=False)

    def clean_name(self) -> str:
        """Refuse a name that another store bears."""
        name = str(self.cleaned_data["name"]).strip()
        if Store.objects.filter(name=name).exists():
            raise forms.ValidationError(_("已有同名的仓库。"))
        return name


class ReceiveForm(Legible):
    """Goods of a lot came: where they lie, how many pieces or boxes, their last day, their batch."""

    store = StoreChoice()
    quantity = pieces()
    packs = forms.TypedChoiceField(
        label=_("数量的单位"),
        choices=((0, _("单件")), (1, _("整箱"))),
        coerce=int,
        empty_value="",
        required=False,
    )
    expires_on = forms.DateField(label=_("失效日期"), required=False, widget=day_input())
    batch = forms.CharField(label=_("生产批号"), max_length=longest(LotPart, "batch"), required=False)

    def __init__(self, *args: Any, pack_size: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack_size = pack_size
        self.fields["store"].queryset = Store.objects.all()  # type: ignore[attr-defined]
        if pack_size <= 1:
            del self.fields["packs"]

    @property
    def pieces(self) -> int:
        """Return how many pieces came: boxes times what one holds, or as told."""
        told: int = self.cleaned_data["quantity"]
        return told * self.pack_size if self.cleaned_data.get("packs") else told


class TransferForm(Legible):
    """Bring pieces to another store."""

    store = StoreChoice()
    quantity = pieces()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = Store.objects.all()  # type: ignore[attr-defined]


class SplitForm(Legible):
    """Tell pieces of another last day or batch apart."""

    quantity = pieces()
    expires_on = forms.DateField(label=_("失效日期"), required=False, widget=day_input())
    batch = forms.CharField(label=_("生产批号"), max_length=longest(LotPart, "batch"), required=False)


class UnfitForm(Legible):
    """Set pieces apart as not fit, say why, and what they can still serve as."""

    quantity = pieces()
    unfit = forms.ChoiceField(label=_("哪里不合标准"), choices=())
    note = forms.CharField(label=_("说明"), max_length=REASON_LENGTH, required=False)
    serves_as = forms.ModelChoiceField(
        label=_("还可当作"), queryset=Item.objects.none(), required=False, empty_label=_("派不上用场")
    )

    def __init__(self, *args: Any, item: Item | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unfit"].choices = labelled(LotPart.Unfit.choices)  # type: ignore[attr-defined]
        if item is not None:
            lesser = Item.objects.filter(is_medical=False, may_be_served_by__accepted=item)
            own = Item.objects.filter(pk=item.pk, is_medical=False)
            self.fields["serves_as"].queryset = (lesser | own).distinct()  # type: ignore[attr-defined]


class CountForm(Legible):
    """What was counted of a part."""

    counted = forms.IntegerField(label=_("数到"), min_value=0, max_value=LARGEST, widget=number_input())


class DirectForm(forms.Form):
    """Give goods of one part to one need."""

    need = forms.UUIDField(widget=forms.HiddenInput())
    quantity = pieces()


class LimitForm(Legible):
    """How much of an item one recipient may get of its donor."""

    most = forms.IntegerField(
        label=_("每个接收方最多"), min_value=1, max_value=LARGEST, widget=number_input()
    )
