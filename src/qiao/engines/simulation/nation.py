"""A crisis from one county to a nation, laid out at once and made block by block in bounded memory.

Each county and each block has a seed of its own: blocks can be made in any order and by many processes, and come out
the same.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from qiao.engines.simulation.crisis import invent_offers, stream_messages
from qiao.engines.simulation.messages import Stage
from qiao.engines.simulation.nation_records import (
    BLOCK_REPORTS,
    Block,
    Nation,
    NationSetting,
    OfficialFigure,
    SyntheticCounty,
    SyntheticDelivery,
    SyntheticVolunteer,
    Voice,
)
from qiao.engines.simulation.people import invent_organizations, invent_person
from qiao.engines.simulation.records import (
    EXACT,
    NEED,
    ItemRow,
    PlaceRow,
    SyntheticMessage,
    SyntheticOffer,
    SyntheticOrganization,
)

MEDIAN_PEOPLE, SPREAD_OF_PEOPLE = 400_000, 0.8
MEDIAN_SEVERITY, SPREAD_OF_SEVERITY = 0.02, 1.0
VOICES = {Voice.LOUD: 0.72, Voice.QUIET: 0.2, Voice.SILENT: 0.08}
_TOLD = {Voice.LOUD: 1.0, Voice.QUIET: 0.25, Voice.SILENT: 0.0}
REPORTS_A_ORGANIZATION, FEWEST_ORGANIZATIONS, MOST_ORGANIZATIONS = 40, 5, 500
MOST_VOLUNTEERS = 20
BLIND_SHARE, LISTED_SHARES = 0.12, (0.2, 0.9)
"""How many things of a county the official list does not see; how much of the rest it holds, from and to."""
MATCHED_SHARE, SHORT_SHARE, TRAVELLING_SHARE = 0.6, 0.08, 0.1
_LONGEST_HOURS = 96


@dataclass(frozen=True, slots=True)
class BlockRows:
    """All rows of a block; reports in order of time, with their truth."""

    messages: tuple[SyntheticMessage, ...]
    offers: tuple[SyntheticOffer, ...]
    official: tuple[OfficialFigure, ...]
    deliveries: tuple[SyntheticDelivery, ...]


def _drawn(setting: NationSetting, *names: object) -> Random:
    """Return chance that depends on the seed and these names alone."""
    return Random(":".join(map(str, (setting.seed, *names))))  # noqa: S311 - a drill must be repeatable, it keeps no secret


def _shared(total: int, weights: list[float]) -> list[int]:
    """Return whole shares by largest remainder; they add up to the total where any weight is above zero."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [math.floor(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _voice(random: Random, *, alone: bool) -> Voice:
    drawn = random.choices(list(VOICES), weights=list(VOICES.values()))[0]
    return Voice.LOUD if alone else drawn


def lay_out(
    setting: NationSetting, *, places: Iterable[PlaceRow], items: Iterable[ItemRow], counties: int
) -> Nation:
    """Lay out a crisis: which counties, how many people, how loud, how many reports each.

    Parameters
    ----------
    setting
        Size, seed and time.
    places
        Provinces, cities and counties, by GB/T 2260 code.
    items
        Things that are asked for; at least one.
    counties
        How many counties of the table, from its beginning; the more there are, the same are the earlier ones but for
        their reports, which share one total.

    Returns
    -------
    Nation
        People are log-normal about a median of 400,000, severity about 2 %; 8 % of the counties are silent: nobody
        reports from there though people are in distress (a lone county is never silent).

    Raises
    ------
    ValueError
        When there are fewer counties in the table than asked for, none is asked for, or there is no item.
    """
    rows, things = [PlaceRow(*one) for one in places], tuple(ItemRow(*one) for one in items)
    chosen = [one for one in rows if one.level == "county"][:counties]
    if not chosen or len(chosen) < counties:
        raise ValueError(f"{counties} counties not understood; the table has {len(chosen)}.")
    if not things:
        raise ValueError("no items not understood.")
    drawn = []
    for place in chosen:
        random = _drawn(setting, place.code, "county")
        people = int(random.lognormvariate(math.log(MEDIAN_PEOPLE), SPREAD_OF_PEOPLE))
        severity = min(1.0, random.lognormvariate(math.log(MEDIAN_SEVERITY), SPREAD_OF_SEVERITY))
        drawn.append((place, people, severity, _voice(random, alone=len(chosen) == 1)))
    weights = [people * severity * _TOLD[voice] for _place, people, severity, voice in drawn]
    if not sum(weights):
        drawn[0] = (*drawn[0][:3], Voice.LOUD)
        weights[0] = 1.0
    shares = _shared(setting.reports, weights)
    laid = tuple(SyntheticCounty(*one, reports=share) for one, share in zip(drawn, shares, strict=True))
    above = tuple(one for one in rows if one.level != "county")
    return Nation(setting, laid, above, things)


def blocks(nation: Nation) -> Iterator[Block]:
    """Yield the parts that are made one by one, county by county, each at most ``BLOCK_REPORTS`` reports."""
    setting = nation.setting
    for county in nation.counties:
        parts = math.ceil(county.reports / BLOCK_REPORTS)
        for number in range(parts):
            share = county.reports // parts + (number < county.reports % parts)
            begins_at = setting.start + setting.span * number / parts
            yield Block(county, number, share, begins_at, begins_at + setting.span / parts)


