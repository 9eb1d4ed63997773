"""A person confirms a line, changes it, or leaves it; the goods are held for what is confirmed."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.engines.allocation import reason_en, reason_zh
from qiao.exceptions import (
    EarmarkedElsewhereError,
    LineAlreadyDecidedError,
    QuantityInvalidError,
    StockExhaustedError,
    VerificationMissingError,
)
from qiao.intake.models import Need, Offer
from qiao.intake.notices import MATCHED, tell_reporters
from qiao.intake.words.voices import GROUP_WORDS
from qiao.relief.actions.planning import reason_of
from qiao.relief.donor_limits import check_limit
from qiao.relief.models import LotPart, Match, Share, StockAccount
from qiao.relief.picking import Picks, move_held, pick_for
from qiao.relief.stock import move, open_lot
from qiao.relief.supplies import purpose_of
from qiao.trail.recorded import detail, recorded


@recorded("match.make")
def make_match(
    actor: Actor,
    need: Need,
    offer: Offer,
    *,
    quantity: int,
    confirmed_at: datetime,
    share: Share | None = None,
    part: LotPart | None = None,
    reason: str = "",
) -> Match:
    """Confirm that so many pieces of the offer go to the need, and hold them: what expires first, or of one part.

    Raises
    ------
    LineAlreadyDecidedError
        When the plan's line was confirmed or declined before, the need is closed, or the offer was withdrawn.
    VerificationMissingError
        When nobody has verified the need yet.
    StockExhaustedError
        When the lot holds less, or its quantity is not known.
    EarmarkedElsewhereError
        When its donor gave it for somebody else.
    DonorLimitError
        When the recipient would have more of this donor than the donor allows.
    UnfitGoodsError
        When what is left is expired, or not fit for this need.
    """
    if quantity <= 0:
        raise QuantityInvalidError(field="数量", value=quantity)
    check_asked_for(need)
    check_still_given(offer)
    check_earmark(need, offer)
    check_limit(need, offer, quantity)
    if share is not None:
        _check_purpose(need, offer)
        _decide(share, Share.State.CONFIRMED)
    lot = open_lot(offer, at=confirmed_at)
    if lot is None:
        raise StockExhaustedError(left=0, asked=quantity)
    first = share.part if share else None
    picks = pick_for(need, lot, quantity, at=confirmed_at, part=part, first=first)
    said_en = ""
    if share is not None:
        why = reason_of(share)
        said_en = reason_en(why)
        engine_said = reason_zh(why)
        altered = f"（人工改为 {quantity:,}）" if quantity != share.quantity else ""
        reason = f"{engine_said}{_served_as(picks)}{altered}{reason}"
        said_en += f" (changed by hand to {quantity:,})" if altered else ""
    match: Match = Match.objects.create(
        organization_id=actor.acts_for,
        crisis_id=need.crisis_id,
        need=need,
        offer=offer,
        lot=lot,
        share=share,
        quantity=quantity,
        reason=(reason or "人工对接")[:400],
        reason_en=said_en[:400],
        confirmed_by_id=actor.user_id,
        confirmed_at=confirmed_at,
    )
    for one, pieces in picks:
        move(
            lot,
            StockAccount.AVAILABLE,
            StockAccount.HELD,
            pieces,
            at=confirmed_at,
            reason="确认对接",
            match=match,
            part=one,
        )
    for voice in (need, offer):
        tell_reporters(actor, MATCHED, voice, occasion=str(voice.pk), at=confirmed_at)
    detail(need=str(need.pk), offer=str(offer.pk), quantity=quantity)
    return match


@recorded("match.decline")
def decline_share(_actor: Actor, share: Share, *, reason: str = "") -> Share:
    """Leave a line of the plan: it is kept with the reason, and nothing moves."""
    _decide(share, Share.State.DECLINED)
    detail(reason=reason[:120])
    return share


def check_asked_for(need: Need) -> None:
    """Refuse goods for what nobody verified, or nobody asks for any more (it may have changed since the plan)."""
    need.refresh_from_db(fields=("state", "closed_at"))
    if need.state == Need.State.NEW:
        raise VerificationMissingError
    if need.closed_at is not None or need.state == Need.State.MERGED:
        raise LineAlreadyDecidedError(state=need.get_state_display())


def check_still_given(offer: Offer) -> None:
    """Refuse what its giver has taken back or spent since the plan was made."""
    offer.refresh_from_db(fields=("state", "closed_at"))
    if offer.closed_at is not None:
        raise LineAlreadyDecidedError(state=offer.get_state_display())


def check_earmark(need: Need, offer: Offer) -> None:
    """Refuse what the donor gave for somebody else; a plan may be older than the donor's word."""
    offer.refresh_from_db(fields=("earmark_recipient", "earmark_place"))
    only, region = offer.earmark_recipient, offer.earmark_place
    if only is not None and need.party_id != only.pk:
        raise EarmarkedElsewhereError(whom=only.name)
    if region is not None and not (need.place and need.place.code.startswith(region.code.rstrip("0"))):
        raise EarmarkedElsewhereError(whom=region.name)


def _check_purpose(need: Need, offer: Offer) -> None:
    """Refuse a plan's line where the donor has since named a purpose; by hand, a person reads the donor's words."""
    offer.refresh_from_db(fields=("purpose", "purpose_group"))
    if purpose_of(offer) not in {None, *need.who_groups}:
        raise EarmarkedElsewhereError(whom=offer.purpose or GROUP_WORDS.get(offer.purpose_group, ""))


def _served_as(picks: Picks) -> str:
    """Say in the reason that goods are not fit for what they were given as, and what they serve as."""
    serves = {str(one.serves_as) for one, _pieces in picks if one.unfit and one.serves_as}
    return f"（不合标准，当作{'、'.join(sorted(serves))}用）" if serves else ""


def _decide(share: Share, state: Share.State) -> None:
    """Claim the line by a conditional update, so that two people cannot decide it both."""
    claimed = Share.objects.filter(pk=share.pk, state=Share.State.PROPOSED).update(state=state)
    if not claimed:
        share.refresh_from_db(fields=("state",))
        raise LineAlreadyDecidedError(state=share.get_state_display())
    share.state = state


@recorded("match.withdraw")
def withdraw_match(_actor: Actor, match: Match, *, at: datetime, reason: str) -> Match:
    """Undo a match that was not sent yet: the goods are free again, and the record stays."""
    claimed = Match.objects.filter(pk=match.pk, state=Match.State.HELD).update(state=Match.State.WITHDRAWN)
    if not claimed:
        match.refresh_from_db(fields=("state",))
        raise LineAlreadyDecidedError(state=match.get_state_display())
    match.state = Match.State.WITHDRAWN
    move_held(StockAccount.AVAILABLE, at=at, reason="撤回对接", match=match)
    detail(reason=reason[:120])
    return match
