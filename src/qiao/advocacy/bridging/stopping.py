"""If somebody stopped: which places and departments would be cut off, and how much went through it."""

from collections.abc import Iterable
from dataclasses import dataclass

from qiao.advocacy.bridging.picture import Bearer, Picture
from qiao.advocacy.bridging.units import DEPARTMENT, PLACE, Unit
from qiao.engines.bridges import cut_off


@dataclass(frozen=True)
class Lost:
    """A place or department that loses its only used way; `has_tie` where a tie nobody used would still lead there."""

    unit: Unit
    heard: int
    has_tie: bool


@dataclass(frozen=True)
class Stop:
    """What would happen if one unit stopped.

    `carried` and `given` say what went through it and what it gave; `reports` of `all_reports` went to departments
    through it.
    """

    unit: Unit
    goods: tuple[Lost, ...]
    voices: tuple[Lost, ...]
    departments: tuple[Lost, ...]
    carried: tuple[Bearer, ...]
    given: tuple[Bearer, ...]
    reports: int
    all_reports: int


def stop(picture: Picture, key: str) -> Stop | None:
    """Return what would be cut off if a unit stopped, or nothing where it is no bearer of this crisis."""
    unit = picture.units.get(key)
    if unit is None or not unit.is_bearer:
        return None
    goods = cut_off(picture.goods_flows, key, picture.outside)
    voices = cut_off(picture.voice_flows, key, picture.departments)
    silenced = {other for one, other in picture.voices.flows if one == key and other.startswith(DEPARTMENT)}
    still = {other for one, other in picture.voices.flows if one != key}
    goods_left, voices_left = picture.possible(without=key)
    through = picture.voices.through
    return Stop(
        unit,
        tuple(_lost(picture, (one for one in goods if one.startswith(PLACE)), goods_left)),
        tuple(_lost(picture, (one for one in voices if one.startswith(PLACE)), voices_left)),
        tuple(_lost(picture, sorted(silenced - still), _tied(picture, key))),
        tuple(one for one in picture.bearers if one.unit.key == key),
        tuple(one for one in picture.giving if one.unit.key == key),
        len(through.get(key, ())),
        len(frozenset().union(*through.values())),
    )


def _tied(picture: Picture, stopped: str) -> set[str]:
    return {other for one, other in picture.ways.voices if one != stopped}


def _lost(picture: Picture, keys: Iterable[str], left: set[str]) -> Iterable[Lost]:
    rows = [
        Lost(picture.units[key], len(picture.voices.heard.get(key, ())), key in left)
        for key in keys
        if key in picture.units
    ]
    return sorted(rows, key=lambda one: (one.has_tie, -one.heard, one.unit.key))
