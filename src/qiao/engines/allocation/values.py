"""What goes into an allocation and what comes out: plain, frozen values that check themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Fact: TypeAlias = str | int | float
QuantityKind = Literal["EXACT", "RANGE", "UNKNOWN", "OPEN", "NONE"]
TIERS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Demand:
    """One need as the plan sees it.

    Parameters
    ----------
    id
        Unique among the demands.
    item
        Code of the item asked for; quantities are whole base units of it.
    quantity, quantity_kind, quantity_max
        Law 4 of the house: EXACT has ``quantity``; RANGE has ``quantity`` (at least), ``quantity_max``
        (at most) or both; UNKNOWN and OPEN have neither; NONE asks nothing.
    tier
        1 life-critical, 2 urgent, 3 ordinary.
    place
        Six-digit GB/T 2260 code, or None.
    longitude, latitude
        WGS-84 degrees, both or neither.
    recipient
        Who receives; compared with a donor's earmark.
    deadline
        Latest useful arrival (aware), or None.
    freshness
        1 just verified … 0 stale. Lowers the weight inside a tier, never the tier.
    estimate, estimate_note, estimate_low, estimate_high
        Planning figure where the quantity is not exact, the ground it stands on, and its interval.
    received
        Units it has got or been promised before; they count towards its fill and are not asked again.
    can_take
        Most units the recipient can take in this time (store, hands), or None.
    permit
        What a lot must be allowed to pass on the way in (通行证), or "".
    asked_at
        When it was asked (aware), for ``first-come``; None comes last.
    purposes
        What goods for it would serve; compared with a donor's purpose.

    Raises
    ------
    ValueError
        If a field contradicts another.

    """

    id: str
    item: str
    quantity: int | None
    quantity_kind: QuantityKind = "EXACT"
    quantity_max: int | None = None
    tier: int = 2
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    recipient: str | None = None
    deadline: datetime | None = None
    freshness: float = 1.0
    estimate: int | None = None
    estimate_note: str = ""
    estimate_low: int | None = None
    estimate_high: int | None = None
    received: int = 0
    can_take: int | None = None
    permit: str = ""
    asked_at: datetime | None = None
    purposes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _check_quantity(self)
        _check_position(self.id, self.longitude, self.latitude)
        _check_zone(self.id, self.deadline)
        _check_zone(self.id, self.asked_at)
        if self.received < 0 or (self.can_take is not None and self.can_take < 0):
            raise ValueError(f"demand {self.id}: received or can_take < 0 not understood.")
        if self.tier not in TIERS:
            raise ValueError(f"demand {self.id}: tier {self.tier} is not one of {TIERS}.")
        if not 0 <= self.freshness <= 1:
            raise ValueError(f"demand {self.id}: freshness {self.freshness} is outside 0 … 1.")

    @property
    def is_open(self) -> bool:
        """Whether nobody knows how much: no number and no estimate."""
        return self.quantity_kind in ("OPEN", "UNKNOWN") and self.estimate is None

    @property
    def firm(self) -> int:
        """Units planned as a known demand."""
        if self.quantity_kind == "NONE" or self.is_open:
            return 0
        if self.quantity_kind != "EXACT" and self.estimate is not None:
            return self.estimate
        return self.quantity or 0

    @property
    def soft(self) -> int:
        """Units of a range above its firm part; they wait behind the firm demands of the tier."""
        if self.quantity_kind != "RANGE" or self.quantity_max is None:
            return 0
        return max(0, self.quantity_max - self.firm)

    @property
    def firm_taken(self) -> int:
        """The firm part as far as the recipient can take it in."""
        return self.firm if self.can_take is None else min(self.firm, self.can_take)

    @property
    def all_taken(self) -> int:
        """Firm and soft part together, as far as the recipient can take them in."""
        both = self.firm + self.soft
        return both if self.can_take is None else min(both, self.can_take)


@dataclass(frozen=True, slots=True)
class Supply:
    """One lot of goods as the plan sees it.

    Parameters
    ----------
    id
        Unique among the supplies.
    item
        Code of the item.
    quantity
        Whole base units at hand. 0 is an empty store; None is a lot nobody has counted, which is never
        planned but is named in the reasons.
    place, longitude, latitude
        Where it lies, as for `Demand`.
    pack_size
        Base units a pack holds; shares are whole packs.
    minimum_lot
        Fewest units worth one consignment to one place (the whole lot, if it is smaller).
    available_from, expires_at
        Aware moments, or None for now and never.
    earmark_recipient
        The donor's word: only this recipient.
    earmark_region
        The donor's word: only places whose code starts so ("42" and "420000" are both Hubei).
    earmark_purpose
        The donor's word: only demands that serve this purpose.
    allow_open_pack
        Whether a pack may be opened; the lot then counts in single units.
    can_send
        Most units that can be handed out in this time (hands, lorries), or None.
    permits
        Permits that its carrier holds.
    donor, donor_limit
        Who gave it, and the donor's word: at most so many units of this item to one recipient, over all lots of the
        donor. Where the lots tell several limits, the least holds.
    given_to
        (recipient, units) pairs that count towards the limit already: got or promised out of this lot, or told with it.

    Raises
    ------
    ValueError
        If a figure is negative, a pack is empty or a moment has no zone.

    """

    id: str
    item: str
    quantity: int | None
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    pack_size: int = 1
    minimum_lot: int = 0
    available_from: datetime | None = None
    expires_at: datetime | None = None
    earmark_recipient: str | None = None
    earmark_region: str | None = None
    earmark_purpose: str | None = None
    allow_open_pack: bool = False
    can_send: int | None = None
    permits: frozenset[str] = frozenset()
    donor: str | None = None
    donor_limit: int | None = None
    given_to: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        _check_position(self.id, self.longitude, self.latitude)
        if self.donor_limit is not None and (self.donor_limit < 0 or self.donor is None):
            raise ValueError(f"supply {self.id}: a limit needs its donor and is 0 or more.")
        _check_zone(self.id, self.available_from)
        _check_zone(self.id, self.expires_at)
        if self.quantity is not None and self.quantity < 0:
            raise ValueError(f"supply {self.id}: quantity {self.quantity} < 0 not understood.")
        if self.can_send is not None and self.can_send < 0:
            raise ValueError(f"supply {self.id}: can_send {self.can_send} < 0 not understood.")
        if self.pack_size < 1 or self.minimum_lot < 0:
            raise ValueError(f"supply {self.id}: pack size < 1 or minimum lot < 0 not understood.")

    @property
    def pack(self) -> int:
        """Smallest number of units that can be handed out."""
        return 1 if self.allow_open_pack else self.pack_size

    @property
    def offered(self) -> int:
        """Units this plan may hand out; 0 for a lot nobody has counted."""
        there = self.quantity or 0
        return there if self.can_send is None else min(there, self.can_send)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, for machines: a code and the facts; `reason_zh` and `reason_en` make the sentence."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """So much of one supply to one demand. ``distance_km`` is by road (great circle x 1.3) or None."""

    demand_id: str
    supply_id: str
    quantity: int
    distance_km: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a demand still lacks. ``asked`` and ``missing`` are None where nobody knows the quantity."""

    demand_id: str
    asked: int | None
    given: int
    missing: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Leftover:
    """What stays of a supply; None where it was never counted."""

    supply_id: str
    quantity: int | None


