"""The full text of a case or a collection, for those whose application was granted and for nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.casebook.models import CaseStudy, Collection, Part, TextRequest
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
    parts = text.parts.filter(hidden_at__isnull=True).select_related("case")
    return [
        _of_case(part.case, part) if part.case else _of_part(part)
        for part in parts
        if part.case is None or part.case.hidden_at is None
    ]


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
