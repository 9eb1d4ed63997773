"""Find a place by code, by name with context, or inside an address.

Nothing here guesses: where a name stands for several places and nothing decides, all of them come back, each
with a confidence and a reason, and `choose` picks none.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from qiao.registry.address_scan import Address, AddressScanner, Mention
from qiao.registry.place_names import Form, names_of
from qiao.registry.place_rows import Kind, Level, PlaceRow, load_rows, places_path

__all__ = [
    "Address",
    "Candidate",
    "Gazetteer",
    "Level",
    "Mention",
    "PlaceRow",
    "Reason",
    "load_rows",
    "national_gazetteer",
    "places_path",
]

CERTAIN: Final = 0.8
"""From this confidence on `choose` takes a candidate without asking a person."""

_AROUND: Final = " \t\r\n　.。,，、;；:：()"
CODE_DIGITS: Final = 6
_FORM_CONFIDENCE: Final = {Form.FULL: 1.0, Form.CLASSED: 0.95, Form.SHORT: 0.9, Form.FORMER: 0.85}
_OUT_OF_FORCE: Final = 0.6
_CONTRADICTED: Final = 0.3
# A bare short name means the larger place more often: 河南 is the province, not the county in 青海.
_LEVEL_WEIGHT: Final = {Level.PROVINCE: 20.0, Level.CITY: 4.0, Level.COUNTY: 1.0}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place was found: a stable code and a sentence in each language."""

    code: str
    zh: str
    en: str


