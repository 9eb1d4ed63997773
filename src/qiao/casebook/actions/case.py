"""Case studies are drawn from the record, written, and published only with their challenges."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.casebook.drawn import RECORD
from qiao.casebook.gate import spots_of_case, stopping
from qiao.casebook.ground import Ground
from qiao.casebook.models import CaseFact, CaseSnapshot, CaseStudy, Chapter
from qiao.casebook.snapshots import Taken, difference, take
from qiao.casebook.versions import keep_version
from qiao.exceptions import CaseIncompleteError, ChallengesStatedError, JointLeadsError, SnapshotSameError
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

LONGEST_FACT = 400
LONGEST_FACT_EN = 500
SPOTS_TOLD = 3
OPEN = ("challenges_open", "challenges_open_en", "challenges_open_by", "challenges_open_on")
"""The open question of a case whose source states no challenges; it ends when they are written."""


@recorded("case_study.open")
def open_case_study(
    actor: Actor,
    crisis: Crisis,
    /,
    *,
    subject: Organization,
    title: str,
    frozen_at: datetime,
    leads: Sequence[Organization] = (),
    **facts: Any,
) -> CaseStudy:
    """Open a case of a response: facts on the five dimensions, figures and course come from the record.

    Raises JointLeadsError where a joint action has one organisation only, or any other case several (S02).
    """
    others = [one for one in leads if one.pk != subject.pk]
    if (facts.get("chapter") == Chapter.JOINT) != bool(others):
        raise JointLeadsError
    case: CaseStudy = CaseStudy.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        subject=subject,
        title=title,
        frozen_at=frozen_at,
        **facts,
    )
    case.leads.set(others)
    _keep(actor, case, take(ground_of(case), frozen_at), frozen_at)
    keep_version(actor, case)
    detail(subject=str(subject.pk))
    return case


def ground_of(case: CaseStudy) -> Ground:
    """Return the records a case is drawn from."""
    return Ground.of(case.crisis, [case.subject, *case.leads.order_by("name")], case.organization_id)


@recorded("case_study.redraw")
def redraw_case_study(actor: Actor, case: CaseStudy, *, at: datetime) -> CaseSnapshot:
    """Draw a case again from the record as it stands now; former snapshots and what people wrote stay.

    Raises SnapshotSameError where the record says the same as before, CaseIncompleteError where a published case
    would show what the gate stops.
    """
    CaseStudy.objects.select_for_update().get(pk=case.pk)
    last = case.snapshots.first()
    taken = take(ground_of(case), at)
    if last is not None and difference(last.content, taken.content).is_empty:
        raise SnapshotSameError
    drawn = case.facts.filter(source=RECORD)
    drawn.delete()
    snapshot = _keep(actor, case, taken, at)
    case.frozen_at = at
    case.save(update_fields=("frozen_at",))
    if case.state == CaseStudy.State.PUBLISHED:
        _require_complete(case)
    detail(case=str(case.pk), number=snapshot.number, hash=snapshot.hash)
    return snapshot


def _keep(actor: Actor, case: CaseStudy, taken: Taken, at: datetime) -> CaseSnapshot:
    snapshot: CaseSnapshot = CaseSnapshot.objects.create(
        case=case,
        number=case.snapshots.count() + 1,
        taken_at=at,
        taken_by_id=actor.user_id,
        content=taken.content,
        records=taken.records,
        hash=taken.hash,
    )
    case.figures = taken.content["figures"]
    case.save(update_fields=("figures",))
    CaseFact.objects.bulk_create(
        CaseFact(
            case=case,
            snapshot=snapshot,
            dimension=fact["dimension"],
            order=order,
            text=fact["zh"][:LONGEST_FACT],
            text_en=fact["en"][:LONGEST_FACT_EN],
            code=fact["code"],
            source=RECORD,
            record_type=fact["record_type"],
            record_id=fact["record_id"] or None,
        )
        for order, fact in enumerate(taken.content["facts"], start=1)
    )
    return snapshot


@recorded("case_study.write")
def write_case_study(actor: Actor, case: CaseStudy, /, *, note: str = "", **texts: str) -> CaseStudy:
    """Write the narrative parts: title, core, challenges, growth, full text, each in two languages. Keeps a version.

    Raises CaseIncompleteError where a published case would lose its core or its challenges.
    """
    for name, text in texts.items():
        setattr(case, name, text)
    if case.challenges.strip():
        case.challenges_open = case.challenges_open_en = case.challenges_open_by = ""
        case.challenges_open_on = None
    if case.state == CaseStudy.State.PUBLISHED:
        _require_complete(case)
    case.save(update_fields=(*texts, *OPEN))
    keep_version(actor, case, note=note)
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
        _require_complete(case)
    detail(case=str(case.pk), dimension=dimension)
    return fact


@recorded("case_study.leave_open")
def leave_challenges_open(
    _actor: Actor, case: CaseStudy, *, source: str, signed: str, on: date, source_en: str = ""
) -> CaseStudy:
    """Declare, by name, that a source states no challenges: an open question of the text, no substitute for them.

    Raises ChallengesStatedError where challenges are written.
    """
    if case.challenges.strip():
        raise ChallengesStatedError
    case.challenges_open, case.challenges_open_en = source, source_en
    case.challenges_open_by, case.challenges_open_on = signed, on
    case.save(update_fields=OPEN)
    detail(case=str(case.pk))
    return case


def missing_parts(case: CaseStudy) -> list[str]:
    """Return what a case still lacks to be published, in words.

    Without challenges (S48), or a signed word that the source states none, a case is not published.
    """
    missing = [] if case.core.strip() else [_("核心内容")]
    if not case.challenges.strip() and not case.challenges_open:
        missing.append(_("困难与挑战"))
    return missing if case.facts.exists() else [*missing, _("五个维度的事实")]


def _require_complete(case: CaseStudy) -> None:
    missing = missing_parts(case)
    if missing:
        raise CaseIncompleteError(missing=_("缺%(parts)s") % {"parts": _("、").join(missing)})
    stops = stopping(spots_of_case(case))
    if stops:
        told = "；".join(f"{one.where}：{one.what.rstrip('。')}" for one in stops[:SPOTS_TOLD])
        raise CaseIncompleteError(missing=told)


@recorded("case_study.publish")
def publish_case_study(_actor: Actor, case: CaseStudy) -> CaseStudy:
    """Publish the core of a case.

    Raises CaseIncompleteError naming what is missing: a case without challenges is not published (S48).
    """
    _require_complete(case)
    case.state = CaseStudy.State.PUBLISHED
    case.save(update_fields=("state",))
    return case
