"""The names the extraction engine knows, from the tables in data/: no database needed."""

import csv
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from qiao.batch.townships import load_townships
from qiao.engines.extraction import ItemRow, Lexicon, PlaceRow

REPOSITORY = Path(__file__).resolve().parents[3]
GROUPING = "grouping"
"""Headings of the place table such as 市辖区: nobody means them by a name."""


def reference_directory() -> Path:
    """Return the folder of the reference tables; QIAO_REFERENCE names another."""
    return Path(os.environ.get("QIAO_REFERENCE") or REPOSITORY / "data")


@lru_cache(maxsize=2)
def reference_lexicon(directory: Path | None = None) -> Lexicon:
    """Return the lexicon of the reference tables, built once.

    Parameters
    ----------
    directory
        The folder with places.csv, items.csv, item_aliases.csv and, if held, townships.csv.xz. Default: `reference_directory()`.

    Raises
    ------
    OSError
        When a table is absent.
    """
    folder = directory or reference_directory()
    return Lexicon.build(_places(folder), _items(folder), load_townships(folder))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _places(folder: Path) -> Iterator[PlaceRow]:
    """Yield the places in force; retired codes would double their names."""
    for row in _rows(folder / "places.csv"):
        if row["kind"] != GROUPING and not row["valid_to"]:
            yield PlaceRow(row["code"], row["name"], row["level"], row["parent"] or None)


def _items(folder: Path) -> Iterator[ItemRow]:
    names: dict[str, list[str]] = {}
    for row in _rows(folder / "item_aliases.csv"):
        names.setdefault(row["item"], []).append(row["alias"])
    for row in _rows(folder / "items.csv"):
        english = row["name_en"].partition(",")[0].partition("(")[0].strip().lower()
        called = (*names.get(row["code"], ()), *([english] if english else []))
        yield ItemRow(row["code"], row["name_zh"], called, row["unit_zh"] or None)
