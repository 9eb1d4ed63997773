"""The township under the county, or the city, that was found."""

from collections.abc import Iterable
from dataclasses import replace

from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.normal import NormalText
from qiao.engines.extraction.readings import PlaceReading, TownshipReading
from qiao.engines.extraction.townships import FoundTownship

_CONFIDENCE = (0.9, 0.7, 0.75)
"""By its full name, with another ending, without its ending but just behind the county."""
_SEVERAL, _ONLY_THE_CITY = 0.15, 0.7
_HOW = (
    ("全称“{0}”在{1}之内", "“{0}” lies in {1}"),
    ("“{0}”写法不同，{1}之内有“{2}”", "“{0}” stands for “{2}”, which lies in {1}"),
    ("“{0}”紧跟在{1}之后，是“{2}”的简称", "“{0}”, just behind {1}, is short for “{2}”"),
)


def with_township(
    place: PlaceReading, message: NormalText, lexicon: Lexicon, ends: Iterable[int]
) -> PlaceReading:
    """Return *place* with the township that the message names under it.

    Parameters
    ----------
    place
        The place found; its code stays as it is. Of a county its own townships are looked up. Of a city all
        of its counties' are, by their full names only, and only what a single county has is taken.
    message, lexicon
        The message and the names known.
    ends
        Where the mentions of the place end in the normalised text.
    """
    level = lexicon.places[place.code].level
    if level == "county":
        found = lexicon.townships.named(message.text, place.code, after=ends)
        return replace(place, township=_reading(found, place, message)) if found else place
    if level == "city":
        return _within_city(place, message, lexicon)
    return place


def _reading(found: list[FoundTownship], place: PlaceReading, message: NormalText) -> TownshipReading:
    best = found[0]
    others = len({one.row.code for one in found} - {best.row.code})
    confidence = _CONFIDENCE[best.manner] - (_SEVERAL if others else 0.0)
    written = message.written(best.start, best.end)
    chinese, english = (form.format(written, place.name, best.row.name) for form in _HOW[best.manner])
    if others:
        chinese += f"，文中还有{others}个乡镇街道"
        english += f", {others} other townships are named"
    # A township is no surer than the county it lies in.
    return TownshipReading(
        code=best.row.code,
        name=best.row.name,
        confidence=round(min(confidence, place.confidence), 2),
        reason=chinese,
        reason_en=english,
        span=message.span(best.start, best.end),
    )


def _within_city(place: PlaceReading, message: NormalText, lexicon: Lexicon) -> PlaceReading:
    """Return the city with the township whose full name only one of its counties has, if the message names one."""
    found = [one for one in lexicon.townships.named_under(message.text, place.code) if not one.manner]
    longest = [one for one in found if not any(one.start > x.start and one.end <= x.end for x in found)]
    counties = {one.row.county for one in longest}
    if len(counties) != 1:
        return place
    county = lexicon.places[counties.pop()].name
    township = replace(
        _reading(longest, place, message),
        confidence=min(place.confidence, _ONLY_THE_CITY),
        reason=f"{place.name}之内只有{county}有“{longest[0].row.name}”",
        reason_en=f"of the counties of {place.name} only {county} has “{longest[0].row.name}”",
    )
    return replace(place, township=township)
