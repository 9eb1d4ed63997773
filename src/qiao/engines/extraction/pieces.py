"""A list cut into pieces, and the numbers of a piece: which it counts, and whether they stand before or behind."""

from collections.abc import Iterator

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.list_shapes import (
    LORRIES_OF,
    MAY_CUT,
    MORE_THAN_A_COUNT,
    NOT_COUNTED_IN,
    NUMBER_LABEL,
    NUMBER_LEADS,
    PIECE,
)
from qiao.engines.extraction.quantities import FoundQuantity, find_quantities
from qiao.engines.extraction.readings import Span
from qiao.engines.extraction.trimming import LEAD


def pieces(plain: str, start: int, end: int) -> Iterator[Span]:
    """Yield the pieces of a list: cut at 和 and white space, or before each number that leads its thing."""
    led = NUMBER_LEADS.match(plain, start, end)
    quantities = list(find_quantities(plain, start, end)) if led else []
    if quantities and not quantities[0].bare and not plain[start : quantities[0].start].strip():
        starts = [quantity.start for quantity in quantities]
        yield from zip(starts, [*starts[1:], end], strict=True)
        return
    last = start
    if MAY_CUT.search(plain, start, end):
        for cut in PIECE.finditer(plain, start, end):
            yield last, cut.start()
            last = cut.end()
    yield last, end


def counts_after(plain: str, start: int, end: int) -> bool:
    """True where ``plain[start:end]`` begins with a quantity."""
    first = next(find_quantities(plain, start, end), None)
    return first is not None and not plain[start : first.start].strip(" *x")


def quantities_of(plain: str, start: int, end: int) -> list[FoundQuantity]:
    """Return the quantities of a piece; the number of its line (1. 口罩) is none, nor is one within a name."""
    lead = LEAD.match(plain, start, end) if plain.find(".", start, end) >= 0 else None
    told = [
        quantity
        for quantity in find_quantities(plain, lead.end() if lead and "." in lead[0] else start, end)
        if (not quantity.bare or ends_the_piece(plain, quantity, end)) and not _whose(plain, quantity, end)
    ]
    return [quantity for quantity in told if not _how_long(plain, quantity, alone=len(told) == 1)]


def _how_long(plain: str, quantity: FoundQuantity, *, alone: bool) -> bool:
    """True for a length beside a count, and for water: 50米的绳子20条, 门口有200米的水."""
    ahead = plain[quantity.end : quantity.end + 2]
    return quantity.unit == "米" and ahead[:1] == "的" and (not alone or ahead == "的水")


def _whose(plain: str, quantity: FoundQuantity, end: int) -> bool:
    """True for people and lorries whose things follow: 900人的方便面, 几辆卡车的石块; 30人的住宿 counts the roof."""
    if LORRIES_OF.match(plain, quantity.end):
        return True
    if not quantity.counts_people or plain[quantity.end : quantity.end + 1] != "的":
        return False
    return vocabulary.head_kind(plain[quantity.end + 1 : end].strip()) != vocabulary.SHELTER


def ends_the_piece(plain: str, quantity: FoundQuantity, end: int) -> bool:
    """True where nothing but a bracket or a multiplication follows the quantity up to *end*."""
    rest = plain[quantity.end : end].strip(" )")
    return not rest or rest[0] in "(*"


def names_first(plain: str, quantities: list[FoundQuantity], start: int, end: int) -> bool:
    """True where every number follows its thing: 烧鸡1500份猪头肉1000份 ends with a number and begins with none."""
    return (
        len(quantities) > 1
        and ends_the_piece(plain, quantities[-1], end)
        and bool(plain[start : quantities[0].start].strip(" :"))
    )


def lone_quantity(plain: str, start: int, end: int) -> FoundQuantity | None:
    """Return the one quantity that ``plain[start:end]`` holds, if it holds nothing else."""
    quantities = list(find_quantities(plain, start, end))
    if len(quantities) != 1 or (quantities[0].counts_people and NOT_COUNTED_IN.search(plain, start, end)):
        return None
    (quantity,) = quantities
    before = NUMBER_LABEL.sub("", plain[start : quantity.start])
    rest = f"{before} {plain[quantity.end : end]}"
    return None if MORE_THAN_A_COUNT.search(rest) else quantity
