"""What people said in their own words, and which words the registry holds already."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qiao.engines.gaps import Voice
from qiao.gaps.models import Naming
from qiao.gaps.queries.hearing import UNTRUE
from qiao.intake.models import Need, Reading, Report
from qiao.registry.models import Crisis, Item, ItemAlias

SHORTEST = 2
"""Characters of a term; a single one stands in too many words."""
AT_ONCE = 2000


def mapped_terms() -> set[str]:
    """Return every name the registry holds for a thing."""
    names = [*Item.objects.values_list("name", flat=True), *ItemAlias.objects.values_list("alias", flat=True)]
    return {one for one in names if len(one) >= SHORTEST}


def named_terms(crisis: Crisis) -> set[str]:
    """Return the words a person has said something of."""
    return set(Naming.objects.filter(crisis=crisis).values_list("term", flat=True))


def told_texts(crisis: Crisis, known_at: datetime) -> Iterator[Voice]:
    """Return what was told until a moment, masked, with the thing it was put under and the groups it names.

    Lines of sheets are left out: their columns are no sentences.
    """
    things: defaultdict[Any, set[str]] = defaultdict(set)
    needs = Need.objects.filter(crisis=crisis, item__isnull=False).exclude(state__in=UNTRUE)
    for report, code in needs.values_list("report", "item__code"):
        things[report].add(code)
    rows: QuerySet[Report] = Report.objects.filter(crisis=crisis, masked__isnull=False)
    rows = rows.exclude(source=Report.Source.SHEET).filter(received_at__lte=known_at)
    groups = _groups(rows)
    for pk, text, place in rows.values_list("pk", "masked__text", "place__code").iterator(AT_ONCE):
        yield Voice(
            id=str(pk),
            text=text,
            place=place,
            category=min(things[pk]) if things[pk] else None,
            groups=groups.get(pk, ()),
        )


def _groups(reports: QuerySet[Report]) -> dict[Any, tuple[tuple[str, int, int], ...]]:
    """Return report → the groups of people it names with the characters that name them, as it was last read."""
    found = {}
    rows = Reading.objects.filter(report__in=reports.values("pk"), reader=Reading.Reader.RULES)
    for report, content in rows.order_by("created_at").values_list("report", "content").iterator(AT_ONCE):
        found[report] = tuple(
            (one["group"], *one["span"])
            for one in content.get("who", ())
            if len(one.get("span", ())) == 2  # noqa: PLR2004 - start and end
        )
    return found
