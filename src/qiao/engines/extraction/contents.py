"""How many pieces a count of boxes is: by what is written beside it, else by what such boxes are known to hold."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.engines.extraction.numerals import parse_numeral
from qiao.engines.extraction.units import PAIRS, SINGLE, counts_pieces_of

LARGEST = 2**40
PIECE_OR_BOX = "件"
"""件 is a piece, unless the content of a 件 is written beside it."""
OUTER = frozenset("箱件")
"""Words that writers use for the same outer box: 400个/件 beside 12箱."""
SIZES = "大小整"
"""大箱, 小箱: boxes all the same."""
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+|[一二两三四五六七八九十百千万]+)"
_FACTOR = rf"(?P<number>{_NUMBER})\s?(?P<unit>[\u4e00-\u9fff]{{1,2}})?"
_WRITTEN = re.compile(r"(?:每[一1]?)?(?P<factors>[^/每]+?)(?:\s?/\s?(?P<box>[\u4e00-\u9fff]{1,2}))?$")
_EACH = re.compile(rf"^每[一1]?(?P<box>[\u4e00-\u9fff])(?:装|有|含|为|是|共|=|:)?\s?(?P<rest>{_NUMBER}.*)$")


class Ground(StrEnum):
    """What a number of pieces stands on."""

    COUNTED = "COUNTED"
    WRITTEN = "WRITTEN"
    KNOWN = "KNOWN"
    PAIRED = "PAIRED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A quantity in pieces: at least ``low``, at most ``high``; both None where nobody knows.

    ``ground`` says why: pieces were counted; the content is written beside the boxes; such boxes are known to hold
    between ``content_low`` and ``content_high``; single ones of a thing that goes in pairs, which is half a pair each
    or a pair, for writers say 只 for both; or it is unknown.
    """

    low: int | None
    high: int | None
    ground: Ground
    content_low: int | None = None
    content_high: int | None = None

    @property
    def is_exact(self) -> bool:
        """Say whether both ends are one number."""
        return self.low is not None and self.low == self.high


UNKNOWN = Pieces(None, None, Ground.UNKNOWN)


def pieces_of(
    quantity: int | None,
    unit: str,
    base: str,
    *,
    written: str = "",
    known: Mapping[str, Sequence[int]] | None = None,
) -> Pieces:
    """Return how many pieces of an item a quantity is.

    Parameters
    ----------
    quantity, unit
        As counted; None is unknown and stays so.
    base
        The unit in which the item is counted.
    written
        What stands beside it: 2000个/箱, 100只*10盒/箱, 每箱1000只. Something else is passed over.
    known
        Word for a box → contents in base units that such boxes were seen to have.

    Returns
    -------
    Pieces
        With both ends None where the content of the boxes is neither written nor known.
    """
    plain = _plain(unit)
    if quantity is None:
        return UNKNOWN
    is_piece = counts_pieces_of(plain, base)
    if is_piece and not (plain == PIECE_OR_BOX != base and f"/{plain}" in _plain(written)):
        return _within(Pieces(quantity, quantity, Ground.COUNTED))
    if plain in SINGLE and base in PAIRS:
        return _within(Pieces(quantity // 2, quantity, Ground.PAIRED))
    seen = {_box(name): tuple(sizes) for name, sizes in (known or {}).items() if sizes}
    box = _box(plain)
    told = _written(_plain(written), box, base, seen)
    if told is not None:
        return _times(quantity, *told)
    sizes = () if is_piece else _sizes(box, seen)
    return _times(quantity, min(sizes), max(sizes), Ground.KNOWN) if sizes else UNKNOWN


def _times(quantity: int, low: int, high: int, ground: Ground) -> Pieces:
    return _within(Pieces(quantity * low, quantity * high, ground, low, high))


def _within(pieces: Pieces) -> Pieces:
    return pieces if pieces.high is not None and pieces.high <= LARGEST else UNKNOWN


def _written(
    text: str, box: str, base: str, seen: Mapping[str, Sequence[int]]
) -> tuple[int, int, Ground] | None:
    """Return least and most pieces a box holds as written; inner boxes may hold what is known of them."""
    each = _EACH.match(text)
    if each:
        text = f"{each['rest']}/{each['box']}"
    found = _WRITTEN.match(text)
    if found is None or found["box"] is None or not _is_same_box(_box(found["box"]), box):
        return None
    factors = [re.fullmatch(_FACTOR, part.strip()) for part in found["factors"].split("*")]
    if not all(factors):
        return None
    size, innermost = 1, ""
    for number, factor in enumerate(one for one in factors if one):
        bounds = parse_numeral(factor["number"].replace(",", ""))
        if bounds is None or bounds[0].denominator != 1 or not bounds[0]:
            return None
        size *= int(bounds[0])
        innermost = innermost if number else factor["unit"] or ""
    if counts_pieces_of(innermost, base):
        return size, size, Ground.WRITTEN
    inner = _sizes(_box(innermost), seen)
    return (size * min(inner), size * max(inner), Ground.KNOWN) if inner else None


def _sizes(box: str, seen: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """Return the known contents of a box; 箱 and 件 stand for one another where only one is known."""
    own = seen.get(box, ())
    return own or tuple(size for name in OUTER if box in OUTER for size in seen.get(name, ()))


def _is_same_box(written: str, counted: str) -> bool:
    return written == counted or {written, counted} <= OUTER


def _box(unit: str) -> str:
    return unit[1:] if len(unit) > 1 and unit[0] in SIZES else unit


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"(?<=[\d\u4e00-\u9fff])\s?[xX×](?=\s?\d)", "*", plain)
