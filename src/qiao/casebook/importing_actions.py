"""A published article becomes a draft case or part, and can be taken back while the draft is as it came."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.casebook.models import CaseStudy, Collection, ImportedClaim, ImportedText, Part
from qiao.engines.article import Article, Line
from qiao.exceptions import ImportChangedError
from qiao.trail.recorded import detail, recorded

LONGEST_TITLE, LONGEST_CLAIM = 160, 600


def hash_of(value: Any) -> str:
    """Return the SHA-256 over JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def full_text(article: Article) -> str:
    """Return the sections one after another, each title on a line of its own where the article has one."""
    pieces = []
    for section in article.sections:
        is_opening = section.title and not (
            section.paragraphs and section.title in section.paragraphs[0][: len(section.title) + 2]
        )
        pieces.append("\n".join(([section.title] if is_opening else []) + list(section.paragraphs)))
    return "\n\n".join(pieces)


@recorded("article.import")
def import_article(
    actor: Actor, article: Article, /, *, lines: Sequence[Line], name: str, source: str, **target: Any
) -> ImportedText:
    """Keep an article as a draft: a part of `collection` (with `chapter`, `kind`), or a case of `crisis` and `subject`; both with `title`.

    The core stays empty: everything is full text until somebody writes the core.
    """
    title = str(target.pop("title"))[:LONGEST_TITLE]
    full = full_text(article)
    made = (
        _part(actor, title, full, **target) if "collection" in target else _case(actor, title, full, **target)
    )
    kept = [[line.text, line.level] for line in lines]
    imported: ImportedText = ImportedText.objects.create(
        organization_id=actor.acts_for,
        part=made if isinstance(made, Part) else None,
        case=made if isinstance(made, CaseStudy) else None,
        name=name[:LONGEST_TITLE],
        source=source,
        title=title,
        author=article.author,
        affiliation=article.affiliation,
        hash=hash_of(kept),
        draft_hash=_draft_hash(made),
        lines=kept,
        junk=[{"number": one.number, "text": one.text, "zh": one.zh, "en": one.en} for one in article.junk],
        imported_by_id=actor.user_id,
    )
    ImportedClaim.objects.bulk_create(
        ImportedClaim(
            imported=imported,
            number=one.number,
            text=one.text[:LONGEST_CLAIM],
            marks=[mark.value for mark in one.marks],
        )
        for one in article.claims
    )
    detail(lines=len(kept), junk=len(article.junk), claims=len(article.claims))
    return imported


def _part(
    actor: Actor, title: str, full: str, *, collection: Collection, chapter: str, kind: str, **_more: Any
) -> Part:
    at = {"collection": collection, "chapter": chapter, "kind": kind}
    last = Part.objects.filter(**at).aggregate(last=Max("order"))["last"] or 0
    part: Part = Part.objects.create(
        organization_id=actor.acts_for, order=last + 1, title=title, full=full, **at
    )
    return part


def _case(
    actor: Actor, title: str, full: str, *, crisis: Any, subject: Any, chapter: str, **_more: Any
) -> CaseStudy:
    at = {"crisis": crisis, "chapter": chapter}
    last = CaseStudy.objects.filter(**at).aggregate(last=Max("number"))["last"] or 0
    case: CaseStudy = CaseStudy.objects.create(
        organization_id=actor.acts_for, subject=subject, number=last + 1, title=title, full=full, **at
    )
    return case


def _draft_hash(draft: Part | CaseStudy) -> str:
    fields = ("title", "title_en", "core", "core_en", "full", "full_en", "challenges", "growth", "state")
    return hash_of({name: getattr(draft, name, "") for name in fields})


@recorded("article.evidence")
def evidence_claim(_actor: Actor, claim: ImportedClaim, /, *, evidence: str) -> ImportedClaim:
    """Say what bears a claim out; empty takes it back."""
    claim.evidence = evidence
    claim.save(update_fields=("evidence",))
    detail(number=claim.number, evidenced=int(bool(evidence)))
    return claim


@recorded("article.undo")
def undo_import(_actor: Actor, imported: ImportedText, /, *, undone_at: datetime) -> ImportedText:
    """Take an import back: the draft goes, the lines stay as provenance.

    Raises ImportChangedError where somebody has written in the draft since, or it stands in a book.
    """
    draft = imported.part or imported.case
    if draft is not None:
        if _draft_hash(draft) != imported.draft_hash or _is_used(draft):
            raise ImportChangedError
        draft.delete()
    imported.part = imported.case = None
    imported.undone_at = undone_at
    imported.save(update_fields=("part", "case", "undone_at"))
    return imported


def _is_used(draft: Part | CaseStudy) -> bool:
    if isinstance(draft, Part):
        return bool(draft.authors.exists() or draft.answers.exists())
    return bool(draft.facts.exists() or draft.collections.exists() or draft.authors.exists())
