"""Where a row is: from its columns of place, else from the address, else from the name of the unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qiao.intake.sources.tables.columns import Role
from qiao.intake.sources.tables.plan import Catalogue
from qiao.registry.gazetteer import Candidate, PlaceRow

SHOWN = 3
CODE_DIGITS = 6
NAMED = (Role.DISTRICT, Role.PLACE, Role.CITY, Role.PROVINCE)


@dataclass(frozen=True)
class Where:
    """A place as understood: its code, the role it came from, and what is doubtful."""

    code: str | None = None
    role: Role | None = None
    words: str = ""
    is_read: bool = False
    doubt: str = ""


def find_where(said: Mapping[Role, str], party: str, catalogue: Catalogue) -> Where:
    """Return the place of a row. A name that may mean several is never guessed."""
    doubt = Where()
    for role in NAMED:
        text = said.get(role, "")
        if not text:
            continue
        above = [other for later in NAMED[NAMED.index(role) + 1 :] if (other := said.get(later, ""))]
        found = _named(text, above, role, catalogue)
        if (
            found.code and doubt.doubt
        ):  # what was said more exactly is not known: the larger place is not the one meant
            return replace(found, is_read=True, doubt="place_larger")
        if found.code:
            return found
        doubt = doubt if doubt.doubt else found
    above = [text for role in NAMED if (text := said.get(role, ""))]
    for role, text in ((Role.ADDRESS, said.get(Role.ADDRESS, "")), (Role.PARTY, party)):
        address = catalogue.places.parse_address(text, context=above, on=catalogue.on) if text else None
        if address is not None and address.place is not None:
            name = catalogue.places.full_name(address.place.code)
            return Where(address.place.code, role, name, is_read=True, doubt=doubt.doubt)
    return doubt


def _named(text: str, above: list[str], role: Role, catalogue: Catalogue) -> Where:
    places = catalogue.places
    if text.isdigit() and len(text) >= CODE_DIGITS:
        row = places.by_code(text)
        return (
            Where(row.code, role, places.full_name(row.code))
            if row
            else Where(None, role, doubt="place_unknown")
        )
    candidates = places.by_name(text, context=above, on=catalogue.on)
    chosen = places.choose(candidates) or _near(candidates, catalogue)
    if chosen is not None:
        return Where(chosen.code, role, places.full_name(chosen.code))
    if candidates:
        names = "、".join(places.full_name(one.place.code) for one in candidates[:SHOWN])
        return Where(None, role, names, doubt="place_ambiguous")
    address = places.parse_address(text, context=above, on=catalogue.on)
    if address is not None and address.place is not None:
        return Where(address.place.code, role, places.full_name(address.place.code), is_read=True)
    return Where(None, role, doubt="place_unknown")


def _near(candidates: list[Candidate], catalogue: Catalogue) -> PlaceRow | None:
    """Return the only one of several places that lies where the crisis is."""
    provinces = {code[:2] for code in catalogue.near}
    within = [one.place for one in candidates if one.place.code[:2] in provinces]
    return within[0] if len(within) == 1 else None
