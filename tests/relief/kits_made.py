"""Goods in a store and a kit of them, for the tests of kits."""

from datetime import date

from django.db import transaction

from qiao.registry.loading import reference_id
from qiao.registry.models import Item
from qiao.relief import actions
from qiao.relief.stock import open_lot
from tests.conftest import NOW
from tests.makers import make_offer


def item(code):
    return Item.objects.get(pk=reference_id("item", code))


def lot_in(lin, crisis, store, code, quantity, *, expires_on=None, at=NOW, **facts):
    """Pledge goods and take them into a store."""
    with transaction.atomic():
        lot = open_lot(make_offer(lin, crisis, item=item(code), quantity=quantity, at=at, **facts), at=at)
    arrivals = [actions.Arrival(quantity, date.fromisoformat(expires_on) if expires_on else None)]
    return actions.receive_goods(lin, lot, store, arrivals=arrivals, at=at)


def family_kit(lin, at=NOW, **pieces):
    """A family kit of a mask and two soaps, or of other pieces."""
    held = pieces or {"mask-surgical": 1, "soap": 2}
    return actions.save_kit(lin, item("family-kit"), {item(code): n for code, n in held.items()}, at=at)
