"""One invented message at a time: choose a voice, fill the gaps, keep the truth."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from qiao.engines.simulation import templates
from qiao.engines.simulation.dirt import soil, written_phone
from qiao.engines.simulation.people import invent_person
from qiao.engines.simulation.records import (
    EXACT,
    INFO,
    NEED,
    OFFER,
    UNKNOWN,
    Hazard,
    ItemRow,
    PlaceRow,
    SyntheticOrganization,
    SyntheticPerson,
    TrueItem,
    Truth,
)
from qiao.engines.simulation.things import invent_things

# 34 % of the posts of the Henan flood have a mobile number, 78 % some place (DOMAIN 4.2).
PHONE_SHARE, PLACE_SHARE = 0.34, 0.78
ENGLISH_SHARE = 0.03
# Few say that they were helped: 2 of 2,454 posts; a little more here, so that small drills have one.
KIND_WEIGHTS = {NEED: 0.55, OFFER: 0.17, INFO: 0.22, "RUMOUR": 0.05, "CLOSED": 0.01}
_LIFE, _URGENT, _ORDINARY, _NONE = 3, 2, 1, 0
_DANGER = ("被困", "被埋", "决堤")
_URGENT_WORDS = ("急", "告急", "断水", "断电", "断粮", "最缺", "没有", "快用完", "拜托", "紧急", "求援")
_DOUBLE_STOP = re.compile(r"([，。！？：、])[，。]")
_ENGLISH_COUNTS = (20, 50, 100, 300, 500, 1000)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the messages come from."""

    hazard: Hazard
    counties: tuple[PlaceRow, ...]
    names: Mapping[str, PlaceRow]
    items: tuple[ItemRow, ...]
    organizations: tuple[SyntheticOrganization, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it has an id and a time."""

    text: str
    sender: str
    reporter_place: str
    truth: Truth


def _where(random: Random, stage: Stage, county: PlaceRow) -> str:
    """Return the county as people write it, with or without what lies above it."""
    above = stage.names.get(county.parent or "")
    upper = stage.names.get(above.parent or "") if above else None
    forms = [county.name, county.name]
    if above:
        forms.append(f"{above.name}{county.name}")
    if above and upper:
        forms.append(f"{upper.name}{above.name}{county.name}")
    return random.choice(forms)


def _call(random: Random, person: SyntheticPerson, forms: Sequence[str]) -> str:
    return random.choice(forms).format(name=person.name, phone=written_phone(random, person.phone))


def _urgency(kind: str, text: str) -> int:
    if kind == OFFER:
        return _ORDINARY
    if kind != NEED:
        return _NONE
    if any(word in text for word in _DANGER):
        return _LIFE
    return _URGENT if any(word in text for word in _URGENT_WORDS) else _ORDINARY


def _template(random: Random, stage: Stage, kind: str) -> str:
    pools: dict[str, tuple[str, ...]] = {
        NEED: templates.NEED[stage.hazard],
        OFFER: templates.OFFER,
        INFO: templates.INFO,
        "RUMOUR": templates.RUMOUR,
        "CLOSED": templates.CLOSED,
    }
    return random.choice(pools[kind])


def invent_message(random: Random, stage: Stage) -> Draft:
    """Return one message in Chinese or, seldom, in English."""
    (kind,) = random.choices(list(KIND_WEIGHTS), weights=list(KIND_WEIGHTS.values()))
    if kind in {NEED, OFFER} and random.random() < ENGLISH_SHARE:
        return _english(random, stage, kind)
    return _chinese(random, stage, kind)


def _chinese(random: Random, stage: Stage, kind: str) -> Draft:
    organization = random.choice(stage.organizations)
    county = stage.names[organization.place]
    template = _template(random, stage, kind)
    placed = random.random() < PLACE_SHARE
    person = organization.contact if random.random() < PHONE_SHARE else None
    words, things = invent_things(random, stage.items, NEED if kind == NEED else OFFER)
    one, one_thing = _one_thing(random, stage, NEED if kind == NEED else OFFER)
    name = organization.name if placed else organization.name.removeprefix(county.name)
    gaps = {
        # 湖北省黄冈市英山县英山县青禾卫生院: an organisation brings its own county.
        "where": _where(random, stage, county) if placed and "{where}{org}" not in template else "",
        "org": name,
        "things": words,
        "thing": one,
        "call": _call(random, person, templates.CALLS) if person else "",
        "people": random.choice(templates.PEOPLE),
        "when": random.choice(templates.MOMENTS),
    }
    bare = _DOUBLE_STOP.sub(r"\1", template.format(**gaps))
    told = template.format(**{**gaps, "call": ""})
    text = soil(random, _dressed(random, stage, kind, bare))
    told_things: tuple[TrueItem, ...] = things if "{things}" in template else ()
    told_things += one_thing if "{thing}" in template else ()
    told_place = placed and ("{org}" in template or "{where}" in template)
    told_phone = person is not None and "{call}" in template
    truth = Truth(
        type=kind if kind in {NEED, OFFER} else INFO,
        items=told_things,
        place=county.code if told_place else None,
        phones=(person.phone,) if person and told_phone else (),
        contact=person.name if person and told_phone and person.name in text else None,
        organization=name if "{org}" in template else None,
        urgency=_urgency(kind, told),
        verified="【已核实】" in template or "【核实完毕】" in template,
        closed=kind == "CLOSED",
        rumour=kind == "RUMOUR",
    )
    return Draft(text, person.name if person else invent_person(random).name, county.code, truth)


def _one_thing(random: Random, stage: Stage, direction: str) -> tuple[str, tuple[TrueItem, ...]]:
    """Return one thing as it stands inside a sentence, always without a number."""
    item = random.choice(stage.items)
    return item.name, (TrueItem(item.code, item.name, None, None, UNKNOWN, None, direction),)


def _dressed(random: Random, stage: Stage, kind: str, text: str) -> str:
    """Return *text* with a greeting, an ending, a tag, as a person would dress it."""
    if kind not in {NEED, OFFER}:
        return text
    tag = random.choice(templates.HAZARD_TAGS[stage.hazard])
    return f"{tag}{random.choice(templates.GREETINGS)}{text}{random.choice(templates.ENDINGS)}"


def _english(random: Random, stage: Stage, kind: str) -> Draft:
    organization = random.choice(stage.organizations)
    thing, unit = random.choice(templates.THINGS_ENGLISH[stage.hazard])
    count = random.choice(_ENGLISH_COUNTS)
    pool = templates.ENGLISH_NEED if kind == NEED else templates.ENGLISH_OFFER
    template = random.choice(pool)
    phone = organization.contact.phone if random.random() < PHONE_SHARE else None
    text = template.format(
        org_en="the county clinic",
        things_en=f"{count} {unit} of {thing}",
        call_en=f", call {phone}" if phone else "",
    )
    told = "{things_en}" in template
    truth = Truth(
        type=kind,
        items=(TrueItem("", thing, count, None, EXACT, unit, kind),) if told else (),
        phones=(phone,) if phone else (),
        urgency=_URGENT if "urgent" in text or "running out" in text else _ORDINARY,
    )
    return Draft(text, organization.contact.name, organization.place, truth)
