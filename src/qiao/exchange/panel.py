"""What stands on the page of a need: on which platforms it is too, and what they bring to it."""

from qiao.accounts.roles import Actor
from qiao.exchange.queries import brought, seen_also
from qiao.exchange.shown import told_of
from qiao.intake.models import Need
from qiao.registry.panels import Panel


def of_need(need: Need, actor: Actor) -> Panel | None:
    """Return the panel, or None where no platform knows the need or the reader may not see platforms."""
    if not actor.may("platform.read"):
        return None
    seen, lines = told_of(seen_also(need.pk)), brought([need.pk]).get(need.pk, [])
    if not seen and not lines:
        return None
    signed = sum(one.signed or 0 for one in lines)
    is_met = need.closed_at is None and need.quantity is not None and signed >= need.quantity
    context = {"seen": seen, "brought": lines, "ours": need, "signed": signed, "is_met": is_met}
    return Panel("exchange/_need_panel.html", context)
