"""The dirt of real messages: invisible characters, full-width digits, spaced numbers, cut ends."""

from random import Random

ZERO_WIDTH_SHARE, FULL_WIDTH_SHARE, SPACED_PHONE_SHARE = 0.05, 0.06, 0.15
_ZERO_WIDTH = ("\u200b", "\ufeff", "\u200d")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def written_phone(random: Random, phone: str) -> str:
    """Return the number as someone may type it; its digits stay the same."""
    if random.random() >= SPACED_PHONE_SHARE:
        return phone
    gap = random.choice((" ", "-"))
    return gap.join((phone[:3], phone[3:7], phone[7:]))


def soil(random: Random, text: str) -> str:
    """Return *text* with now and then full-width digits or an invisible character; the words stay."""
    if random.random() < FULL_WIDTH_SHARE:
        text = text.translate(_FULL_WIDTH)
    if text and random.random() < ZERO_WIDTH_SHARE:
        place = random.randrange(len(text))
        text = text[:place] + random.choice(_ZERO_WIDTH) + text[place:]
    return text
