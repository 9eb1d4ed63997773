"""Case studies are drawn from the record, written, and published only with their challenges."""

from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.casebook.drawn import Fact, draw_facts, draw_figures
from qiao.casebook.models import CaseFact, CaseStudy, Dimension, TextRequest
from qiao.exceptions import CaseIncompleteError
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded


@recorded("case_study.open")
def open_case_study(
    actor: Actor, crisis: Crisis, *, subject: Organization, title: str, frozen_at: datetime, **facts: Any
) -> CaseStudy:
    """Open a case of the organisation's own response: facts on the five dimensions come from the record."""
    case: CaseStudy = CaseStudy.objects.create(
        organization_id=actor.organization_id,
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
            source=fact.source,
            record_type=fact.record_type,
            record_id=fact.record_id,
        )
        for order, fact in enumerate(facts, start=1)
    )


@recorded("case_study.write")
def write_case_study(_actor: Actor, case: CaseStudy, **texts: str) -> CaseStudy:
    """Write the narrative parts: core, challenges, growth."""
    for name, text in texts.items():
        setattr(case, name, text)
    case.save(update_fields=tuple(texts))
    detail(fields=",".join(sorted(texts)))
    return case


@recorded("case_study.publish")
def publish_case_study(_actor: Actor, case: CaseStudy) -> CaseStudy:
    """Publish the core of a case.

    Raises CaseIncompleteError naming what is missing: a case without challenges is not published (S48).
    """
    missing = [label for field, label in (("core", "核心内容"), ("challenges", "困难与挑战")) if not getattr(case, field)]
    if not case.facts.exists():
        missing.append("五个维度的事实")
    if missing:
        raise CaseIncompleteError(missing="缺" + "、".join(missing))
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


DIMENSIONS = tuple(Dimension)
