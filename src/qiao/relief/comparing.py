"""Two plans held side by side: who gets more, who gets less."""

from dataclasses import dataclass

from django.db.models import Sum

from qiao.intake.models import Need
from qiao.relief.models import Plan, Share


@dataclass(frozen=True)
class Difference:
    """What two plans give to one need, in base units of its item."""

    need: Need
    first: int
    second: int

    @property
    def change(self) -> int:
        """Return units more (or less) in the second plan."""
        return self.second - self.first


def compare_plans(first: Plan, second: Plan) -> list[Difference]:
    """Return the needs that the two plans serve differently, the largest change first."""
    one, other = _given(first), _given(second)
    changed = {pk for pk in {*one, *other} if one.get(pk, 0) != other.get(pk, 0)}
    needs = Need.objects.select_related("item", "place", "party").in_bulk(changed)
    found = [Difference(need, one.get(pk, 0), other.get(pk, 0)) for pk, need in needs.items()]
    return sorted(found, key=lambda line: (-abs(line.change), str(line.need.pk)))


def _given(plan: Plan) -> dict[object, int]:
    rows = Share.objects.filter(plan=plan).order_by().values_list("need")
    return dict(rows.annotate(total=Sum("quantity")))
