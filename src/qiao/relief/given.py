"""What was given in kind, by what was signed for: the goods of an offer, counted at the recipient's."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from qiao.registry.in_kind import InKind
from qiao.registry.models import Crisis
from qiao.relief.models import Receipt


def signed_for(crisis: Crisis | None, since: date | None, until: date | None) -> list[InKind]:
    """Return what recipients kept, by item and unit, of one crisis or all, from a day to a day, both included."""
    signed = Receipt.objects.filter(quantity__gt=0)
    if crisis is not None:
        signed = signed.filter(delivery__match__crisis=crisis)
    if since is not None:
        signed = signed.filter(signed_at__gte=_midnight(since))
    if until is not None:
        signed = signed.filter(signed_at__lt=_midnight(until + timedelta(days=1)))
    need = "delivery__match__need"
    rows = (
        signed.order_by()
        .values_list(
            *(f"{need}__item__{name}" for name in ("name", "name_en", "unit", "unit_en")),
            *(f"{need}__item_text", f"{need}__unit"),
        )
        .annotate(pieces=Sum("quantity"), receipts=Count("pk"))
    )
    found: dict[tuple[str, str, str, str], tuple[int, int]] = {}
    for name, name_en, base, base_en, text, unit, pieces, receipts in rows:
        is_other = bool(unit and unit != base)
        key = (
            name or text,
            name_en or "",
            unit if is_other else base or "",
            "" if is_other else base_en or "",
        )
        before = found.get(key, (0, 0))
        found[key] = (before[0] + pieces, before[1] + receipts)
    return [InKind(*key, pieces, receipts) for key, (pieces, receipts) in found.items()]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