@dataclass(frozen=True, slots=True)
class TierFill:
    """Units asked and given in one tier, over the demands whose quantity is known or estimated."""

    tier: int
    asked: int
    given: int
    least_missing: int

    @property
    def fill(self) -> float | None:
        """Given over asked; None where nothing was asked."""
        return self.given / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Fairness:
    """How evenly the demands with a known or estimated quantity are filled.

    ``gini`` and ``minimum_fill`` are over the fill rates, each demand counted once; ``none_served`` is the
    share of those demands that got nothing. All three are None where there is no such demand.
    """

    tiers: tuple[TierFill, ...]
    gini: float | None
    minimum_fill: float | None
    none_served: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal; a person confirms it.

    ``shares`` are sorted by demand and supply, ``unmet`` by demand, ``unused`` by supply. ``objective`` and
    ``bound`` are the value of the plan and the proven least value under the rule; ``gap`` says how far apart they
    are (see `allocate`): 0 is proven optimal. ``fairness.tiers`` tells the same in plain units.
    ``levels_proven`` is False only where the search was stopped before anybody's share was proven.
    """

    shares: tuple[Share, ...]
    unmet: tuple[Unmet, ...]
    unused: tuple[Leftover, ...]
    objective: int
    bound: int
    gap: float
    fairness: Fairness
    rule: str
    parameters: Mapping[str, Fact]
    levels_proven: bool = True


def _check_quantity(demand: Demand) -> None:
    figures = (demand.quantity, demand.quantity_max, demand.estimate)
    if any(figure is not None and figure < 0 for figure in figures):
        raise ValueError(f"demand {demand.id}: a quantity < 0 not understood.")
    if demand.quantity_kind not in get_args(QuantityKind):
        raise ValueError(f"demand {demand.id}: quantity kind {demand.quantity_kind!r} not understood.")
    bounds = [figure for figure in figures[:2] if figure is not None]
    if demand.quantity_kind == "EXACT" and demand.quantity is None:
        raise ValueError(f"demand {demand.id}: an exact quantity needs its number.")
    if demand.quantity_kind == "RANGE" and (not bounds or bounds != sorted(bounds)):
        raise ValueError(f"demand {demand.id}: a range needs a lower or an upper end, in that order.")
    if demand.quantity_kind in ("UNKNOWN", "OPEN", "NONE") and bounds:
        raise ValueError(f"demand {demand.id}: {demand.quantity_kind} carries no number; use estimate.")


def _check_position(name: str, longitude: float | None, latitude: float | None) -> None:
    if (longitude is None) != (latitude is None):
        raise ValueError(f"{name}: longitude and latitude come together.")


def _check_zone(name: str, moment: datetime | None) -> None:
    if moment is not None and moment.utcoffset() is None:
        raise ValueError(f"{name}: {moment} has no time zone.")
