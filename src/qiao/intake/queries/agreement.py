"""How often people agreed with the engine, by what it had said: counts with their interval, and each pair for a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from django.db.models import Count, Q, QuerySet

from qiao.intake.models import Pair
from qiao.intake.queries.pairs import pairs_here
from qiao.registry.models import Crisis

NORMAL_95 = 1.959964
DECIDED = ("SAME", "UPDATE", "DIFFERENT", "BRANCH")
TOGETHER = Q(state__in=("SAME", "UPDATE"))
BANDS: tuple[tuple[str, float, float], ...] = (
    ("SAME", 0.0, 1.01),
    ("UPDATE", 0.0, 1.01),
    ("UNSURE", 0.9, 1.01),
    ("UNSURE", 0.7, 0.9),
    ("UNSURE", 0.0, 0.7),
    ("BRANCH", 0.0, 1.01),
    ("AGAIN", 0.0, 1.01),
)


@dataclass(frozen=True)
class Band:
    """What people decided of the pairs of which the engine said the same; bounds are those of Wilson, 95 %."""

    verdict: str
    least: float
    below: float
    decided: int
    together: int

    @property
    def verdict_word(self) -> str:
        """Return the engine's verdict in words."""
        return str(Pair.Verdict(self.verdict).label)

    @property
    def share(self) -> float:
        """Return the share that people found to be one."""
        return self.together / self.decided

    @property
    def bounds(self) -> tuple[float, float]:
        """Return between what that share lies, with 95 % confidence."""
        return wilson(self.together, self.decided)

    @property
    def is_part(self) -> bool:
        """Say whether the band is only a part of the verdict's range."""
        return self.verdict == "UNSURE"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the score interval of a share, 95 % (E. B. Wilson, JASA 22 (1927), 209-212). `of` is above zero."""
    share, square = hits / of, NORMAL_95**2
    middle = share + square / (2 * of)
    half = NORMAL_95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


def agreement(crisis: Crisis) -> list[Band]:
    """Return the bands of which people decided any, the surest first."""
    rows: QuerySet[Pair] = Pair.objects.filter(Q(crisis=crisis) | Q(crisis__isnull=True), state__in=DECIDED)
    found = []
    for verdict, least, below in BANDS:
        band = rows.filter(verdict=verdict, probability__gte=least, probability__lt=below)
        counted = band.aggregate(n=Count("pk"), together=Count("pk", filter=TOGETHER))
        if counted["n"]:
            found.append(Band(verdict, least, below, counted["n"], counted["together"]))
    return found


def judged_pairs(crisis: Crisis) -> Iterator[Pair]:
    """Return every pair of a crisis with what the engine said and what became of it, in order of finding."""
    rows = pairs_here(crisis).select_related(
        "need_a__report", "need_b__report", "offer_a__report", "offer_b__report"
    )
    yield from rows.order_by("found_at", "pk").iterator(chunk_size=500)
