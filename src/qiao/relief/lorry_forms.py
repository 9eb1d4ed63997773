"""What is typed when several lorries are loaded: each lorry, and what goods weigh."""

from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible
from qiao.relief.actions import Measured, Trip
from qiao.relief.forms import REASON_LENGTH, ShipmentForm, text_input
from qiao.relief.loadings import Loading, Vehicle
from qiao.relief.measures import G_A_KG, ML_A_M3, Known
from qiao.relief.models import Lot, Measure

EARLIEST, LATEST = timedelta(days=1), timedelta(days=14)
HEAVIEST_KG, LARGEST_M3, MOST_PIECES = 100_000, 1_000, 1_000_000
SLOT = timedelta(minutes=30)
MOMENT = "%Y-%m-%dT%H:%M"
PAPERS = ("carrier", "permit", "permit_from", "permit_until")


def decimal_input(step: str) -> forms.NumberInput:
    """Return a field for figures with a point that opens the digit keys on phones."""
    return forms.NumberInput(
        attrs={"inputmode": "decimal", "class": "form-control", "step": step, "min": "0"}
    )


class LorryForm(ShipmentForm):
    """One lorry: what it is called, who drives it, what it carries, when it leaves; its papers where there are any."""

    weight_kg = forms.DecimalField(
        label=_("限载（公斤）"),
        min_value=Decimal(1),
        max_value=HEAVIEST_KG,
        decimal_places=1,
        required=False,
        widget=decimal_input("any"),
    )
    room_m3 = forms.DecimalField(
        label=_("能装（立方米）"),
        min_value=Decimal("0.1"),
        max_value=LARGEST_M3,
        decimal_places=2,
        required=False,
        widget=decimal_input("any"),
    )
    leaves_at = forms.DateTimeField(
        label=_("几点出发"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=MOMENT),
    )

    again = forms.BooleanField(
        label=_("送完回来，来得及就再跑一趟"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    until = forms.DateTimeField(
        label=_("最晚几点收车（可不写）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=MOMENT),
    )

    def __init__(self, data: Any = None, *, number: int, **kwargs: Any) -> None:
        self.number = number
        super().__init__(data, prefix=f"l{number}", **kwargs)
        self.fields["vehicle"].label = _("车牌或叫法")

    @property
    def main_fields(self) -> list[BoundField]:
        """Return what every lorry needs."""
        return [self[name] for name in ("vehicle", "driver", "weight_kg", "room_m3", "leaves_at", "until")]

    @property
    def paper_fields(self) -> list[BoundField]:
        """Return its carrier and its permit."""
        return [self[name] for name in PAPERS]

    @property
    def has_papers(self) -> bool:
        """Say whether anything is written of its carrier or permit, or is wrong there."""
        return any(one.value() or one.errors for one in self.paper_fields)

    def clean_leaves_at(self) -> datetime:
        """Refuse a moment that cannot be meant."""
        told: datetime = self.cleaned_data["leaves_at"]
        now = timezone.now()
        if not now - EARLIEST <= told <= now + LATEST:
            raise ValidationError(_("出发时间要在昨天以后、两星期以内。"))
        return told

    def clean(self) -> dict[str, Any]:
        """Refuse hours that end before the lorry leaves."""
        told = super().clean()
        leaves, until = told.get("leaves_at"), told.get("until")
        if leaves and until and not leaves < until <= leaves + LATEST:
            self.add_error("until", _("收车要晚于出发。"))
        return told

    @property
    def entered(self) -> Vehicle:
        """Return the lorry as it is reckoned with."""
        told = self.cleaned_data
        kg, m3 = told["weight_kg"], told["room_m3"]
        return Vehicle(
            self.number,
            told["vehicle"] or str(_("第 %(n)d 辆车") % {"n": self.number}),
            told["leaves_at"],
            None if kg is None else int(kg * G_A_KG),
            None if m3 is None else int(m3 * ML_A_M3),
            until=told["until"],
            trips=2 if told["again"] else 1,
        )

    def trip(self, loading: Loading, overruled: tuple[str, ...]) -> Trip:
        """Return one trip of the lorry as it is sent: its name, when it leaves and where it loads are the trip's."""
        told, vehicle = self.cleaned_data, loading.vehicle
        return Trip(
            **{name: told[name] for name in PAPERS},
            vehicle=vehicle.name,
            driver=told["driver"],
            weight_limit_g=vehicle.weight_limit_g,
            volume_limit_ml=vehicle.volume_limit_ml,
            leaves_at=vehicle.leaves_at,
            overruled=overruled,
            pickups=tuple((one.origin.name, one.arrives_at) for one in loading.picks),
        )


def next_slot(now: datetime) -> datetime:
    """Return the next full or half hour: by then a lorry can be loaded."""
    local = timezone.localtime(now)
    begun = local.replace(minute=0, second=0, microsecond=0)
    while begun < local:
        begun += SLOT
    return begun


class MeasureForm(Legible):
    """What so many pieces of a lot weigh and take up."""

    pieces = forms.IntegerField(
        label=_("每多少件"), min_value=1, max_value=MOST_PIECES, widget=decimal_input("1"), initial=1
    )
    weight_kg = forms.DecimalField(
        label=_("重（公斤）"),
        min_value=Decimal("0.001"),
        max_value=HEAVIEST_KG,
        required=False,
        widget=decimal_input("any"),
    )
    volume_m3 = forms.DecimalField(
        label=_("体积（立方米）"),
        min_value=Decimal("0.000001"),
        max_value=LARGEST_M3,
        required=False,
        widget=decimal_input("any"),
    )

    def __init__(self, data: Any = None, *, lot: Lot, known: Known) -> None:
        self.lot, self.known = lot, known
        super().__init__(data, prefix=f"w{lot.pk.hex}", initial=as_typed(known))

    @property
    def is_unknown(self) -> bool:
        """Say whether nobody told what these goods weigh."""
        return self.known.weight is None

    @property
    def is_of_others(self) -> bool:
        """Say whether what stands here was told of another lot of the item."""
        return self.known != Known() and not self.known.is_of(self.lot)

    @property
    def told(self) -> Measured | None:
        """Return what is new in it; None where nothing was told, or nothing else than what is known."""
        told = self.cleaned_data
        weight, volume = told.get("weight_kg"), told.get("volume_m3")
        if weight is None and volume is None:
            return None
        made = Measured(self.lot, told["pieces"], _whole(weight, G_A_KG), _whole(volume, ML_A_M3))
        typed = as_typed(self.known)
        known = Measured(
            self.lot,
            typed.get("pieces", 1),
            _whole(typed.get("weight_kg"), G_A_KG),
            _whole(typed.get("volume_m3"), ML_A_M3),
        )
        return None if made == known else made


def as_typed(known: Known) -> dict[str, Any]:
    """Return what is known as it is typed: of the same number of pieces."""
    first = known.weight or known.volume
    if first is None:
        return {}
    load = {"pieces": first.pieces}
    return load | {
        name: _shown(one, figure, first.pieces, size)
        for name, one, figure, size in (
            ("weight_kg", known.weight, "weight_g", G_A_KG),
            ("volume_m3", known.volume, "volume_ml", ML_A_M3),
        )
        if one is not None
    }


def _shown(one: Measure, figure: str, pieces: int, size: int) -> str:
    whole = -(-getattr(one, figure) * pieces // one.pieces)
    return f"{(Decimal(whole) / size).normalize():f}"


def _whole(figure: Decimal | str | None, size: int) -> int | None:
    return None if figure is None else int((Decimal(figure) * size).to_integral_value(ROUND_UP))


class CancelForm(forms.Form):
    """Why a lorry is called off."""

    reason = forms.CharField(label=_("为什么取消"), max_length=REASON_LENGTH, widget=text_input())
