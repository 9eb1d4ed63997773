"""How many deliveries of a crisis stand where: the chips over their list."""

from qiao.accounts.paging import counted
from qiao.registry.models import Crisis
from qiao.relief.models import Delivery
from qiao.relief.queries import deliveries, with_difference


def delivery_counts(crisis: Crisis) -> dict[str, int]:
    """Return how many there are, in each state, and with another quantity signed than sent; each to a bound."""
    rows = deliveries(crisis)
    return {
        "all": counted(rows),
        "IN_TRANSIT": counted(rows.filter(state=Delivery.State.IN_TRANSIT)),
        "SIGNED": counted(rows.filter(state=Delivery.State.SIGNED)),
        "DIFFERENCE": counted(with_difference(rows)),
    }
