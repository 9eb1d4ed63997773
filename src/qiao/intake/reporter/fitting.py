"""Which needs an offer fits, as the desk of plans tells it; intake shows it to whoever gives."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from qiao.intake.models import Offer
from qiao.registry.models import Item, Place

SHOWN = 8


@dataclass(frozen=True)
class Fit:
    """Needs of one thing in one county, as the public may know of them.

    `place` is None for everything that cannot be placed without showing a person; `pieces` is None where no number
    may be told or none is known.
    """

    item: Item
    place: Place | None
    pieces: int | None
    is_substitute: bool


Fitter = Callable[[Offer], list[Fit]]
FITTERS: list[str] = []


def register_fitter(path: str) -> None:
    """Let the function at a dotted path say which needs an offer fits, the first to be served first."""
    if path not in FITTERS:
        FITTERS.append(path)


def fits_of(offer: Offer) -> list[Fit]:
    """Return which needs an offer fits, the first to be served first. Use inside the scope of its organisation."""
    found: list[Fit] = []
    for path in FITTERS:
        ask: Fitter = import_string(path)
        found += ask(offer)
    return found[:SHOWN]
