"""One set of answers tried against a form and its mapping: what record it would make. Nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.intake.models import FieldForm, Need, Offer
from qiao.intake.sources.openrosa.instance import lines_in, read_instance
from qiao.intake.sources.openrosa.mapping import FIELDS_OF, NEEDED
from qiao.intake.sources.openrosa.telling import in_words, need_facts, said_in, understand
from qiao.intake.sources.openrosa.xform import Question

Answers = Mapping[str, Sequence[str]]
VOICES: Mapping[str, type[Need | Offer]] = {FieldForm.Kind.NEED: Need, FieldForm.Kind.OFFER: Offer}


@dataclass(frozen=True)
class Trial:
    """What answers would become: the words of the report, a need or an offer, or lines by field."""

    text: str
    voice: Need | Offer | None
    lines: list[dict[str, str]]
    doubts: tuple[str, ...]
    missing: tuple[str, ...]


def try_out(
    title: str,
    questions: Sequence[Question],
    *,
    kind: str,
    mapping: Mapping[str, str],
    answers: Answers | None = None,
    xml: str = "",
) -> Trial:
    """Return what a set of answers, or a filled form in XML, would become under a mapping.

    Raises
    ------
    XmlRefusedError, FilledFormUnreadableError
        As `read_instance`, where XML is given.
    """
    rows: list[Answers] = [answers or {}]
    whole: Answers = answers or {}
    if xml:
        instance = read_instance(xml.encode())
        whole = instance.answers
        rows = list(lines_in(xml.encode(), instance, mapping.values()))
    used = {field: path for field, path in mapping.items() if field in FIELDS_OF[kind]}
    missing = tuple(field for field in NEEDED[kind] if field not in used)
    text = in_words(title, questions, whole, used).text
    if kind in VOICES:
        understood = understand(questions, whole, used)
        facts: dict[str, Any] = understood.facts
        if kind == FieldForm.Kind.NEED:
            facts = facts | need_facts(used, whole)
        return Trial(text, VOICES[kind](**facts), [], understood.doubts, missing)
    lines = [_line(questions, row, used) for row in rows] if kind != FieldForm.Kind.OTHER else []
    return Trial(text, None, lines, (), missing)


def _line(questions: Sequence[Question], answers: Answers, mapping: Mapping[str, str]) -> dict[str, str]:
    said = said_in(questions, answers, mapping)
    return {field: said.get(f"{field}_label") or said[field] for field in mapping if field in said}
