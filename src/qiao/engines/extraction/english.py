"""English messages: need and offer verbs, numbers before nouns, a few dozen things."""

import re
from dataclasses import replace

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.english_signs import decide_english
from qiao.engines.extraction.found_items import FoundItem
from qiao.engines.extraction.quantities import FoundQuantity
from qiao.engines.extraction.readings import Pack, QuantityKind, ReadingType

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[a-z]")
# A forwarded message opens with 转发: whatever its language.
_MUCH_CHINESE = re.compile("(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){9}")
_LETTERS_A_CHARACTER = 4
_NEEDS = re.compile(
    r"\b(?:needs?|needed|requires?|required|requesting|request|lacks?|lacking|short(?:age)? (?:of|on)|shortages?|running out|out of|"
    r"without|looking for|seeking|please (?:send|help)|help us|in need|no (?:food|water|shelter|medicine|power)|trapped|stranded|missing|sos|we need|urgent(?:ly)?|desperate)\b"
)
_OFFERS = re.compile(
    r"\b(?:offers?|offering|offered|donat(?:e|es|ed|ing|ions?)|provid(?:e|es|ed|ing)|giving|can (?:give|send|supply|lend|bring)|available|availability|"
    r"(?<!please )sends?|sent|sending|dispatch(?:ed|ing)?|deliver(?:s|ed|ing)?|distribut(?:e|es|ed|ing)|suppl(?:ied|ying)|deploy(?:s|ed|ing)?|free (?:of|calls?|food|shelter|wifi|medical)|"
    r"airlift\w*|flying|pledg\w+|contribut\w+|in stock|we have|ready to|on the way)\b"
)
_NOT_NEEDED = re.compile(r"\b(?:no longer need(?:ed)?|not needed|don'?t need|do not need|no need)\b")
_THINGS = {
    vocabulary.GOODS: """surgical masks?|face masks?|masks?|k?n95 masks?|k?n95 respirators?|ffp[23] masks?|respirators|protective suits|gowns|goggles|face shields|gloves|
        sanitizers?|disinfectant|thermometers?|ventilators?|oxygen|oxygen concentrators|medicines?|medical supplies|drugs|first aid kits?|blood|food|food packets|food packages|
        rice|noodles|biscuits|milk|baby formula|drinking water|bottled water|water bottles|water|water purifiers?|tents?|tarpaulins?|tarps|blankets?|mattresses|sleeping bags|clothes|clothing|
        shoes|boots|raincoats|diapers|sanitary pads|soap|hygiene kits|torches|flashlights|batteries|power banks|solar chargers|generators?|fuel|diesel|
        pumps?|sandbags|life jackets|ropes|shovels|relief materials?|relief supplies|supplies|relief goods|tonnes of relief|aid""",
    vocabulary.VOLUNTEERS: "volunteers?|doctors?|nurses?|medics|medical teams?|surgeons|translators|drivers|workers|manpower|personnel|army",
    vocabulary.VEHICLE: "trucks?|vehicles?|helicopters?|ambulances?|cars?|buses|aircraft|planes?",
    vocabulary.RESCUE: "rescue teams?|rescuers?|rescue|evacuation|boats?|search and rescue teams?|sniffer dogs",
    vocabulary.SHELTER: "shelters?|accommodation|rooms|housing",
    vocabulary.MONEY: "money|funds?|cash|donations?",
    vocabulary.PSYCHOLOGICAL: "counsell?ing|psychological support|trauma support",
}
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "dozen": 12,
    "hundred": 100,
}
_COUNT = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\s?k?|" + "|".join(_WORDS)
_QUANTIFIED = re.compile(
    rf"(?:(?P<count>\b(?:{_COUNT}))(?:\s?(?:-|to)\s?(?P<high>\d+))?\s(?:(?P<unit>boxes|box|packs|packets|pairs|pieces|pcs|sets|bottles|bags|tons?|tonnes|cartons|kg|litres|liters|truckloads)\s(?:of\s)?)?"
    r"(?:more\s|extra\s|medical\s|clean\s|new\s|small\s|big\s|disposable\s|warm\s)?|(?P<some>some|many|lots of|plenty of|several|more)\s)?"
    r"\b(?:"
    + "|".join(
        f"(?P<{kind}>{'|'.join(sorted((''.join(part.split(chr(10))).strip() for part in words.split('|')), key=len, reverse=True))})"
        for kind, words in _THINGS.items()
    )
    + r")\b"
)
# Softened as specifications in the plain text, but part of the name of a mask.
_MASK_GRADE = re.compile(r"\b(?:k?n95|ffp[23])(?=[ ](?:masks?|respirators?)\b)")
# 50 boxes of masks (1000 per box), 50 boxes of masks, 1,000 pieces each
_HOLDS = re.compile(
    r"[\s,(]{0,3}(?P<size>\d{1,3}(?:,\d{3})+|\d+)\s?(?P<unit>pieces|pcs|bottles|pairs|packs|masks|bags)?\s?(?:per|/|in each|in a|each|an?\b)"
)
_BOXES = frozenset({"boxes", "box", "packs", "packets", "bags", "cartons", "sets"})
_UNCOUNTED_OPEN = re.compile(r"as many as (?:possible|you can)|any amount|unlimited")


