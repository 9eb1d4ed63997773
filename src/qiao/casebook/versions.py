"""Versions of a text: how it stood each time it was saved, and what changed between two of them."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qiao.accounts.roles import Actor
from qiao.casebook.models import CaseStudy, Part, Version
from qiao.casebook.snapshots import hash_of

CASE_FIELDS = (
    *("title", "title_en", "core", "core_en", "challenges", "challenges_en"),
    *("growth", "growth_en", "full", "full_en"),
)
PART_FIELDS = ("title", "title_en", "core", "core_en", "full", "full_en")
_PIECES = re.compile(r"[a-zA-Z0-9']+|\s+|.", re.DOTALL)
AROUND = 24
"""Characters of unchanged text shown on each side of a change."""

Text = CaseStudy | Part


def key_of(text: Text) -> dict[str, Any]:
    """Return how rows about a text are asked for."""
    return {"case": text} if isinstance(text, CaseStudy) else {"part": text}


def fields_of(text: Text) -> tuple[str, ...]:
    """Return the fields that a version keeps."""
    return CASE_FIELDS if isinstance(text, CaseStudy) else PART_FIELDS


def keep_version(actor: Actor, text: Text, *, note: str = "") -> Version | None:
    """Keep how the text stands now; None where nothing changed since the last version."""
    texts = {name: getattr(text, name) for name in fields_of(text)}
    last = Version.objects.filter(**key_of(text)).order_by("-number").first()
    if last is not None and last.texts == texts:
        return None
    version: Version = Version.objects.create(
        **key_of(text),
        number=last.number + 1 if last else 1,
        texts=texts,
        hash=hash_of(texts),
        note=note,
        written_by_id=actor.user_id,
    )
    return version


@dataclass(frozen=True)
class Run:
    """A piece of text that stayed, came, went, or was left out of view between two changes."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Run]:
    """Return the runs that lead from one text to another, word by word in English, sign by sign in Chinese."""
    one, other = _PIECES.findall(old), _PIECES.findall(new)
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return list(_runs(matcher, one, other))


def _runs(matcher: "difflib.SequenceMatcher[str]", one: list[str], other: list[str]) -> Iterator[Run]:
    for tag, start, stop, begin, end in matcher.get_opcodes():
        if tag == "equal":
            yield from _kept("".join(one[start:stop]))
            continue
        if stop > start:
            yield Run("went", "".join(one[start:stop]))
        if end > begin:
            yield Run("came", "".join(other[begin:end]))


def _kept(text: str) -> Iterator[Run]:
    if len(text) <= AROUND * 3:
        yield Run("kept", text)
    else:
        yield Run("kept", text[:AROUND])
        yield Run("cut", "…")
        yield Run("kept", text[-AROUND:])


def compared(old: Version | None, new: Version) -> list[tuple[str, list[Run]]]:
    """Return the fields that changed from one version to another, each with its runs."""
    before = old.texts if old else {}
    return [
        (name, changes(before.get(name, ""), text))
        for name, text in new.texts.items()
        if before.get(name, "") != text
    ]
