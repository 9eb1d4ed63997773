"""Does one name pretend to be another? Equal to the eye, to the ear, or but for one sign or a filling word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.engines.linkage.names import normalise_name
from qiao.engines.linkage.organisations import OrganisationRecord, same_organisation
from qiao.engines.linkage.verdicts import VerdictKind

_FILLING = re.compile("慈善|公益|爱心|志愿|义工|社会|服务|发展|救助|关爱|中国|中华|全国|省|市|县|区")
_UNSEEN = frozenset({"Cf", "Cc", "Mn"})
_SILENT = frozenset("PZS")
_SHORTEST = 3
"""Signs of a name below which one sign is too much of it to speak of likeness."""


class Look(StrEnum):
    """In what two names are alike."""

    EQUAL = "EQUAL"
    SKELETON = "SKELETON"
    SOUND = "SOUND"
    NAME = "NAME"
    ONE_SIGN = "ONE_SIGN"
    FILLING = "FILLING"


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its skeleton and, where known, how it is read out (pinyin without tones)."""

    name: str
    skeleton: str
    sound: str = ""


def skeleton(name: str, same: Mapping[str, str]) -> str:
    """Return what the eye sees of a name.

    Parameters
    ----------
    name
        As written, with whatever signs.
    same
        Sign → the one sign of its class that stands for all that look like it.

    Returns
    -------
    str
        Full width folded (NFKC), signs that are not seen and punctuation left out, each sign replaced by
        the one of its class, without regard to case.

    References
    ----------
    Unicode Technical Standard 39, section 4; here classes of single signs, not prototypes of sequences.
    """
    folded = unicodedata.normalize("NFKC", "".join(same.get(one, one) for one in name))
    seen = [
        same.get(one, one)
        for one in folded
        if unicodedata.category(one) not in _UNSEEN and unicodedata.category(one)[0] not in _SILENT
    ]
    return "".join(same.get(one, one) for one in "".join(seen).casefold())


def unseen_signs(name: str) -> list[tuple[int, str]]:
    """Return (position from 1, code point) of signs in a name that nobody sees or that turn the direction."""
    return [
        (position, f"U+{ord(one):04X}")
        for position, one in enumerate(name, start=1)
        if unicodedata.category(one) in {"Cf", "Cc"}
    ]


def look_keys(one: Named) -> set[str]:
    """Return the keys under which names that look alike meet; without one in common they do not."""
    bare = one.skeleton
    keys = {f"k{bare}", f"n{normalise_name(bare).key}", f"f{_FILLING.sub('', bare)}"}
    if one.sound:
        keys.add(f"s{one.sound}")
    keys |= {f"d{bare[:at]}{bare[at + 1 :]}" for at in range(len(bare))} | {f"d{bare}"}
    return keys


def looks_of(one: Named, other: Named) -> tuple[Look, ...]:
    """Return in what two names are alike, the strongest first; none where they are not.

    第一 and 第二, another place, another kind (医院, 卫生院) part two names whatever else is equal: they
    are the common case of two honest neighbours.
    """
    if one.skeleton == other.skeleton:
        return (Look.EQUAL,) if one.name == other.name else (Look.SKELETON,)
    found = []
    if one.sound and one.sound == other.sound:
        found.append(Look.SOUND)
    first, second = normalise_name(one.skeleton), normalise_name(other.skeleton)
    if first.number != second.number or first.kind != second.kind or first.branch != second.branch:
        return tuple(found)
    if first.key == second.key and first.kind and not _parted(one.name, other.name):
        found.append(Look.NAME)
    long_enough = min(len(first.own), len(second.own)) >= _SHORTEST or not first.places
    if first.places == second.places and long_enough and _one_sign_apart(one.skeleton, other.skeleton):
        found.append(Look.ONE_SIGN)
    bare, other_bare = _FILLING.sub("", one.skeleton), _FILLING.sub("", other.skeleton)
    if bare == other_bare and len(bare) >= _SHORTEST and first.places[-1:] == second.places[-1:]:
        found.append(Look.FILLING)
    return tuple(found)


def _parted(one: str, other: str) -> bool:
    """Say whether place, province or university part two names that are equal in short."""
    verdict = same_organisation(OrganisationRecord(one), OrganisationRecord(other))
    return verdict.kind is VerdictKind.DIFFERENT


def _one_sign_apart(one: str, other: str) -> bool:
    """Say whether one sign was changed, added or left out."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) <= _SHORTEST:
        return False
    at = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    rest = short[at + 1 :] if len(short) == len(long) else short[at:]
    return rest == long[at + 1 :]


def alike(one: Named, others: Iterable[tuple[str, Named]]) -> list[tuple[str, tuple[Look, ...]]]:
    """Return the ids of those names that look like *one*, in order, with what they have in common."""
    judged = ((key, looks_of(one, other)) for key, other in others)
    return [(key, found) for key, found in judged if found]
