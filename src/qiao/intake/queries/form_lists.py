"""Lists that forms of the field load beside themselves, so that a collector chooses a record that is there already."""

from qiao.intake.models import Need
from qiao.intake.queries.voices import needs
from qiao.intake.takers import ListTable
from qiao.intake.versions import version_of
from qiao.registry.models import Crisis, Organization

MOST_ROWS = 5000
"""So many rows a telephone still shows without waiting; the most urgent come first."""


def needs_list(crisis: Crisis) -> ListTable:
    """Return the needs without an end, the most urgent first; nothing of a person, no telephone."""
    columns = ("name", "label", "item", "amount", "unit", "place", "party", "tier", "__version")
    rows = []
    live = needs(crisis).filter(closed_at__isnull=True).exclude(state=Need.State.MERGED)
    for one in live[:MOST_ROWS]:
        place = one.place.name if one.place else ""
        label = f"{one.who or place} {one.what} {one.quantity_text}".strip()
        amount = str(one.quantity) if one.quantity is not None else ""
        row = [str(one.pk), label, one.what, amount, one.unit, place, one.who, str(one.tier)]
        rows.append([*row, str(version_of(one))])
    return ListTable(columns, rows)


def institutions_list(crisis: Crisis) -> ListTable:
    """Return the institutions at the places of a crisis; where it names none, all that are known."""
    codes = [code.rstrip("0") for code in crisis.places.values_list("code", flat=True)]
    rows = Organization.objects.filter(same_as__isnull=True).select_related("home").order_by("name")
    here = [
        one
        for one in rows[: MOST_ROWS * 4]
        if not codes or (one.home is not None and any(one.home.code.startswith(code) for code in codes))
    ]
    return ListTable(
        ("name", "label", "kind", "place"),
        [
            [str(one.pk), one.name, one.get_kind_display(), one.home.name if one.home else ""]
            for one in here[:MOST_ROWS]
        ],
    )
