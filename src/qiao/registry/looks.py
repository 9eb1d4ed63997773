"""Names of organisations that look or sound like another's: found as they come in, decided by a person."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.engines.linkage import Look, Named, look_keys, looks_of, skeleton
from qiao.registry.models import LookAlike, Organization

SHOWN = 5
WORDS: dict[str, Promise] = {
    Look.EQUAL: _("同名，住所地不同"),
    Look.SKELETON: _("看起来一样，其实有的字不同"),
    Look.SOUND: _("读音相同，字不同"),
    Look.NAME: _("省略地名或简称后同名"),
    Look.ONE_SIGN: _("只差一个字"),
    Look.FILLING: _("只差“慈善”“公益”之类的字"),
}


@dataclass(frozen=True)
class Flag:
    """Another organisation that this one looks like, and why."""

    look: LookAlike
    other: Organization

    @property
    def reasons(self) -> list[Promise]:
        """Return why, as words."""
        return [WORDS[one] for one in self.look.reasons if one in WORDS]


@cache
def same_signs() -> dict[str, str]:
    """Return the signs that look like another: Unicode's table, then our own of Chinese signs."""
    folder, held = Path(settings.QIAO_REFERENCE), {}
    with (folder / "confusables.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held[chr(int(row["sign"], 16))] = chr(int(row["same_as"], 16))
    with (folder / "confusables_han.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held[row["sign"]] = row["same_as"]
    return held


@lru_cache(maxsize=20_000)
def named(name: str) -> Named:
    """Return a name with its skeleton and its sound."""
    from pypinyin import lazy_pinyin  # 0.3 s and 30 MB that other pages need not pay

    bare = skeleton(name, same_signs())
    return Named(name, bare, "".join(lazy_pinyin(bare)))


class NameIndex:
    """All names of the registry under the keys by which those that look alike meet."""

    def __init__(self, rows: Iterable[Organization]) -> None:
        self._known: dict[str, list[Organization]] = defaultdict(list)
        for one in rows:
            for key in look_keys(named(one.name)):
                self._known[key].append(one)

    def like(self, name: str) -> list[tuple[Organization, tuple[Look, ...]]]:
        """Return the organisations whose names look like this one, with why."""
        asked = named(name)
        near = {one.pk: one for key in look_keys(asked) for one in self._known.get(key, ())}
        judged = ((one, looks_of(asked, named(one.name))) for one in near.values())
        return sorted(((one, found) for one, found in judged if found), key=lambda pair: pair[0].name)


def looks_like(name: str) -> list[tuple[Organization, tuple[Look, ...]]]:
    """Return the registered organisations that a new name looks like."""
    known = Organization.objects.select_related("home").only("name", "uscc", "home__name", "registered_on")
    return NameIndex(known.iterator(chunk_size=2000)).like(name)


def flags_of(organization: Organization) -> list[Flag]:
    """Return whom an organisation looks like, as long as nobody has said that both are real."""
    rows = open_looks().filter(Q(one=organization) | Q(other=organization))
    return [Flag(row, row.other if row.one_id == organization.pk else row.one) for row in rows[:SHOWN]]


def open_looks() -> QuerySet[LookAlike]:
    """Return the pairs that wait for a person, and those that a person found suspect."""
    rows = LookAlike.objects.filter(state__in=(LookAlike.State.OPEN, LookAlike.State.SUSPECT))
    return rows.select_related("one__home", "other__home", "decided_by")
