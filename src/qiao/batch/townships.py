"""The townships and streets of each county, from data/townships.csv.xz: read once, when first asked for."""

import lzma
from collections.abc import Iterator
from pathlib import Path

from qiao.engines.extraction import TownshipRow

TABLE = "townships.csv.xz"
_SERIAL_DIGITS = 3


def load_townships(folder: Path) -> Iterator[TownshipRow]:
    """Yield the townships of the table in *folder*; nothing where it is absent.

    Parameters
    ----------
    folder
        The folder of the reference tables.

    Yields
    ------
    TownshipRow
        By code: nine digits, of which the first six are the county's.

    Raises
    ------
    ValueError
        When a line names no county of six digits.
    """
    path = folder / TABLE
    if not path.exists():
        return
    with lzma.open(path, "rt", encoding="utf-8") as file:
        next(file, None)
        for line in file:
            county, comma, held = line.rstrip("\n").partition(",")
            if not comma or not county.isdigit():
                raise ValueError(f"{line[:20]!r} names no county.")
            for entry in held.split(" "):
                yield TownshipRow(county + entry[:_SERIAL_DIGITS], entry[_SERIAL_DIGITS:], county)
