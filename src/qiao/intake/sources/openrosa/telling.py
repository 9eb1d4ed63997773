"""A filled form in words, question by question, and the facts of the need or offer that it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from qiao.engines.extraction import read
from qiao.intake.actions.voices import LARGEST
from qiao.intake.lexicon import recent_lexicon
from qiao.intake.models import Need
from qiao.intake.sources.openrosa.mapping import PERSONAL
from qiao.intake.sources.openrosa.xform import Question
from qiao.registry.fields import find_place
from qiao.registry.models import Item, Place, QuantityKind
from qiao.registry.queries import item_by_name

Spans = dict[str, list[list[int]]]

LONGEST_WORD = 120
LONGEST_UNIT = 12
KINDS = {label.strip(): value for value, label in QuantityKind.choices}
TIERS: Mapping[str, int] = {
    "1": Need.Tier.LIFE,
    "life": Need.Tier.LIFE,
    "2": Need.Tier.URGENT,
    "urgent": Need.Tier.URGENT,
    "high": Need.Tier.URGENT,
    "危及生命": Need.Tier.LIFE,
    "紧急": Need.Tier.URGENT,
    "急需": Need.Tier.URGENT,
    "急": Need.Tier.URGENT,
}


@dataclass
class Told:
    """The words of a filled form, where each mapped field stands in them, and where the answer of each path."""

    text: str = ""
    spans: Spans = field(default_factory=dict)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, words: str, name: str = "", path: str = "") -> None:
        """Add words; with a name, they are the characters of that field, with a path the answer given there."""
        if path:
            self.places.append((path, len(self.text), len(self.text) + len(words)))
        if name:
            self.spans.setdefault(name, []).append([len(self.text), len(self.text) + len(words)])
        self.text += words


@dataclass(frozen=True)
class Understood:
    """What a filled form tells: fields of a need or an offer, and what is doubtful about them."""

    facts: dict[str, Any]
    doubts: tuple[str, ...]


def in_words(
    title: str,
    questions: Sequence[Question],
    answers: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
) -> Told:
    """Return the form as a text: its title, then a line “question：answer” for each answer, in order."""
    fields = {path: name for name, path in mapping.items()}
    told = Told(title)
    known = {one.path for one in questions}
    for one in questions:
        for value in answers.get(one.path, ()):
            told.add(f"\n{one.label}：")
            told.add(shown(one, value), fields.get(one.path, ""), one.path)
    for path, values in answers.items():
        if path not in known:
            for value in values:
                told.add(f"\n{path}：")
                told.add(value, path=path)
    return told


def shown(question: Question, value: str) -> str:
    """Return an answer as people read it: the labels of choices, the value of anything else."""
    if not question.choices:
        return value
    parts = value.split() if question.type in {"select", "odk:rank"} else [value]
    return "、".join(question.choices.get(part, part) for part in parts)


def personal_spans(told: Told) -> list[list[int]]:
    """Return where the names and numbers of persons stand."""
    return [span for name in PERSONAL for span in told.spans.get(name, ())]


def said_in(
    questions: Sequence[Question], answers: Mapping[str, Sequence[str]], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Return field → the first answer as it was sent; the label of a choice stands beside it as `field_label`."""
    asked = {one.path: one for one in questions}
    said: dict[str, str] = {}
    for name, path in mapping.items():
        if values := answers.get(path):
            said[name] = values[0]
            if path in asked and asked[path].choices:
                said[f"{name}_label"] = shown(asked[path], values[0])
    return said


def understand(
    questions: Sequence[Question], answers: Mapping[str, Sequence[str]], mapping: Mapping[str, str]
) -> Understood:
    """Return the facts of the first answer to each mapped question."""
    asked = {one.path: one for one in questions}
    said: dict[str, str] = {}
    raw: dict[str, str] = {}
    for name, path in mapping.items():
        values = answers.get(path)
        if values:
            raw[name] = values[0]
            said[name] = shown(asked[path], values[0]) if path in asked else values[0]
    doubts: list[str] = []
    item = item_meant(raw.get("item", ""), said.get("item", ""))
    place = place_meant(said.get("place", ""), raw.get("place", ""))
    facts = {
        "item": item,
        "item_text": said.get("item", "未写明")[:LONGEST_WORD],
        "place": place,
        "party_text": said.get("party", "")[:LONGEST_WORD],
        **_amount(raw, said, item, doubts),
    }
    if place is None:
        doubts.append("place_missing")
    if item is None:
        doubts.append("item_unknown")
    return Understood(facts, tuple(doubts))


