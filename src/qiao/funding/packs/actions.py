"""A pack is published from the books, frozen under its hash, and corrected by a further version that says why."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.engines.eligibility import Act, Deadline, DeadlineState
from qiao.exceptions import (
    NoticePersonalError,
    PackAheadError,
    PackCampaignError,
    PackOffError,
    PackPersonalError,
    PackUnchangedError,
)
from qiao.funding.law import queries as law
from qiao.funding.law.actions import publish_disclosure
from qiao.funding.models import Campaign, CampaignPlan, Disclosure, DisclosurePack, PackBoard
from qiao.funding.packs.content import (
    FORMAT,
    LAWS,
    Content,
    Scope,
    adjusted,
    figures_of,
    fingerprint_of,
    reconciles,
    same_figures,
)
from qiao.registry.models import Organization
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded

Kind = DisclosurePack.Kind
ACTS = {
    Kind.RECEIPTS: Act.PUBLISH_RECEIPTS,
    Kind.QUARTER: Act.REPORT_QUARTER,
    Kind.FINAL: Act.REPORT_FINAL,
}
"""What each kind of pack does for the clock of the law; a mere period does nothing for it."""
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_CHARACTERS = 8


def board_of(organization_id: Any) -> PackBoard | None:
    """Return the organisation's board; None before its first pack."""
    found: PackBoard | None = PackBoard.objects.filter(organization=organization_id).first()
    return found


def check_scope(scope: Scope, kind: str, today: date) -> None:
    """Raise PackAheadError, PackCampaignError."""
    if scope.until > today or scope.since > scope.until:
        raise PackAheadError(until=scope.until.isoformat())
    if kind in ACTS and (scope.campaign is None or scope.campaign.route not in law.WITH_CLOCKS):
        raise PackCampaignError


def drafted(organization: Organization, scope: Scope, kind: str, today: date) -> Content:
    """Return what a pack would say if it were published today."""
    before = before_of(scope)
    figures = figures_of(scope)
    return {
        "format": FORMAT,
        **_who(organization, scope.campaign),
        "kind": str(kind),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "laws": list(LAWS[Kind(kind)]),
        "deadline": deadline_met(scope.campaign, kind, today),
        "adjusted": adjusted(before, scope, figures["totals"]["opening_fen"]),
        **figures,
    }


def _who(organization: Organization, campaign: Campaign | None) -> Content:
    plan = CampaignPlan.objects.filter(campaign=campaign).first() if campaign else None
    return {
        "organization": {
            "name": organization.name,
            "name_en": organization.name_en,
            "uscc": organization.uscc,
        },
        "campaign": None
        if campaign is None
        else {
            "id": str(campaign.pk),
            "title": campaign.title,
            "route": campaign.route,
            "began_on": campaign.began_on.isoformat(),
            "ended_on": campaign.ended_on.isoformat() if campaign.ended_on else None,
            "filed_on": campaign.filed_on.isoformat() if campaign.filed_on else None,
            "host": {"name": campaign.host.name, "name_en": campaign.host.name_en} if campaign.host else None,
            "certificate": plan.certificate if plan else "",
            "target_fen": plan.target_fen if plan else None,
        },
    }


def deadline_met(campaign: Campaign | None, kind: str, today: date) -> Content | None:
    """Return the deadline that a publication of this kind would meet today, and by how many days it is late."""
    act = ACTS.get(Kind(kind))
    if act is None or campaign is None:
        return None
    met = [one for one in law.clock_of(campaign, today, also=(act, today)) if _is_met(one, act, today)]
    if not met:
        return None
    first = met[0]
    late = max((today - first.due_on).days, 0) if first.state is DeadlineState.LATE else 0
    return {
        "due_on": first.due_on.isoformat(),
        "done_on": today.isoformat(),
        "late_days": late,
        "citation": first.rule.citation,
    }


def _is_met(one: Deadline, act: Act, today: date) -> bool:
    return one.act is act and one.done_on == today


def before_of(scope: Scope) -> DisclosurePack | None:
    """Return the standing pack of the same campaign, or of the whole house, that ends last before this one begins."""
    found: DisclosurePack | None = (
        DisclosurePack.objects.filter(campaign=scope.campaign, until__lt=scope.since)
        .order_by("-until", "-number", "-version")
        .first()
    )
    return found


