"""Carriers' notices against what volunteers typed of them: logistics_notice_to_fields, development half.

The volunteers' columns hold 全国 and True also where a notice does not say from where, or for whom; both scores are
printed: of the fields as read, and with their default in the place of what is left open.
"""

from collections import Counter
from datetime import date

from bench._extraction_scores import Score
from bench._extraction_sets import DATA, lines
from qiao.engines.extraction import CarrierNotice, Lexicon, read_carrier_notice

SET = "logistics_notice_to_fields"
TITLE = "carriers' notices, development half"
_PASTED_ON = date(2020, 2, 20)
"""After all notices of the set: gives a day without a year its year."""
_ENDINGS = ("有限公司", "集团", "省", "市")


def _core(name: str) -> str:
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def _same(one: str, other: str) -> bool:
    return bool(one and other) and (_core(one) in _core(other) or _core(other) in _core(one))


def _right(row: dict[str, str], notice: CarrierNotice) -> dict[str, bool]:
    origins = {_core(place.name) for place in notice.origins}
    private = "" if notice.accepts_private is None else str(notice.accepts_private)
    return {
        "carrier": _same(notice.carrier.text if notice.carrier else "", row["carrier"]),
        "destination": {_core(place.name) for place in notice.destinations} == {_core(row["destination"])},
        "origin, as read": origins == {row["origin"]},
        "origin, 全国 where not told": (origins or {"全国"}) == {row["origin"]},
        "accepts private, as read": private == row["accept_personal"],
        "accepts private, True where not told": (private or "True") == row["accept_personal"],
        "green channel": str(notice.green_channel is True) == row["green_channel"],
        "published": str(notice.published.day if notice.published else "") == row["publish_date"],
    }


def print_carriers(words: Lexicon, *, only: str = "", errors: bool = False) -> None:
    """Print how many fields of the notices were read as the volunteers typed them, if the title holds *only*."""
    path = DATA / "benchmarks" / f"{SET}.jsonl"
    rows = lines(path) if only in TITLE and path.is_file() else []
    right: Counter[str] = Counter()
    numbers = Score()
    misses: list[str] = []
    for row in rows:
        notice = read_carrier_notice(f"{row['notice_title']}\n{row['notice_text']}", words, at=_PASTED_ON)
        for field, good in _right(row, notice).items():
            right[field] += good
            misses += [] if good else [f"    {row['id']} {field}"]
        found = {contact.number for contact in notice.contacts}
        told = {number for number in row["contacts"].replace(",", ";").split(";") if number}
        numbers.add(len(found & told), len(found), len(told))
    if not rows:
        return
    print(f"\n{TITLE}: {len(rows)} notices")
    for field, count in right.items():
        print(f"  {field:38} {count}/{len(rows)}")
    print(f"  {'contacts':38} {numbers}")
    if errors:
        print("\n".join(misses))