_FORM_REASONS: Final = {
    Form.FULL: Reason("full_name", "与全称一致。", "The full name agrees."),
    Form.CLASSED: Reason("short_name", "与简称一致。", "A short form of the name agrees."),
    Form.SHORT: Reason("short_name", "与简称一致。", "A short form of the name agrees."),
    Form.FORMER: Reason("former_name", "与曾用名一致。", "A former name agrees."),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, with a confidence between 0 and 1 and the reason for it."""

    place: PlaceRow
    confidence: float
    reason: Reason


Named = tuple[PlaceRow, Form]


class Gazetteer:
    """The place tree in memory, built once from rows and then only read.

    Parameters
    ----------
    rows
        Codes of the tree, retired ones included; see `load_rows`.

    """

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self._rows = {row.code: row for row in sorted(rows, key=lambda row: row.code)}
        self._codes = list(self._rows)
        self._lineage = {code: self._climb(code) for code in self._codes}
        self._named = self._index_names()
        self._scanner = AddressScanner(self._named, self._lineage)

    def _climb(self, code: str) -> tuple[str, ...]:
        chain, here = [code], self._rows[code].parent
        while here and here not in chain:
            chain.append(here)
            here = self._rows[here].parent if here in self._rows else ""
        return tuple(chain)

    def _index_names(self) -> dict[str, tuple[Named, ...]]:
        index: defaultdict[str, dict[str, Named]] = defaultdict(dict)
        for row in self._rows.values():
            if row.kind is Kind.GROUPING:
                continue
            forms = names_of(row.name) if row.kind is Kind.ADMINISTRATIVE else [(row.name, Form.FULL)]
            for name, form in forms:
                index[name].setdefault(row.code, (row, form))
            for name in row.former_names:
                index[name].setdefault(row.code, (row, Form.FORMER))
        for row in self._rows.values():
            heir = self._rows.get(row.replaced_by)
            if heir:
                for name, _ in names_of(row.name):
                    index[name].setdefault(heir.code, (heir, Form.FORMER))
        return {name: tuple(found.values()) for name, found in index.items()}

    def by_code(self, code: str, on: date | None = None) -> PlaceRow | None:
        """Return the place of a code.

        Parameters
        ----------
        code
            Six digits, or the 9 or 12 digits of the statistics bureau, whose first six count.
        on
            A day; the code must then have been in force, as far as the tables say. Without it retired
            codes are found too.

        Returns
        -------
        PlaceRow | None
            The row, or None for an unknown code or one not in force that day.

        """
        row = self._rows.get(unicodedata.normalize("NFKC", code).strip()[:CODE_DIGITS])
        if row is None or on is None:
            return row
        return row if row.in_force(on) else None

    def by_prefix(self, prefix: str, on: date | None = None) -> list[PlaceRow]:
        """Return the divisions whose code begins with `prefix`, by code, in force on a day or today."""
        start = bisect_left(self._codes, prefix)
        found = []
        for code in self._codes[start:]:
            if not code.startswith(prefix):
                break
            found.append(self._rows[code])
        return [row for row in found if row.kind is not Kind.GROUPING and row.in_force(on)]

    def ancestors(self, code: str) -> list[PlaceRow]:
        """Return the place and those above it, the place first; empty for an unknown code."""
        return [self._rows[part] for part in self._lineage.get(code, ()) if part in self._rows]

    def full_name(self, code: str) -> str:
        """Return the names from the province down: 湖北省黄冈市英山县."""
        return "".join(row.name for row in reversed(self.ancestors(code)))

    def latest(self, row: PlaceRow) -> PlaceRow:
        """Follow replaced_by to the code in force today, as far as it is known."""
        while row.replaced_by and row.replaced_by in self._rows:
            row = self._rows[row.replaced_by]
        return row

    def by_name(
        self,
        name: str,
        *,
        context: Iterable[str] = (),
        on: date | None = None,
    ) -> list[Candidate]:
        """Return the places a name may mean, most likely first.

        Parameters
        ----------
        name
            Full, short or former name; a whole path (黄冈市英山县) is understood too.
        context
            What else is known: names or codes (two digits or more) of places above it.
        on
            A day: names and codes in force then are preferred. Without it today's.

        Returns
        -------
        list[Candidate]
            Empty for an unknown name. Several when nothing decides between them; their confidences then
            share out what one alone would have had, so that none is chosen by itself.

        """
        text = unicodedata.normalize("NFKC", name).strip(_AROUND)
        found = [(row, _form_on(text, row, form, on=on)) for row, form in self._named.get(text, ())]
        if not found:
            return self._by_path(text, context=context, on=on)
        scope = [codes for codes in map(self._codes_of, context) if codes]
        within = [(row, form) for row, form in found if self._within(row, scope)]
        # Under 新乡市, 新乡 is the county: what is known already is not what is asked.
        kept = [
            (row, form) for row, form in within if not any(row.code in codes for codes in scope)
        ] or within
        if not kept:
            return [self._contradicted(row, form, len(found)) for row, form in self._settle(found, on)]
        return self._weigh(self._settle(kept, on), on, narrowed=len(kept) < len(found))

    def _by_path(self, text: str, *, context: Iterable[str], on: date | None) -> list[Candidate]:
        address = self.parse_address(text, context=context, on=on)
        if address is None or address.start > 0 or address.end < len(text):
            return []
        return self._weigh([(row, Form.FULL) for row in address.places], on, narrowed=True)

    def choose(self, candidates: Sequence[Candidate]) -> PlaceRow | None:
        """Return the first candidate's place if it is certain enough to take without asking."""
        if candidates and candidates[0].confidence >= CERTAIN:
            return candidates[0].place
        return None

    def parse_address(
        self,
        text: str,
        *,
        context: Iterable[str] = (),
        on: date | None = None,
    ) -> Address | None:
        """Find the most specific place which an address names consistently.

        Parameters
        ----------
        text
            Any string: 湖北省武汉市江汉区解放大道1277号, 英山人民医院.
        context
            Names or codes of places known to lie above.
        on
            A day; see `by_name`.

        Returns
        -------
        Address | None
            With the span [start, end) of the characters that name it; None when nothing does. When several
            places fit equally, `places` holds all and `place` is None.

        """
        scope = [codes for codes in map(self._codes_of, context) if codes]
        address = self._scanner.scan(text, scope)
        if address is None:
            return None
        settled = self._settle(address.named, on)
        return Address(tuple(settled), address.start, address.end, address.mentions)

    def _codes_of(self, item: str) -> frozenset[str]:
        text = unicodedata.normalize("NFKC", item).strip()
        if text.isdigit():
            code = text[:CODE_DIGITS].ljust(CODE_DIGITS, "0")
            return frozenset({code}) if code in self._rows else frozenset()
        found = self._named.get(text)
        if found is None:
            address = self._scanner.scan(text, [])
            found = address.named if address else ()
        return frozenset(row.code for row, _ in found)

    def _within(self, row: PlaceRow, scope: Sequence[frozenset[str]]) -> bool:
        lineage = self._lineage[row.code]
        return all(not codes.isdisjoint(lineage) for codes in scope)

    def _settle(self, found: Iterable[Named], on: date | None) -> list[Named]:
        """Keep one of a code and its successor: the one in force, then the one whose name fits better."""
        kept = {row.code: (row, form) for row, form in found}
        for row, form in list(kept.values()):
            heir = kept.get(row.replaced_by)
            if heir is None or row.code not in kept:
                continue
            old_first = (not row.in_force(on), form) < (not heir[0].in_force(on), heir[1])
            kept.pop(heir[0].code if old_first else row.code)
        in_force = [pair for pair in kept.values() if pair[0].in_force(on)]
        return in_force or list(kept.values())

    def _weigh(self, named: Sequence[Named], on: date | None, *, narrowed: bool) -> list[Candidate]:
        best = min(form for _, form in named)
        full = best is Form.FULL
        kept = [(row, form) for row, form in named if form is best or not full]
        weights = [1.0 if full else _LEVEL_WEIGHT[row.level] for row, _ in kept]
        total = sum(weights)
        candidates = []
        for (row, form), weight in zip(kept, weights, strict=True):
            confidence = _FORM_CONFIDENCE[form] * weight / total
            if not row.in_force(on):
                confidence *= _OUT_OF_FORCE
            reason = self._reason((row, form), rivals=len(kept), on=on, narrowed=narrowed)
            candidates.append(Candidate(row, round(confidence, 4), reason))
        return sorted(candidates, key=lambda c: (-c.confidence, c.place.code))

    def _reason(self, named: Named, *, rivals: int, on: date | None, narrowed: bool) -> Reason:
        row, form = named
        if not row.in_force(on):
            heir = self.latest(row)
            zh = f"代码 {row.code} 已停用" + (f"，现为 {heir.code} {heir.name}。" if heir != row else "。")
            en = f"Code {row.code} is retired" + (
                f"; it is now {heir.code} {heir.name}." if heir != row else "."
            )
            return Reason("retired", zh, en)
        if rivals > 1:
            where = self.full_name(row.code)
            zh = f"同名地点有 {rivals} 处，这是{where}；请补充省、市。"
            en = f"{rivals} places go by this name; this is {where}. Name the province or city too."
            return Reason("ambiguous", zh, en)
        if narrowed:
            where = self.full_name(row.code)
            return Reason("by_context", f"按上级地名确定为{where}。", f"The places above it decide: {where}.")
        return _FORM_REASONS[form]

    def _contradicted(self, row: PlaceRow, form: Form, rivals: int) -> Candidate:
        where = self.full_name(row.code)
        reason = Reason(
            "context_contradicts",
            f"所给的上级地名下没有这个地名；叫这个名字的有{where}，请核对。",
            f"No such name under the places given; {where} goes by it. Please check.",
        )
        return Candidate(row, round(_CONTRADICTED * _FORM_CONFIDENCE[form] / rivals, 4), reason)


def _form_on(name: str, row: PlaceRow, form: Form, *, on: date | None) -> Form:
    """A former name was the full name while it lasted: 130502 was 桥东区 until 2020."""
    last_day = row.former_names.get(name)
    return Form.FULL if on and last_day and on <= last_day else form


@lru_cache(maxsize=1)
def national_gazetteer() -> Gazetteer:
    """Return the gazetteer of the shipped table, built on first use."""
    return Gazetteer(load_rows())
