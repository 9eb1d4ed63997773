"""What the reference tables know for an allocation: items, units, substitutes, places. No database."""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from qiao.batch.lexicon import GROUPING, reference_directory, reference_lexicon
from qiao.engines.extraction import read
from qiao.engines.extraction.units import in_plural

COUNTY_DIGITS = 6
SHORTEST_END = 3
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
Position = tuple[float | None, float | None]


class Reference:
    """Names looked up in the tables of data/; a thing that is not there stands for itself."""

    def __init__(self) -> None:
        self._units: dict[str, str] = {}
        self._places: dict[str, str | None] = {}

    @cached_property
    def items(self) -> dict[str, dict[str, str]]:
        """Return code → row of the item table."""
        return {row["code"]: row for row in _rows("items.csv")}

    @cached_property
    def _called(self) -> dict[str, str]:
        names = {row["alias"].lower(): row["item"] for row in _rows("item_aliases.csv")}
        names |= {row["name_zh"].lower(): code for code, row in self.items.items()}
        names |= {row["name_en"].lower(): code for code, row in self.items.items() if row["name_en"]}
        return names | {code: code for code in self.items}

    def item(self, text: str) -> str:
        """Return the code of a thing by name, alias or code, with what stands in brackets left aside.

        一次性医用外科口罩 is what its last three signs or more name; what no table knows stands for itself.
        """
        plain = _BRACKETS.sub("", text).replace(" ", "").lower() or text.lower()
        whole = self._called.get(text.lower()) or self._called.get(plain)
        ends = (plain[at:] for at in range(1, len(plain) - SHORTEST_END + 1))
        return whole or next((self._called[end] for end in ends if end in self._called), text)

    def item_name(self, code: str) -> str:
        """Return the Chinese name of an item."""
        return self.items[code]["name_zh"] if code in self.items else code

    def knows(self, code: str) -> bool:
        """Say whether the item table has this code."""
        return code in self.items

    def base_unit(self, code: str, unit: str) -> str:
        """Return the unit in which an item is counted: the table's, else the first one told for it."""
        if code in self.items:
            return self.items[code]["unit_zh"]
        return self._units.setdefault(code, unit)

    @cached_property
    def packs(self) -> dict[str, dict[str, list[int]]]:
        """Return item → word for a box → contents that such boxes were seen to have."""
        found: dict[str, dict[str, list[int]]] = {}
        for row in _rows("item_packs.csv"):
            found.setdefault(row["item"], {}).setdefault(row["name_zh"], []).append(int(row["content"]))
        return found

    @cached_property
    def substitutes(self) -> dict[str, list[str]]:
        """Return item asked → items accepted for it, the preferred first."""
        found: dict[str, list[str]] = {}
        for row in _rows("item_substitutions.csv"):
            found.setdefault(row["asked"], []).append(row["acceptable"])
        return found

    @cached_property
    def _place_rows(self) -> dict[str, dict[str, str]]:
        return {row["code"]: row for row in _rows("places.csv") if not row["valid_to"]}

    @property
    def place_codes(self) -> list[str]:
        """Return the codes of all places in force."""
        return list(self._place_rows)

    def place(self, text: str) -> str | None:
        """Return the six-digit code of a place by code, name or address; None where it is not clear."""
        if text not in self._places:
            self._places[text] = self._find(text)
        return self._places[text]

    def _find(self, text: str) -> str | None:
        digits = text.removesuffix(".0")
        if digits.isdigit():
            return digits if digits in self._place_rows else None
        if text in self._alone:
            return self._alone[text]
        found = [
            reading.place for reading in read(f"{text}需要口罩10个", reference_lexicon()) if reading.place
        ]
        return found[0].code[:COUNTY_DIGITS] if found else None

    @cached_property
    def _alone(self) -> dict[str, str]:
        """Return names that only one place in force bears → its code."""
        codes: dict[str, list[str]] = {}
        for code, row in self._place_rows.items():
            if row["kind"] != GROUPING:
                codes.setdefault(row["name"], []).append(code)
        return {name: found[0] for name, found in codes.items() if len(found) == 1}

    def place_name(self, code: str | None) -> str:
        """Return the name of a place; empty for none."""
        return self._place_rows[code]["name"] if code in self._place_rows else ""

    def position(self, code: str | None) -> Position:
        """Return longitude and latitude of a place or of the nearest one above it that has them."""
        row = self._place_rows.get(code or "")
        while row is not None and not row["longitude"]:
            row = self._place_rows.get(row["parent"])
        return (float(row["longitude"]), float(row["latitude"])) if row else (None, None)


def words_of(reference: Reference, items: Iterable[str], places: Iterable[str | None]) -> dict[str, str]:
    """Return the words for codes of items, their units and places; English ones under "en:" where there are any."""
    labels = {}
    for code in items:
        labels[code] = reference.item_name(code)
        labels[f"unit:{code}"] = reference.base_unit(code, "") or "件"
        row = reference.items.get(code)
        if row is not None:
            labels[f"en:{code}"] = row["name_en"] or code
            labels[f"en:unit:{code}"] = in_plural(row["unit_en"])
    return labels | {place: reference.place_name(place) for place in places if place}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (reference_directory() / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
