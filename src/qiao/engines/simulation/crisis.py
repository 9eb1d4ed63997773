"""A whole invented crisis from one seed."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from qiao.engines.simulation import templates
from qiao.engines.simulation.dirt import soil
from qiao.engines.simulation.messages import Draft, Stage, invent_message
from qiao.engines.simulation.people import invent_organizations
from qiao.engines.simulation.records import (
    EXACT,
    UNKNOWN,
    Hazard,
    ItemRow,
    PlaceRow,
    SimulatedCrisis,
    SyntheticMessage,
    SyntheticOffer,
)
from qiao.engines.simulation.sheet import first_version

# 18 % of the posts of the Henan flood repeat another, a lower bound (DOMAIN 4.2).
REPEAT_SHARE = 0.18
_MESSAGES_PER_ORGANIZATION, _FEWEST_ORGANIZATIONS = 4, 5
# The supply side was ten times thinner than the demand side.
_NEEDS_PER_OFFER = 10
MEAN_GAP = timedelta(minutes=4)
_LONGEST_LOOK_BACK = 40
_PARTS_OF_A_GAP = 4
_OFFER_QUANTITIES = (50, 100, 200, 500, 1000, 5000, 20_000)
_UNCOUNTED_OFFER_SHARE = 0.2


def set_stage(
    random: Random, hazard: Hazard, places: Iterable[PlaceRow], items: Iterable[ItemRow], n_messages: int
) -> Stage:
    """Return where messages come from; raise ValueError where there is no county or no item."""
    names = {code: PlaceRow(code, name, level, parent) for code, name, level, parent in places}
    counties = tuple(place for place in names.values() if place.level == "county")
    things = tuple(ItemRow(code, name, tuple(aliases), unit) for code, name, aliases, unit in items)
    if not counties:
        raise ValueError("places without a county not understood.")
    if not things:
        raise ValueError("no items not understood.")
    count = max(_FEWEST_ORGANIZATIONS, n_messages // _MESSAGES_PER_ORGANIZATION)
    return Stage(hazard, counties, names, things, invent_organizations(random, counties, hazard, count))


def _repeat(random: Random, earlier: SyntheticMessage) -> Draft:
    """Return a forwarded message: a prefix, sometimes the end lost; what it says stays the same."""
    text = random.choice(templates.FORWARDED) + earlier.text
    truth = replace(earlier.truth, repeat_of=earlier.truth.repeat_of or earlier.id)
    return Draft(soil(random, text), earlier.sender, random.choice((earlier.reporter_place, "")), truth)


def stream_messages(
    random: Random,
    stage: Stage,
    n_messages: int,
    start: datetime,
    *,
    mean_gap: timedelta = MEAN_GAP,
    prefix: str = "sim-",
) -> Iterator[SyntheticMessage]:
    """Yield messages in order of time; only the last forty are held, of which some are told again."""
    lately: deque[SyntheticMessage] = deque(maxlen=_LONGEST_LOOK_BACK)
    at = start
    for serial in range(n_messages):
        at += timedelta(seconds=int(random.expovariate(1 / mean_gap.total_seconds())) + 1)
        worth = [one for one in lately if one.truth.type != "INFO"]
        repeated = bool(worth) and random.random() < REPEAT_SHARE
        draft = _repeat(random, random.choice(worth)) if repeated else invent_message(random, stage)
        made = SyntheticMessage(
            id=f"{prefix}{serial:06d}",
            at=at,
            channel=random.choice(templates.CHANNELS),
            sender=draft.sender,
            reporter_place=draft.reporter_place or random.choice(stage.counties).code,
            text=draft.text,
            truth=draft.truth,
        )
        lately.append(made)
        yield made


def invent_offers(
    random: Random,
    stage: Stage,
    n_messages: int,
    start: datetime,
    *,
    mean_gap: timedelta = MEAN_GAP,
    prefix: str = "sim-offer-",
) -> list[SyntheticOffer]:
    """Return a tenth as many offers as there are messages, one at least, in no order of time."""
    made = []
    for serial in range(max(1, n_messages // _NEEDS_PER_OFFER)):
        organization, item = random.choice(stage.organizations), random.choice(stage.items)
        counted = random.random() >= _UNCOUNTED_OFFER_SHARE
        made.append(
            SyntheticOffer(
                id=f"{prefix}{serial:05d}",
                at=start + random.randrange(n_messages * _PARTS_OF_A_GAP + 1) * (mean_gap / _PARTS_OF_A_GAP),
                organization=organization.name,
                place=organization.place,
                item=item.code,
                quantity=random.choice(_OFFER_QUANTITIES) if counted else None,
                quantity_kind=EXACT if counted else UNKNOWN,
                unit=item.unit,
                phone=organization.contact.phone,
            )
        )
    return made


def simulate_crisis(
    seed: int,
    *,
    places: Iterable[PlaceRow | tuple[str, str, str, str | None]],
    items: Iterable[ItemRow | tuple[str, str, tuple[str, ...], str | None]],
    n_messages: int,
    start: datetime,
    hazard: Hazard = Hazard.EPIDEMIC,
) -> SimulatedCrisis:
    """Return an invented crisis; the same arguments give the same crisis.

    Parameters
    ----------
    seed
        Any integer.
    places
        Rows (code, name, level, parent code); at least one county.
    items
        Rows (code, name, aliases, unit); at least one. ``EXAMPLE_ITEMS`` has a set for each hazard.
    n_messages
        How many group messages, 0 or more. Their gaps are exponential with a mean of four minutes.
    start
        The time before the first message, with a zone.
    hazard
        Which voices speak.

    Returns
    -------
    SimulatedCrisis
        Messages in order of time, each with its truth: 18 % repeats, 34 % with a telephone number,
        78 % with a place, 36 % of the lists with quantities, closures rare, digits full-width and
        zero-width characters now and then; a sheet of needs with 88 % of the cells "1" (no limit);
        a sheet of offers. Everything carries ``synthetic=True``.

    Raises
    ------
    ValueError
        When there is no county, no item, a negative number of messages, or *start* has no zone.

    References
    ----------
    DOMAIN.md 4.2, the figures measured on the sets of Hubei 2020 and Henan 2021.
    """
    if n_messages < 0:
        raise ValueError("n_messages < 0 not understood.")
    if start.tzinfo is None:
        raise ValueError("start without a zone not understood.")
    random = Random(seed)  # noqa: S311 - a drill must be repeatable, it keeps no secret
    rows = [PlaceRow(*row) for row in places]
    stage = set_stage(random, hazard, rows, [ItemRow(*row) for row in items], n_messages)
    return SimulatedCrisis(
        seed=seed,
        hazard=hazard,
        start=start,
        organizations=stage.organizations,
        messages=tuple(stream_messages(random, stage, n_messages, start)),
        need_sheet=first_version(random, stage, start),
        offers=tuple(
            sorted(invent_offers(random, stage, n_messages, start), key=lambda one: (one.at, one.id))
        ),
    )
