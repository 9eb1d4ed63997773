"""Case studies are drawn from the record, written, and published only with their challenges."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.casebook.drawn import Fact, draw_facts, draw_figures
from qiao.casebook.models import CaseFact, CaseStudy, TextRequest
from qiao.engines.extraction import mask
from qiao.exceptions import CaseIncompleteError
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

PUBLISHED = (
    *("title", "title_en", "core", "core_en"),
    *("challenges", "challenges_en", "growth", "growth_en"),
)
"""The narrative parts that everybody reads once a case is published."""


@recorded("case_study.open")
def open_case_study(
    actor: Actor, crisis: Crisis, /, *, subject: Organization, title: str, frozen_at: datetime, **facts: Any
) -> CaseStudy:
    """Open a case of the organisation's own response: facts on the five dimensions come from the record."""
    case: CaseStudy = CaseStudy.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        subject=subject,
        title=title,
        frozen_at=frozen_at,
        figures=draw_figures(crisis),
        **facts,
    )
    _add_facts(case, draw_facts(crisis, subject))
    detail(subject=str(subject.pk))
    return case


def _add_facts(case: CaseStudy, facts: list[Fact]) -> None:
    CaseFact.objects.bulk_create(
        CaseFact(
            case=case,
            dimension=fact.dimension,
            order=order,
            text=fact.zh,
            text_en=fact.en,
            code=fact.code,
            source=fact.source,
            record_type=fact.record_type,
            record_id=fact.record_id,
        )
        for order, fact in enumerate(facts, start=1)
    )


@recorded("case_study.write")
def write_case_study(_actor: Actor, case: CaseStudy, /, **texts: str) -> CaseStudy:
    """Write the narrative parts: title, core, challenges, growth, each in two languages.

    Raises CaseIncompleteError where a published case would lose its core or its challenges.
    """
    for name, text in texts.items():
        setattr(case, name, text)
    if case.state == CaseStudy.State.PUBLISHED:
        _require_complete(case)
    case.save(update_fields=tuple(texts))
    detail(fields=",".join(sorted(texts)))
    return case


@recorded("case_study.add_fact")
def add_fact(
    _actor: Actor, case: CaseStudy, /, *, dimension: str, text: str, source: str, **more: str
) -> CaseFact:
    """State a fact that the record does not hold, with where it is stated."""
    order = case.facts.filter(dimension=dimension).count() + 1
    fact: CaseFact = CaseFact.objects.create(
        case=case, dimension=dimension, text=text, source=source, order=order, **more
    )
    if case.state == CaseStudy.State.PUBLISHED:
        _require_impersonal(case)
    detail(case=str(case.pk), dimension=dimension)
    return fact


def missing_parts(case: CaseStudy) -> list[str]:
    """Return what a case still lacks to be published, in words: a case without challenges is not published (S48)."""
    parts = (("core", _("核心内容")), ("challenges", _("困难与挑战")))
    missing = [label for field, label in parts if not getattr(case, field).strip()]
    return missing if case.facts.exists() else [*missing, _("五个维度的事实")]


def _require_complete(case: CaseStudy) -> None:
    missing = missing_parts(case)
    if missing:
        raise CaseIncompleteError(missing=_("缺%(parts)s") % {"parts": _("、").join(missing)})
    _require_impersonal(case)


def _require_impersonal(case: CaseStudy) -> None:
    """Refuse what names a telephone, a document number, an account or a contact (DESIGN law 9)."""
    texts = [getattr(case, field) for field in PUBLISHED]
    texts += [
        text for fact in CaseFact.objects.filter(case=case) for text in (fact.text, fact.text_en, fact.source)
    ]
    if any(mask(text) != text for text in texts):
        raise CaseIncompleteError(missing=_("文中像是有个人信息，请删去"))


@recorded("case_study.publish")
def publish_case_study(_actor: Actor, case: CaseStudy) -> CaseStudy:
    """Publish the core of a case.

    Raises CaseIncompleteError naming what is missing: a case without challenges is not published (S48).
    """
    _require_complete(case)
    case.state = CaseStudy.State.PUBLISHED
    case.save(update_fields=("state",))
    return case


@recorded("text.request")
def request_text(
    _actor: Actor, case: CaseStudy, *, applicant: str, affiliation: str, purpose: str
) -> TextRequest:
    """Apply for the full text of a case; somebody decides later."""
    request: TextRequest = TextRequest.objects.create(
        organization_id=case.organization_id,
        case=case,
        applicant=applicant,
        affiliation=affiliation,
        purpose=purpose,
    )
    return request
