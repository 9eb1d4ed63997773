"""The units of the two bridges, each under a key, and on which side of the bridge it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from qiao.registry.models import Crisis, Department, Organization, Place
from qiao.registry.queries import places_under, prefix_of

OUTSIDE, LOCAL, GOVERNMENT, UNKNOWN = "OUTSIDE", "LOCAL", "GOVERNMENT", "UNKNOWN"
ORGANIZATION, PLACE, DEPARTMENT, GIVER, NAMED = "org", "place", "dept", "giver", "named"


def key_of(kind: str, ident: object) -> str:
    """Return the key of a unit."""
    return f"{kind}:{ident}"


@dataclass(frozen=True)
class Unit:
    """One unit of the network.

    `record` is what the registry holds of it; where it holds nothing, `text` says who it is. Givers without a
    registered unit are one for each place: whoever wrote only a name stays unnamed here.
    """

    key: str
    side: str
    record: Organization | Department | Place | None = None
    text: str = ""

    @property
    def is_bearer(self) -> bool:
        """Say whether it can be imagined away: an organisation or a giver, not a place."""
        return not self.key.startswith((f"{PLACE}:", f"{DEPARTMENT}:"))

    @property
    def label(self) -> str:
        """Return its name for files."""
        if isinstance(self.record, Place):
            return self.record.full_name
        return str(self.record) if self.record else self.text


class Area:
    """Where a crisis is: a code of GB/T 2260 lies within it or not; None where that is not known."""

    def __init__(self, crisis: Crisis) -> None:
        self.codes = sorted(crisis.places.values_list("code", flat=True))
        self.prefixes = tuple(prefix_of(code) for code in self.codes)

    def holds(self, code: str | None) -> bool | None:
        """Say whether a place lies in the area of the crisis."""
        if not code or not self.prefixes:
            return None
        return code.startswith(self.prefixes)

    def side(self, code: str | None) -> str:
        """Return on which side of the bridge somebody at a place stands."""
        inside = self.holds(code)
        if inside is None:
            return UNKNOWN
        return LOCAL if inside else OUTSIDE

    def counties(self) -> list[Place]:
        """Return the counties of the area that are in use."""
        found: dict[str, Place] = {}
        for code in self.codes:
            rows = places_under(code).filter(
                level=Place.Level.COUNTY, valid_to__isnull=True, is_grouping=False
            )
            found.update((one.code, one) for one in rows)
        return [found[code] for code in sorted(found)]


class Units:
    """Every unit that was named while the records were read, looked up at once in the end."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.organizations: set[UUID] = set()
        self.departments: set[UUID] = set()
        self.places: set[str] = set()
        self.texts: dict[str, str] = {}
        self.names: dict[str, UUID] = {}

    def know_names(self, names: Iterable[str]) -> None:
        """Learn which names of publishers and carriers are those of registered organisations."""
        wanted = {one for one in names if one} - self.names.keys()
        rows = Organization.objects.filter(name__in=wanted, same_as__isnull=True)
        self.names |= dict(rows.order_by("-created_at").values_list("name", "pk"))

    def organization(self, ident: UUID) -> str:
        """Return the key of a registered organisation."""
        self.organizations.add(ident)
        return key_of(ORGANIZATION, ident)

    def department(self, ident: UUID) -> str:
        """Return the key of a department."""
        self.departments.add(ident)
        return key_of(DEPARTMENT, ident)

    def place(self, code: str) -> str:
        """Return the key of a place."""
        self.places.add(code)
        return key_of(PLACE, code)

    def giver(self, code: str | None) -> str:
        """Return the key of givers at a place who are in no register."""
        key = key_of(GIVER, code or "")
        self.texts[key] = code or ""
        return key

    def named(self, name: str) -> str:
        """Return the key of an organisation known by its name, registered or not."""
        if name in self.names:
            return self.organization(self.names[name])
        key = key_of(NAMED, name)
        self.texts[key] = name
        return key

    def found(self) -> dict[str, Unit]:
        """Return every unit by its key."""
        units: dict[str, Unit] = {}
        for one in Organization.objects.filter(pk__in=self.organizations).select_related("home"):
            key = key_of(ORGANIZATION, one.pk)
            units[key] = Unit(key, self.area.side(one.home.code if one.home else None), one)
        for department in Department.objects.filter(pk__in=self.departments):
            key = key_of(DEPARTMENT, department.pk)
            units[key] = Unit(key, GOVERNMENT, department)
        codes = self.places | {text for key, text in self.texts.items() if key.startswith(GIVER) and text}
        places = {
            one.code: one for one in Place.objects.filter(code__in=codes).select_related("parent__parent")
        }
        for code in self.places & places.keys():
            key = key_of(PLACE, code)
            units[key] = Unit(key, self.area.side(code), places[code])
        for key, text in self.texts.items():
            units[key] = self._unregistered(key, text, places)
        return units

    def _unregistered(self, key: str, text: str, places: dict[str, Place]) -> Unit:
        if key.startswith(f"{NAMED}:"):
            return Unit(key, UNKNOWN, text=text)
        where = places[text].full_name if text in places else _("地点未写明")
        return Unit(key, self.area.side(text), text=_("未登记的捐赠方（%(where)s）") % {"where": where})
