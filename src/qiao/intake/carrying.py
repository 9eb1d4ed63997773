"""Who holds open work at the desk: entries taken to be verified, and those promised to be called again."""

import uuid
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import Turn
from qiao.registry.carrying import Held
from qiao.registry.models import Crisis


def open_turns(crisis: Crisis, now: datetime) -> dict[uuid.UUID, Held]:
    """Return who holds how many entries, or has promised to call them again."""
    held = Q(ended_at__isnull=True, held_until__gte=now) | Q(again_at__gt=now, undone_at__isnull=True)
    rows = Turn.objects.filter(held, crisis=crisis).values("holder").order_by()
    url = reverse("intake:queue", args=(crisis.slug,))
    return {
        row["holder"]: Held(_("要核实、约好再打的"), row["n"], row["oldest"], url)
        for row in rows.annotate(n=Count("pk"), oldest=Min("taken_at"))
    }
