"""Under which keys may a repeat be found? Short, stable in every run; none chains a country together."""

from datetime import datetime
from hashlib import blake2b

from qiao.engines.linkage.names import normalise_name
from qiao.engines.linkage.needs import CITY_DIGITS, NeedRecord, area_of
from qiao.engines.linkage.organisations import OrganisationRecord, bare_city

_DAY_SECONDS = 86_400
_PLACE_DAYS, _TEXT_DAYS = 3, 7
_PROVINCE_DIGITS = 2


def _key(*parts: object) -> str:
    """Return a key of 17 signs: the first part's letter, then a digest of all of them."""
    told = "\x1f".join(str(part) for part in parts)
    return f"{parts[0]}{blake2b(told.encode(), digest_size=8).hexdigest()}"


def _buckets(at: datetime | None, days: int) -> tuple[int | str, ...]:
    """Return two buckets of time: moments fewer than *days* apart always have one in common."""
    if at is None:
        return ("",)
    bucket = int(at.timestamp() // (_DAY_SECONDS * days))
    return (bucket, bucket + 1)


def _name_parts(name: str) -> tuple[str, str]:
    """Return (the end of the own name, number and kind): places before the name drop out of both."""
    parts = normalise_name(name)
    return parts.tail, f"{parts.number or ''}{parts.kind}"


def _organisation_keys(record: NeedRecord, city: str) -> list[str]:
    if not record.organisation or not record.item:
        return []
    tail, kind = _name_parts(record.organisation)
    keys = [_key("o", city, record.item, kind or tail)] if city else []
    if tail:
        keys.append(_key("n", record.item, tail, kind))
    return keys


def blocking_keys(record: NeedRecord) -> tuple[str, ...]:
    """Return the keys under which tellings of the same need meet.

    Parameters
    ----------
    record
        One telling; whatever it lacks makes no key.

    Returns
    -------
    tuple of str
        Distinct, 17 signs each, the same in every run and process, made for an indexed column. Two
        records that ``same_need`` calls SAME, UPDATE or UNSURE have at least one in common. Each
        carries a place (city or county; in "n" the name itself) or a strong fact: p a telephone
        number, l a link, t a text within a week, o an organisation's kind in its city, n its name,
        i the item in the county within three days, q item and quantity in the city.
    """
    area = area_of(record.place)
    city = area[:CITY_DIGITS] if len(area) > _PROVINCE_DIGITS else ""
    keys = [_key("p", phone) for phone in sorted(record.phones)]
    keys += [_key("l", link) for link in sorted(record.links)]
    keys += [
        _key("t", *record.marks[start : start + 2], start, bucket)
        for start in range(0, len(record.marks), 2)
        for bucket in _buckets(record.at, _TEXT_DAYS)
    ]
    keys += _organisation_keys(record, city)
    if city and record.item:
        keys += [_key("i", area, record.item, bucket) for bucket in _buckets(record.at, _PLACE_DAYS)]
        if record.quantity is not None:
            keys.append(_key("q", city, record.item, record.quantity))
    return tuple(dict.fromkeys(keys))


def organisation_keys(record: OrganisationRecord) -> tuple[str, ...]:
    """Return the keys under which records of the same organisation meet.

    Parameters
    ----------
    record
        What is known of an organisation.

    Returns
    -------
    tuple of str
        As in ``blocking_keys``: p telephone, l link, a address in its city, c kind and number in the
        city, n the name's end with kind and number.
    """
    tail, kind = _name_parts(record.name)
    city = bare_city(record.city)
    keys = [_key("p", phone) for phone in sorted(record.phones)]
    keys += [_key("l", link) for link in sorted(record.links)]
    if record.address:
        keys.append(_key("a", city, record.address))
    if city and (kind or tail):
        keys.append(_key("c", city, kind or tail))
    if tail:
        keys.append(_key("n", tail, kind))
    return tuple(dict.fromkeys(keys))
