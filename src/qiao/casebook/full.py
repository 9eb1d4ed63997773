"""The full text of a case or a collection, for those whose application was granted and for nobody else."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.casebook.binding import cases_of, final_parts
from qiao.casebook.models import CaseStudy, Chapter, Collection, Part, TextRequest
from qiao.casebook.showing import is_english


@dataclass(frozen=True)
class Piece:
    """A text with its heading."""

    heading: str
    authors: str
    sections: tuple[tuple[str, str], ...]


def pieces_of(text: CaseStudy | Collection) -> list[Piece]:
    """Return what is read under a link, in the language of the page; what was taken down is left out."""
    if isinstance(text, CaseStudy):
        return [_of_case(CaseStudy.objects.get(pk=text.pk))]
    cases = {one.pk: one for one in cases_of(text)}
    parts = final_parts(text)
    held = set(text.parts.filter(case__isnull=False).values_list("case_id", flat=True))
    return [piece for chapter in Chapter for piece in _of_chapter(chapter, cases, parts, held)]


def _of_chapter(
    chapter: Chapter, cases: Mapping[uuid.UUID, CaseStudy], parts: Iterable[Part], held: set[uuid.UUID]
) -> Iterator[Piece]:
    """Yield foreword, bodies and afterword as the book has them: final, published, and not taken down."""
    own = [one for one in parts if one.chapter == chapter]
    for kind in (Part.Kind.FOREWORD, Part.Kind.BODY, Part.Kind.AFTERWORD):
        for part in own:
            if part.kind == kind and (part.case_id is None or part.case_id in cases):
                yield _of_case(cases[part.case_id], part) if part.case_id else _of_part(part)
        if kind == Part.Kind.BODY:
            yield from (
                _of_case(one) for one in cases.values() if one.chapter == chapter and one.pk not in held
            )


def _said(record: CaseStudy | Part, field: str) -> str:
    english = getattr(record, f"{field}_en", "") if is_english() else ""
    return str(english or getattr(record, field))


def _authors(*records: CaseStudy | Part | None) -> str:
    rows = [author for one in records if one is not None for author in one.authors.all()]
    return _("、").join(f"{one.name}（{one.affiliation}）" if one.affiliation else one.name for one in rows)


def _of_case(case: CaseStudy, part: Part | None = None) -> Piece:
    fields = (
        ("core", _("核心内容")),
        ("full", _("全文")),
        ("challenges", _("困难与挑战")),
        ("growth", _("收获与成长")),
    )
    sections = [(label, _said(case, field)) for field, label in fields]
    if part is not None and part.full.strip():
        sections.append((_("编者附记"), _said(part, "full")))
    return Piece(_said(case, "title"), _authors(part, case), _filled(sections))


def _of_part(part: Part) -> Piece:
    sections = [(_("核心内容"), _said(part, "core")), (_("全文"), _said(part, "full"))]
    return Piece(_said(part, "title"), _authors(part), _filled(sections))


def _filled(sections: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in sections if text.strip())


def as_text(pieces: Iterable[Piece], request: TextRequest) -> str:
    """Return the text as a plain file, headed by whom it was given to and until when."""
    until = f"{request.expires_at:%Y-%m-%d}" if request.expires_at else ""
    lines = [_("供%(who)s使用，链接有效期至 %(day)s。") % {"who": request.affiliation, "day": until}, ""]
    for piece in pieces:
        lines += [piece.heading, piece.authors, ""]
        for label, text in piece.sections:
            lines += [label, text, ""]
    return "\n".join(lines)
