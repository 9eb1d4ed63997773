"""Who holds open work of the first bridge: matches not yet sent, and deliveries not yet signed for."""

import uuid
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.registry.carrying import Held
from qiao.registry.models import Crisis
from qiao.relief.models import Delivery, Match


def open_matches(crisis: Crisis, _now: datetime) -> dict[uuid.UUID, Held]:
    """Return who confirmed how many matches that are still to be sent or signed for."""
    under_way = Q(pk__in=Delivery.objects.filter(state=Delivery.State.IN_TRANSIT).values("match"))
    rows = (
        Match.objects.filter(Q(state=Match.State.HELD) | under_way, crisis=crisis, confirmed_by__isnull=False)
        .values("confirmed_by")
        .order_by()
    )
    url = reverse("relief:delivery_list", args=(crisis.slug,))
    return {
        row["confirmed_by"]: Held(_("要发出、没签收的"), row["n"], row["oldest"], url)
        for row in rows.annotate(n=Count("pk"), oldest=Min("confirmed_at"))
    }