def next_since(campaign: Campaign | None, first: date) -> date:
    """Return the day after the last pack, or `first` where there is none."""
    last = DisclosurePack.objects.filter(campaign=campaign).aggregate(last=Max("until"))["last"]
    return last + timedelta(days=1) if last else first


@recorded("pack.publish")
def publish_pack(actor: Actor, scope: Scope, /, *, kind: str, now: datetime, address: str) -> DisclosurePack:
    """Freeze a pack and publish it; what the law asks for is thereby done, in time or late.

    `address` is where the house is read from outside, without a slash at its end.

    Raises PackAheadError, PackCampaignError, PackOffError.
    """
    today = timezone.localdate(now)
    check_scope(scope, kind, today)
    owner = Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    content = drafted(owner, scope, kind, today)
    check_totals(content)
    board = board_of(owner.pk) or PackBoard.objects.create(organization=owner, code=_code())
    number = 1 + int(DisclosurePack.objects.filter(board=board).aggregate(last=Max("number"))["last"] or 0)
    disclosure = None
    if kind in ACTS:
        disclosure = publish_disclosure(
            actor,
            act=Disclosure.Act(ACTS[Kind(kind)]),
            campaign=scope.campaign,
            done_on=today,
            where=f"{address}/packs/{board.code}/{number}/"[:300],
            received_fen=max(content["totals"]["received_fen"], 0),
        )
    before = DisclosurePack.objects.filter(board=board).order_by("-number", "-version").first()
    head = {"number": number, "version": 1, "note": "", "issued_at": now.isoformat()}
    content |= head | {"previous": before.hash if before else ""}
    return _frozen(actor, board, scope, content, disclosure=disclosure, now=now)


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))


def check_totals(content: Content) -> None:
    """Raise PackOffError where the totals do not meet; nothing is published that does not reconcile."""
    totals = content["totals"]
    if not reconciles(totals):
        came = totals["opening_fen"] + totals["received_fen"] + totals["booked_fen"]
        raise PackOffError(off_fen=came - totals["spent_fen"] - totals["closing_fen"])


def _frozen(
    actor: Actor,
    board: PackBoard,
    scope: Scope,
    content: Content,
    *,
    disclosure: Disclosure | None,
    now: datetime,
) -> DisclosurePack:
    pack: DisclosurePack = DisclosurePack.objects.create(
        organization_id=board.organization_id,
        board=board,
        number=content["number"],
        version=content["version"],
        kind=content["kind"],
        campaign=scope.campaign,
        since=scope.since,
        until=scope.until,
        content=content,
        hash=fingerprint_of(content),
        note=content["note"],
        disclosure=disclosure,
        issued_at=now,
        issued_by_id=actor.user_id,
    )
    detail(number=pack.number, version=pack.version, hash=pack.hash)
    return pack


def scope_of(pack: DisclosurePack) -> Scope:
    """Return which entries a pack is about."""
    return Scope(pack.campaign, pack.since, pack.until)


def standing(pack: DisclosurePack) -> DisclosurePack:
    """Return the last version of a pack."""
    found: DisclosurePack = (
        DisclosurePack.objects.filter(board=pack.board_id, number=pack.number).order_by("-version")[:1].get()
    )
    return found


@recorded("pack.correct")
def correct_pack(actor: Actor, pack: DisclosurePack, /, *, note: str, now: datetime) -> DisclosurePack:
    """Make a pack anew from the books as they are now, as a further version; the deadline it met stays as it was.

    Raises PackUnchangedError, PackPersonalError, PackOffError.
    """
    try:
        refuse_personal(note)
    except NoticePersonalError as error:
        raise PackPersonalError from error
    Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    old = standing(pack)
    scope = scope_of(old)
    figures = figures_of(scope)
    if same_figures(old.content, figures):
        raise PackUnchangedError
    content = old.content | figures
    check_totals(content)
    content |= {
        "version": old.version + 1,
        "note": note,
        "issued_at": now.isoformat(),
        "previous": old.hash,
        "adjusted": adjusted(before_of(scope), scope, figures["totals"]["opening_fen"]),
    }
    return _frozen(actor, old.board, scope, content, disclosure=old.disclosure, now=now)
