"""What this desk tells people of: a driver met a problem."""

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.registry.models import Crisis
from qiao.registry.queries import coordinators_of
from qiao.relief.models import Shipment
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

PROBLEM = Kind(
    "shipment.problem",
    _("司机在路上遇到问题"),
    _("%(crisis)s：运单 %(reference)s 的司机报了问题，请看一眼、回个话。"),
    "relief:shipment",
    is_urgent=True,
)


def tell_problem(actor: Actor, shipment: Shipment, crisis: Crisis, *, occasion: str) -> None:
    """Tell the coordinators and the groups; each problem once."""
    notify(
        actor,
        kind=PROBLEM.key,
        subject=shipment,
        occasion=occasion,
        to=coordinators_of(actor.acts_for),
        crisis=crisis.name,
    )
