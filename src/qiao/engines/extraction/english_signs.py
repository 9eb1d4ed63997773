"""What an English message is first of all: groups of words, weighed together (fitted by `./qiao bench english_weights`)."""

import re
from typing import Final

from qiao.engines.extraction.readings import ReadingType

MOST: Final = 2
"""A group counts at most so often."""
GROUPS: Final = {
    "needs": r"needs?|needed|requires?|required|requirements?|requests?|requested|requesting|lacks?|lacking|in need|sos|trapped|seeking|looking for",
    "urgent": r"urgent(?:ly)?|desperate(?:ly)?|shortages?|short (?:of|on)|running out|out of|without|no (?:food|water|shelter|medicines?|power|electricity|tents?)"
    r"|stranded|missing|plz|pls|please|help us|crisis|waiting for",
    "asks for gifts": r"(?<!can )(?<!will )donate|appeals?|fundrais\w+|blood donors?",
    "gives": r"offers?|offering|offered|donat(?:es|ed|ing)|provid(?:es?|ed|ing)|available|availability|free|in stock|giving"
    r"|pledg\w+|contribut(?:es|ed|ing)|distribut\w+|suppl(?:y|ies|ied|ying) (?:food|water)|serving|open(?:ed|s)?|set up|ready to",
    "can give": r"(?:can|will|could|would like to) (?:give|send|supply|lend|bring|donate|provide|offer)|we have|i have",
    "asks to send": r"(?:please|pls|plz|kindly) (?:send|bring|help|donate|give|provide)",
    "sends": r"(?<!please )(?<!pls )(?<!plz )sends?|sent|sending|dispatch\w*|airlift\w*|rush(?:ed|es|ing)|ship(?:s|ped|ping)|flown|fl(?:y|ies|ying)|carrying|loaded|en route|on (?:its|the|their) way|leaves|left for"
    r"|land(?:s|ed)|deploy\w*|deliver(?:s|ed|ing)?|arriv(?:es?|ed|ing)|reach(?:es|ed|ing)|takes? off|transport\w*|mobili[sz]\w+",
    "goods": r"food|water|medicines?|drugs|blankets?|tents?|tarp\w*|clothes|clothing|milk|rice|noodles|biscuits|supplies|relief material\w*|packets?|blood|fuel|generators?|kits?|masks?|equipment|shelters?|mattress\w*",
    "teams": r"teams?|doctors?|nurses?|medics?|volunteers?|rescuers?|personnel|aircraft|helicopters?|planes?|ambulances?|buses|trucks?|flights?|army|surgeons?|engineers",
    "care": r"medical|hospitals?|emergency|rescue|relief|aid|ops|operations?|camps?|clinics?|treatment|health",
    "counts": r"\d[\d,.]*\s?(?:tons?|tonnes|packets?|teams?|doctors?|tents?|blankets?|trucks?|lit(?:er|re)s?|bottles|boxes|kg|beds|buses|ambulances?|aircraft|members|\w+ of)",
    "contacts": r"contacts?|helplines?|numbers?|call|whatsapp|control room|email",
    "tells": r"how|why|what|toll|deaths?|dead|killed|magnitude|pictures?|photos?|images?|videos?|watch|news|experts?|report\w*|injured|rises?|hits?|struck|aftershocks?|scientists?|damage\w*",
    "feels": r"pray\w*|thoughts|condolences|thanks?|thankful|proud|hearts?|shock\w*|sad\w*|horrif\w+|traged\w+|devastat\w+|salute|love|hope|hate|shame|god|bless|respect|great|feel",
    "talks": r"i|it|that|they|he|she|my|all|if|but|so|not|don'?t|was",
}
_PATTERNS: Final = {name: re.compile(rf"\b(?:{words})\b") for name, words in GROUPS.items()}
BIAS: Final = (-40, -21, 111)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "needs": (136, -67, -68),
    "urgent": (72, -69, -3),
    "asks for gifts": (32, -72, 40),
    "gives": (-52, 55, -2),
    "sends": (-149, 219, -70),
    "can give": (-35, 69, -34),
    "asks to send": (111, -83, -28),
    "goods": (85, 67, -152),
    "teams": (-2, 67, -65),
    "care": (-37, 48, -11),
    "counts": (-26, 54, -28),
    "contacts": (-57, 53, 4),
    "tells": (-33, -51, 85),
    "feels": (-49, -23, 72),
    "talks": (-29, -46, 74),
    "things": (27, -15, -13),
}
"""Group → weight in hundredths for (asking, giving, telling)."""


def english_features(text: str, *, things: int) -> dict[str, int]:
    """Return how often each group was seen in a small-letter text, each word once, and how many things were found."""
    counts = {name: min(MOST, len(set(pattern.findall(text)))) for name, pattern in _PATTERNS.items()}
    return counts | {"things": min(MOST, things)}


def decide_english(text: str, *, things: int) -> ReadingType:
    """Return what an English message is first of all."""
    asks, gives, tells = BIAS
    for name, count in english_features(text, things=things).items():
        weights = WEIGHTS[name]
        asks += count * weights[0]
        gives += count * weights[1]
        tells += count * weights[2]
    if tells >= max(asks, gives):
        return ReadingType.INFO
    return ReadingType.OFFER if gives > asks else ReadingType.NEED
