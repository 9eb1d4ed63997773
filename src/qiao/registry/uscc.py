"""Unified social credit codes (GB 32100-2015): normalised, read, and refused with the reason.

Eighteen characters: registering authority (1), kind of unit (2), place of registration by GB/T 2260 (3-8),
organisation code of GB 11714 with its own check character (9-17), check character (18).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stdnum.cn import uscc as stdnum_uscc

from qiao.exceptions import UsccCharacterError, UsccCheckError, UsccLengthError

LENGTH: Final = 18
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION: Final = slice(2, 8)
ORGANIZATION: Final = slice(8, 17)
_ORGANIZATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANIZATION_MODULUS: Final = 11

# Letters the code never uses, and what a hand or a scanner took for them.
_MISREAD: Final = str.maketrans({"I": "1", "O": "0", "Z": "2", "S": "5", "V": "Y"})
# Pairs that look alike although the code uses both.
_LOOKALIKES: Final = (
    "0D",
    "0Q",
    "DQ",
    "1L",
    "1T",
    "1J",
    "2Z",
    "3B",
    "38",
    "4A",
    "5S",
    "68",
    "6G",
    "8B",
    "UY",
    "WM",
    "EF",
    "CG",
    "17",
)
_SEPARATORS: Final = str.maketrans("", "", " -\t\r\n　")
_LEGAL_FORMS: Final = {
    "51": "社会团体",
    "52": "社会服务机构（民办非企业单位）",
    "53": "基金会",
    "59": "其他社会组织",
}


@dataclass(frozen=True, slots=True)
class Uscc:
    """A valid code, taken apart."""

    code: str
    authority: str
    region: str
    legal_form: str
    """Chinese legal form for units registered with civil affairs (51, 52, 53, 59), else empty."""


def _compact(value: str) -> str:
    return unicodedata.normalize("NFKC", value).translate(_SEPARATORS).upper()


def check_character(body: str) -> str:
    """Return the 18th character for the first 17 (GB 32100-2015, 5.6: weights 3^(i-1) mod 31)."""
    return str(stdnum_uscc.calc_check_digit(body))


def _is_sound(code: str) -> bool:
    return set(code) <= set(ALPHABET) and code[REGION].isdigit() and check_character(code[:-1]) == code[-1]


def _fits_organization(code: str) -> bool:
    """Check characters 9-17 by their own, older check (GB 11714-1997: weights below, mod 11, X for ten)."""
    body, check = code[ORGANIZATION][:-1], code[ORGANIZATION][-1]
    total = sum(
        int(character, 36) * weight for character, weight in zip(body, _ORGANIZATION_WEIGHTS, strict=True)
    )
    return check == "0123456789X0"[_ORGANIZATION_MODULUS - total % _ORGANIZATION_MODULUS]


def _repairs(code: str) -> Iterator[str]:
    """Yield the codes one slip away: a lookalike, or two neighbours swapped."""
    for index, character in enumerate(code):
        for pair in _LOOKALIKES:
            if character in pair:
                other = pair.replace(character, "")
                yield code[:index] + other + code[index + 1 :]
    for index in range(len(code) - 1):
        yield code[:index] + code[index + 1] + code[index] + code[index + 2 :]


def suggestion(value: str) -> str:
    """Return the one valid code a single slip away, or "" when there is none or more than one.

    Parameters
    ----------
    value
        What was written. Letters the code never uses (I, O, Z, S, V) are read as 1, 0, 2, 5, Y first.

    Returns
    -------
    str
        A code to show to a person. It is a guess and never taken unasked.

    """
    code = _compact(value).translate(_MISREAD)
    if len(code) != LENGTH:
        return ""
    if _is_sound(code):
        return code
    found = {repair for repair in _repairs(code) if repair != code and _is_sound(repair)}
    doubly_sound = {repair for repair in found if _fits_organization(repair)}
    best = doubly_sound or found
    return best.pop() if len(best) == 1 else ""


def _hints(code: str) -> dict[str, str]:
    guess = suggestion(code)
    return {
        "suggestion": guess,
        "hint_zh": f"是否应为 {guess}？" if guess else "",
        "hint_en": f" Is it {guess}?" if guess else "",
    }


def normalise(value: str) -> str:
    """Return the 18 characters, upper case and half width, after checking them.

    Parameters
    ----------
    value
        A code as written: full-width characters, lower case, blanks and hyphens are accepted.

    Returns
    -------
    str
        The code.

    Raises
    ------
    UsccLengthError
        When there are not 18 characters.
    UsccCharacterError
        When a character cannot stand where it stands; `details` has its position, counted from 1.
    UsccCheckError
        When the check character is wrong.

    """
    code = _compact(value)
    if len(code) != LENGTH:
        raise UsccLengthError(value=code, length=len(code))
    for position, character in enumerate(code, start=1):
        in_region = REGION.start < position <= REGION.stop
        if character in ALPHABET and (character.isdigit() or not in_region):
            continue
        rule = (
            "（第 3 至 8 位是登记地行政区划码，只能是数字）",
            " (characters 3 to 8 are the place code, digits only)",
        )
        excluded = ("（不使用 I、O、S、V、Z 和符号）", " (I, O, S, V, Z and signs are not used)")
        rule_zh, rule_en = rule if in_region else excluded
        raise UsccCharacterError(
            value=code,
            position=position,
            character=character,
            rule_zh=rule_zh,
            rule_en=rule_en,
            **_hints(code),
        )
    expected = check_character(code[:-1])
    if code[-1] != expected:
        raise UsccCheckError(value=code, expected=expected, character=code[-1], **_hints(code))
    return code


def read(value: str) -> Uscc:
    """Check a code and take it apart; raises as `normalise` does."""
    code = normalise(value)
    return Uscc(code, authority=code[0], region=code[REGION], legal_form=_LEGAL_FORMS.get(code[:2], ""))