def is_english(text: str) -> bool:
    """Return True for a normalised text that is written in Latin letters but for a few characters."""
    if _MUCH_CHINESE.match(text):
        return False
    return len(_LATIN.findall(text)) > len(_CHINESE.findall(text)) * _LETTERS_A_CHARACTER


def _direction(text: str, place: int) -> ReadingType | None:
    """Return what the nearest verb before *place* says, else the nearest after it."""
    marks = [(found.end(), ReadingType.NEED) for found in _NEEDS.finditer(text)]
    marks += [(found.end(), ReadingType.OFFER) for found in _OFFERS.finditer(text)]
    before = [mark for mark in marks if mark[0] <= place]
    if before:
        return max(before)[1]
    return min(marks)[1] if marks else None


def _quantity(found: re.Match[str], text: str) -> FoundQuantity | None:
    if found["some"]:
        return FoundQuantity(None, None, QuantityKind.UNKNOWN, None, None, *found.span("some"))
    count = found["count"]
    if not count:
        open_end = _UNCOUNTED_OPEN.search(text)
        return (
            FoundQuantity(None, None, QuantityKind.OPEN, None, None, *open_end.span()) if open_end else None
        )
    thousands = count.endswith("k")
    bare = count.rstrip("k ").replace(",", "")
    if "." in bare and not thousands:
        return None
    low = _WORDS.get(bare) or int(float(bare) * (1000 if thousands else 1))
    high = int(found["high"]) if found["high"] else None
    kind = QuantityKind.RANGE if high else QuantityKind.EXACT
    end = found.end("unit") if found["unit"] else found.end("high") if high else found.end("count")
    return FoundQuantity(low, high, kind, found["unit"], None, found.start("count"), end)


def _with_pack(quantity: FoundQuantity | None, text: str, end: int) -> FoundQuantity | None:
    """Return *quantity* with what one of its boxes holds, where that is told after the thing."""
    holds = _HOLDS.match(text, end) if quantity and quantity.unit in _BOXES else None
    if quantity is None or holds is None:
        return quantity
    size = int(holds["size"].replace(",", ""))
    return replace(quantity, pack=Pack(size, holds["unit"])) if size else quantity


def things_and_body(plain: str) -> tuple[str, list[re.Match[str]]]:
    """Return the text without what is said to be not needed, and the things named in it."""
    body = _NOT_NEEDED.sub(lambda found: " " * len(found[0]), plain)
    return body, list(_QUANTIFIED.finditer(body))


def read_english(text: str, plain: str) -> tuple[ReadingType, list[FoundItem], tuple[str, ...]]:
    """Return the type, the things and the further kinds of a normalised English message."""
    for grade in _MASK_GRADE.finditer(text):
        plain = f"{plain[: grade.start()]}{grade[0]}{plain[grade.end() :]}"
    body, matches = things_and_body(plain)
    kind = decide_english(body, things=len({found[0] for found in matches}))
    items: dict[str, FoundItem] = {}
    for found in matches:
        group = next(name for name in _THINGS if found[name])
        start, end = found.span(group)
        direction = _direction(body, start) or kind
        quantity = _with_pack(_quantity(found, body), text, end)
        item = FoundItem(text[start:end], start, end, quantity, direction.value, group)
        items.setdefault(item.name, item)
    return kind, list(items.values()), ()