def need_facts(mapping: Mapping[str, str], answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the further fields of a need: how urgent, until when, which specification."""
    raw = {name: answers[path][0] for name, path in mapping.items() if answers.get(path)}
    return {
        "tier": TIERS.get(raw.get("tier", "").lower(), Need.Tier.ORDINARY),
        "deadline": moment_of(raw.get("deadline", "")),
        "specification": raw.get("specification", "")[:200],
    }


def moment_of(text: str) -> datetime | None:
    """Return a written moment, the end of a written day, or None. Without a zone it is local."""
    try:
        day = parse_date(text) if len(text) == len("2020-02-20") else None
        moment = parse_datetime(text) if day is None else None
    except ValueError:
        return None
    if day is not None:
        moment = datetime(day.year, day.month, day.day, 23, 59)  # noqa: DTZ001 - given a zone below
    if moment is None:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def item_meant(value: str, label: str) -> Item | None:
    """Return the item by the code of the choice, its name, or the words of the answer."""
    return _item_named(value, label, id(recent_lexicon())) if value else None


@lru_cache(maxsize=2000)
def _item_named(value: str, label: str, _of: int) -> Item | None:
    """Look an item up once for each state of the registry."""
    found = Item.objects.filter(code=value).first() or item_by_name(label)
    if found is not None:
        return found
    codes = [one.item_code for reading in read(f"需要{label}", recent_lexicon()) for one in reading.items]
    return Item.objects.filter(code=codes[0]).first() if codes and codes[0] else None


def place_meant(label: str, value: str) -> Place | None:
    """Return the place by the label of the choice or the words of the answer; None where that is not sure."""
    return _place_named(label, value, id(recent_lexicon())) if label or value else None


@lru_cache(maxsize=2000)
def _place_named(label: str, value: str, _of: int) -> Place | None:
    """Look a place up once for each state of the registry."""
    for text in dict.fromkeys((value, label)):
        try:
            found = find_place(text) if text else None
        except ValidationError:
            found = None
        if found is not None:
            return found
    return None


def _amount(
    raw: Mapping[str, str], said: Mapping[str, str], item: Item | None, doubts: list[str]
) -> dict[str, Any]:
    """Return kind, quantity and unit. A number that cannot be meant is unknown, never zero."""
    kind = raw.get("quantity_kind", "").upper()
    unit = said.get("unit", "")[:LONGEST_UNIT] or (item.unit if item else "")
    text = raw.get("quantity", "").replace(",", "")
    amount: dict[str, Any] = {"quantity": None, "quantity_max": None, "unit": unit}
    if kind in {QuantityKind.OPEN, QuantityKind.NONE, QuantityKind.UNKNOWN}:
        return amount | {"quantity_kind": kind}
    if not text:
        return amount | {"quantity_kind": QuantityKind.UNKNOWN}
    whole = text.removesuffix(".0")
    if whole.isascii() and whole.isdigit() and 0 < int(whole[:20]) <= LARGEST:
        return amount | {"quantity_kind": QuantityKind.EXACT, "quantity": int(whole)}
    read_amount = _read_amount(text, said.get("item", ""))
    if read_amount is None:
        doubts.append("quantity_unbelievable")
        return amount | {"quantity_kind": QuantityKind.UNKNOWN}
    return amount | {key: value for key, value in read_amount.items() if value}


def _read_amount(text: str, item: str) -> dict[str, Any] | None:
    """Return what the rules read in an amount told in words, such as 两百箱 or 若干."""
    from qiao.intake.actions.understand import amount_of

    for reading in read(f"需要{item or '口罩'}{text[:60]}", recent_lexicon()):
        for one in reading.items:
            return amount_of(one)
    return None
