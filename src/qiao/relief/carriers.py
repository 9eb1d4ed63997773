"""Whether a carrier, and a permit, fit what is to be sent: each doubt with its reason, none of them in silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.intake.models import Offer
from qiao.registry.models import Crisis, Organization, Place
from qiao.registry.place_english import place_in_english
from qiao.relief.models import Carrier, Match

Words = str | Promise


@dataclass(frozen=True)
class Doubt:
    """One thing that does not fit, and its reason; `is_open` where the notice does not say."""

    code: str
    words: Words
    is_open: bool = False


def carriers_of(crisis: Crisis) -> QuerySet[Carrier]:
    """Return the carriers of a crisis that were not ended, with the places they name."""
    rows: QuerySet[Carrier] = Carrier.objects.filter(crisis=crisis, ended_at__isnull=True)
    return rows.prefetch_related("origins", "destinations").select_related("report__masked", "report__key")


def doubts_of(carrier: Carrier, matches: Sequence[Match], *, on: date) -> list[Doubt]:
    """Return what does not fit between a carrier's rules and these goods on this day, what is open last."""
    found = list(_dates(carrier, on))
    found += _private(carrier, matches)
    found += _places(carrier, matches)
    return sorted(found, key=lambda one: one.is_open)


def _dates(carrier: Carrier, on: date) -> Iterable[Doubt]:
    if carrier.valid_from and on < carrier.valid_from:
        yield Doubt("NOT_YET", _("%(day)s 起才承运") % {"day": carrier.valid_from.isoformat()})
    if carrier.valid_until and on > carrier.valid_until:
        yield Doubt("ENDED", _("公告只到 %(day)s") % {"day": carrier.valid_until.isoformat()})


def _private(carrier: Carrier, matches: Sequence[Match]) -> Iterable[Doubt]:
    alone = sum(one.offer.party is None for one in matches)
    if not alone or carrier.takes_private:
        return
    if carrier.takes_private is None:
        yield Doubt(
            "PRIVATE_OPEN",
            _("公告没写收不收个人寄件，其中 %(n)d 批没写明由单位提供") % {"n": alone},
            is_open=True,
        )
    else:
        yield Doubt("PRIVATE", _("不收个人寄件，其中 %(n)d 批没写明由单位提供") % {"n": alone})


def _places(carrier: Carrier, matches: Sequence[Match]) -> Iterable[Doubt]:
    sides = (
        (
            "FROM",
            carrier.from_anywhere,
            list(carrier.origins.all()),
            [place_of_offer(one.offer) for one in matches],
        ),
        (
            "TO",
            carrier.to_anywhere,
            list(carrier.destinations.all()),
            [place_or_home(one.need.party, one.need.place) for one in matches],
        ),
    )
    said = {"FROM": _("不从%(place)s起运"), "TO": _("不到%(place)s")}
    unknown = {
        "FROM": _("公告没写从哪里起运，或货在哪里没写"),
        "TO": _("公告没写送到哪里，或收货的地方没写"),
    }
    for side, anywhere, named, places in sides:
        if anywhere:
            continue
        known = [one for one in places if one is not None]
        outside = [one for one in known if named and not any(covers(each, one) for each in named)]
        for place in dict.fromkeys(outside):
            yield Doubt(side, said[side] % {"place": called(place)})
        if not named or len(known) < len(places):
            yield Doubt(f"{side}_OPEN", unknown[side], is_open=True)


def place_of_offer(offer: Offer) -> Place | None:
    """Return the place where the goods lie, else their giver's."""
    return place_or_home(offer.party, offer.place)


def place_or_home(party: Organization | None, place: Place | None) -> Place | None:
    """Return the place that was told, else the unit's own."""
    return place or (party.home if party else None)


def called(place: Place) -> str:
    """Return the name of a place in the language of the page."""
    return place_in_english(place.name) if (get_language() or "").startswith("en") else place.name


def covers(region: Place, place: Place) -> bool:
    """Say whether a place lies in a region, by the code of GB/T 2260: 420000 holds 421124."""
    wide = {Place.Level.PROVINCE: 2, Place.Level.CITY: 4}.get(Place.Level(region.level), 6)
    return region.code[:wide] == place.code[:wide]


@dataclass(frozen=True)
class Fit:
    """A carrier and what does not fit."""

    carrier: Carrier
    doubts: list[Doubt]

    @property
    def fits(self) -> bool:
        """Say whether nothing speaks against it; what its notice leaves open does not."""
        return all(one.is_open for one in self.doubts)


def fitting(crisis: Crisis, matches: Sequence[Match], *, on: date) -> list[Fit]:
    """Return the carriers of a crisis, those that fit first, then by how much is open."""
    found = [Fit(one, doubts_of(one, matches, on=on)) for one in carriers_of(crisis)]
    return sorted(found, key=lambda one: (not one.fits, len(one.doubts), one.carrier.name))


def doubts_of_trip(
    crisis: Crisis,
    matches: Sequence[Match],
    *,
    carrier: str,
    permit_from: date | None,
    permit_until: date | None,
    leaves: datetime,
    hours: float | None,
) -> list[Doubt]:
    """Return what speaks against sending these goods so: the rules of the carrier named, the days of the permit.

    A carrier that nobody entered has no rules here. A trip of unknown length is held to last no longer than its day.
    """
    begins = timezone.localtime(leaves)
    ends = begins + timedelta(hours=hours or 0)
    found = []
    if permit_from and begins.date() < permit_from:
        found.append(Doubt("PERMIT_NOT_YET", _("通行证 %(day)s 起才有效") % {"day": permit_from.isoformat()}))
    if permit_until and ends.date() > permit_until:
        found.append(
            Doubt(
                "PERMIT_ENDS",
                _("通行证只到 %(day)s，这趟车约 %(end)s 才走完")
                % {"day": permit_until.isoformat(), "end": f"{ends:%Y-%m-%d %H:%M}"},
            )
        )
    name = carrier.strip()
    known = [one for one in carriers_of(crisis) if one.name == name] if name else []
    sets = [[one for one in doubts_of(each, matches, on=begins.date()) if not one.is_open] for each in known]
    # The same carrier may have published several notices: one that fits is enough.
    return found + min(sets, key=len, default=[])
