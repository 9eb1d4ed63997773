"""What an offer can still give, as the allocation engine sees it: each part of its lot where it lies, while it is good."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone, translation

from qiao.engines.allocation import Supply
from qiao.intake.models import Offer
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Item, Organization, Place
from qiao.registry.place_english import place_in_english
from qiao.registry.units import in_plural
from qiao.relief.donor_limits import standing_of
from qiao.relief.models import Lot, LotPart, StockAccount
from qiao.relief.stock import pieces_of

UNREAD = "?"
"""The purpose of goods whose donor wrote one in words that nobody has read yet: it serves no need of a plan."""


@dataclass(frozen=True)
class Offered:
    """A supply with the offer it is of, and the part of its lot where there is one."""

    supply: Supply
    offer: Offer
    part: LotPart | None = None


def supplies_of(offers: Iterable[Offer], *, now: datetime) -> list[Offered]:
    """Return what the offers can still give.

    Each free part that is not past its last day is a supply of its own: it lies where its store is, ends on its own
    day, and what is not fit is a supply of what it can serve as. An offer without a lot has all it told, one whose
    lot is used up has none; without a known item it is left out.
    """
    known = [one for one in offers if one.item is not None]
    lots = set(Lot.objects.filter(offer__in=[one.pk for one in known]).values_list("offer_id", flat=True))
    parts = _parts(known, timezone.localtime(now).date())
    found: list[Offered] = []
    for offer in known:
        lying = [_of_part(offer, part) for part in parts[offer.pk]]
        found += lying or [_of_offer(offer, 0 if offer.pk in lots else pieces_of(offer))]
    return _within_limits(found)


def _within_limits(offered: Sequence[Offered]) -> list[Offered]:
    """Return supplies with their donors' limits; what recipients have of a donor is told with the donor's first one."""
    standing = standing_of(one.offer for one in offered)
    told: set[tuple[uuid.UUID, str]] = set()
    found: list[Offered] = []
    for one in offered:
        limit = standing.get(one.offer.pk)
        if limit is not None:
            key = limit.limit.pk, one.supply.item
            had = () if key in told else tuple(sorted(limit.had.items()))
            told.add(key)
            donor, most = limit.limit.donor, limit.limit.most
            supply = replace(one.supply, donor=donor, donor_limit=most, given_to=had)
            found.append(replace(one, supply=supply))
        else:
            found.append(one)
    return found


def _parts(offers: Sequence[Offer], today: date) -> Mapping[uuid.UUID, list[LotPart]]:
    """Return offer → the parts that may be given, with what is `free` of each."""
    rows = LotPart.objects.filter(
        lot__offer__in=[one.pk for one in offers],
        balances__account=StockAccount.AVAILABLE,
        balances__quantity__gt=0,
    ).exclude(expires_on__lt=today)
    rows = rows.filter(Q(unfit="") | Q(serves_as__isnull=False))
    rows = rows.annotate(free=F("balances__quantity"), offered_by=F("lot__offer"))
    found: dict[uuid.UUID, list[LotPart]] = defaultdict(list)
    for part in rows.select_related("store__place__parent", "serves_as").order_by("lot", "number"):
        found[part.offered_by].append(part)
    return found


def _of_offer(offer: Offer, quantity: int | None) -> Offered:
    longitude, latitude = position_of_offer(offer)
    place = offer.place.code if offer.place else None
    return Offered(_supply(offer, str(offer.pk), quantity, place, (longitude, latitude)), offer)


def _of_part(offer: Offer, part: LotPart) -> Offered:
    item = part.serves_as if part.unfit else offer.item
    place, position = offer.place, position_of_offer(offer)
    if part.store is not None and part.store.place is not None:
        place, position = part.store.place, position_of(None, part.store.place)
    code = place.code if place else None
    supply = _supply(offer, str(part.pk), part.free, code, position, item=item, ends=end_of(part.expires_on))  # type: ignore[attr-defined]
    return Offered(supply, offer, part)


def _supply(
    offer: Offer,
    key: str,
    quantity: int | None,
    place: str | None,
    position: tuple[float | None, float | None],
    *,
    item: Item | None = None,
    ends: datetime | None = None,
) -> Supply:
    code = (item or offer.item).code  # type: ignore[union-attr] # offers without an item were left out
    return Supply(
        id=key,
        item=code,
        quantity=quantity,
        place=place,
        longitude=position[0],
        latitude=position[1],
        pack_size=offer.pack_size,
        minimum_lot=offer.minimum_lot,
        available_from=offer.available_from,
        expires_at=ends or offer.expires_at,
        earmark_recipient=str(offer.earmark_recipient_id) if offer.earmark_recipient_id else None,
        earmark_region=offer.earmark_place.code if offer.earmark_place else None,
        earmark_purpose=purpose_of(offer),
    )


def purpose_of(offer: Offer) -> str | None:
    """Return the group of people that an offer is for; `UNREAD` where only words say it, None where nothing does."""
    return offer.purpose_group or (UNREAD if offer.purpose else None)


def end_of(day: date | None) -> datetime | None:
    """Return the moment at which a last day is over."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def position_of_offer(offer: Offer) -> tuple[float | None, float | None]:
    """Return longitude and latitude of the goods themselves, else of their giver."""
    if offer.longitude is not None:
        return offer.longitude, offer.latitude
    return position_of(offer.party, offer.place)


def position_of(party: Organization | None, place: Place | None) -> tuple[float | None, float | None]:
    """Return longitude and latitude of the unit itself, else of its place or the place above it."""
    if party is not None and party.longitude is not None:
        return party.longitude, party.latitude
    here = place
    while here is not None and here.longitude is None:
        here = here.parent
    return (here.longitude, here.latitude) if here is not None else (None, None)


def labels_of_item(item: Item) -> dict[str, str]:
    """Return the words for an item and its unit, in Chinese, and under "en:" in English."""
    return {
        item.code: item.name,
        f"unit:{item.code}": item.unit,
        f"en:{item.code}": within_sentence(item.name_en) or item.name,
        f"en:unit:{item.code}": in_plural(item.unit_en) or item.unit,
    }


def labels_of_parts(offered: Iterable[Offered]) -> dict[str, str]:
    """Return the words for where parts lie, what they can serve as, and whom they were given for."""
    labels: dict[str, str] = {}
    for one in offered:
        if one.part and one.part.serves_as:
            labels |= labels_of_item(one.part.serves_as)
        if one.part and one.part.store and one.part.store.place:
            place = one.part.store.place
            labels[place.code], labels[f"en:{place.code}"] = place.name, place_in_english(place.name)
    return labels | labels_of_groups()


def labels_of_groups() -> dict[str, str]:
    """Return the words for the groups that a donor can give for."""
    labels: dict[str, str] = {}
    for code, words in GROUP_WORDS.items():
        for key, language in ((code, "zh-hans"), (f"en:{code}", "en")):
            with translation.override(language):
                labels[key] = str(words)
    return labels


def within_sentence(name_en: str) -> str:
    """Return an English name as it stands inside a sentence: "Surgical mask" falls, "N95 mask" stays."""
    return name_en[:1].lower() + name_en[1:] if name_en[1:2].islower() else name_en