def organizations_of(nation: Nation, county: SyntheticCounty) -> tuple[SyntheticOrganization, ...]:
    """Return the organisations of a county, by its reports: 5 to 500."""
    count = min(MOST_ORGANIZATIONS, max(FEWEST_ORGANIZATIONS, county.reports // REPORTS_A_ORGANIZATION))
    random = _drawn(nation.setting, county.place.code, "organizations")
    return invent_organizations(random, (county.place,), nation.setting.hazard, count)


def volunteers_of(nation: Nation, county: SyntheticCounty) -> Iterator[SyntheticVolunteer]:
    """Yield the volunteers of a county's organisations, 1 to 20 each."""
    random = _drawn(nation.setting, county.place.code, "volunteers")
    serial = 0
    for organization in organizations_of(nation, county):
        for _ in range(random.randint(1, MOST_VOLUNTEERS)):
            person = invent_person(random)
            yield SyntheticVolunteer(
                f"{county.place.code}-v{serial:06d}",
                organization.name,
                organization.place,
                person.name,
                person.phone,
            )
            serial += 1


def rows_of(nation: Nation, block: Block) -> BlockRows:
    """Make one block.

    Parameters
    ----------
    nation
        The crisis as laid out.
    block
        One of ``blocks(nation)``.

    Returns
    -------
    BlockRows
        Reports with the dirt of ``simulate_crisis`` (18 % repeats, 34 % telephones, 36 % quantities with a unit),
        a tenth as many offers; official figures for each thing asked for, None in blind spots; deliveries for about
        six of ten counted needs that an offer of the block can serve, never more than it holds.

    References
    ----------
    DOMAIN.md 4.2.
    """
    setting, county = nation.setting, block.county
    organizations = organizations_of(nation, county)
    names = {one.code: one for one in (*nation.above, county.place)}
    stage = Stage(setting.hazard, (county.place,), names, nation.items, organizations)
    gap = (block.ends_at - block.begins_at) / max(1, block.reports)
    random = _drawn(setting, block.name, "reports")
    told = stream_messages(random, stage, block.reports, block.begins_at, mean_gap=gap, prefix=block.name)
    messages = tuple(told)
    random = _drawn(setting, block.name, "offers")
    made = invent_offers(random, stage, block.reports, block.begins_at, mean_gap=gap, prefix=f"{block.name}o")
    offers = tuple(sorted(made, key=lambda one: (one.at, one.id)))
    return BlockRows(
        messages,
        offers,
        _official(nation, block, messages),
        _deliveries(_drawn(setting, block.name, "deliveries"), block, messages, offers),
    )


def _official(
    nation: Nation, block: Block, messages: tuple[SyntheticMessage, ...]
) -> tuple[OfficialFigure, ...]:
    """Return the official figures of the block's days: blind for the same things in all blocks of the county."""
    asked = Counter(
        thing.item
        for one in messages
        if one.truth.type == NEED and one.truth.repeat_of is None
        for thing in one.truth.items
        if thing.item
    )
    county = block.county.place.code
    found = []
    for item in nation.items:
        random = _drawn(nation.setting, county, item.code, "official")
        is_blind, share = random.random() < BLIND_SHARE, random.uniform(*LISTED_SHARES)
        truly = asked[item.code]
        listed = None if is_blind else round(truly * share)
        found.append(
            OfficialFigure(county, item.code, block.begins_at, block.ends_at, listed=listed, truly=truly)
        )
    return tuple(found)


def _asked(messages: tuple[SyntheticMessage, ...]) -> Iterator[tuple[SyntheticMessage, str, int]]:
    """Yield (report, item, quantity) of what is counted and is told for the first time."""
    for one in messages:
        if one.truth.type == NEED and one.truth.repeat_of is None:
            for thing in one.truth.items:
                if thing.item and thing.quantity_kind == EXACT and thing.quantity:
                    yield one, thing.item, thing.quantity


def _deliveries(
    random: Random,
    block: Block,
    messages: tuple[SyntheticMessage, ...],
    offers: tuple[SyntheticOffer, ...],
) -> tuple[SyntheticDelivery, ...]:
    left: dict[str, list[tuple[str, int, datetime]]] = {}
    for offer in reversed(offers):
        if offer.quantity:
            left.setdefault(offer.item, []).append((offer.id, offer.quantity, offer.at))
    made: list[SyntheticDelivery] = []
    for report, item, quantity in _asked(messages):
        pile = left.get(item)
        if not pile or random.random() >= MATCHED_SHARE:
            continue
        offer_id, rest, offered_at = pile.pop()
        sent = min(rest, quantity)
        if rest > sent:
            pile.append((offer_id, rest - sent, offered_at))
        sent_at = max(report.at, offered_at) + timedelta(hours=random.randint(2, _LONGEST_HOURS))
        travels = random.random() < TRAVELLING_SHARE
        lost = random.randint(1, sent) if random.random() < SHORT_SHARE else 0
        made.append(
            SyntheticDelivery(
                id=f"{block.name}d{len(made):05d}",
                offer=offer_id,
                report=report.id,
                item=item,
                place=block.county.place.code,
                sent=sent,
                received=None if travels else sent - lost,
                sent_at=sent_at,
                signed_at=None if travels else sent_at + timedelta(hours=random.randint(1, _LONGEST_HOURS)),
            )
        )
    return tuple(made)
