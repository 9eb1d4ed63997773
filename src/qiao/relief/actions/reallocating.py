"""Part of what is held for a need goes to another: two matches instead of one, the same pieces, nothing sent yet."""

from datetime import datetime

from django.db.models import F

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    LineAlreadyDecidedError,
    QuantityInvalidError,
    SameNeedError,
    StockExhaustedError,
    UnfitGoodsError,
)
from qiao.intake.models import Need
from qiao.intake.notices import MATCHED, tell_reporters
from qiao.relief.actions.matching import check_asked_for, check_earmark, check_still_given, make_match
from qiao.relief.actions.sending import lock_matches
from qiao.relief.donor_limits import check_limit, recipient_of
from qiao.relief.models import Match, Reallocation, Share, StockAccount
from qiao.relief.picking import Picks, held_for_need, in_order, taken
from qiao.relief.problem import english_of
from qiao.relief.stock import move
from qiao.trail.recorded import detail, recorded


@recorded("match.split")
def split_match(
    actor: Actor, match: Match, need: Need, *, quantity: int, at: datetime, reason: str
) -> Reallocation:
    """Give so many of the pieces that are held for a match to another need; the pieces stay held where they lie.

    Given over to the last piece, the match is withdrawn. What the engine said of it stays as it was said.

    Raises
    ------
    QuantityInvalidError
        When the quantity is not above zero.
    SameNeedError
        When the pieces are held for that need already.
    LineAlreadyDecidedError
        When the match was sent or withdrawn, the other need is closed, or the offer was withdrawn.
    VerificationMissingError
        When nobody has verified the other need.
    EarmarkedElsewhereError
        When the donor gave the goods for somebody else.
    DonorLimitError
        When the other recipient would have more of this donor than the donor allows.
    StockExhaustedError
        When the match holds less.
    UnfitGoodsError
        When it holds enough, but not of what the other need accepts.
    """
    if quantity <= 0:
        raise QuantityInvalidError(field="数量", value=quantity)
    if need.pk == match.need_id:
        raise SameNeedError
    check_asked_for(need)
    check_still_given(match.offer)
    check_earmark(need, match.offer)
    _check_limit(need, match, quantity)
    lock_matches([match])
    picks = _picks(match, need, quantity, at=at)
    _shrink(match, quantity)
    taker = _taker(actor, match, need, quantity=quantity, at=at, reason=reason)
    _hand_over(picks, match, taker, at=at, reason="改拨给另一条需求")
    made: Reallocation = Reallocation.objects.create(
        organization_id=actor.acts_for,
        giver=match,
        taker=taker,
        quantity=quantity,
        reason=reason,
        at=at,
        made_by_id=actor.user_id,
    )
    tell_reporters(actor, MATCHED, need, occasion=str(need.pk), at=at)
    detail(match=str(match.pk), need=str(need.pk), quantity=quantity)
    return made


@recorded("share.split")
def split_share(
    actor: Actor, share: Share, need: Need, *, quantity: int, at: datetime, reason: str
) -> Reallocation:
    """Confirm a line of a plan and give so much of it to another need, at once or not at all.

    Raises what confirming the line and `split_match` raise.
    """
    match = make_match(actor, share.need, share.offer, quantity=share.quantity, confirmed_at=at, share=share)
    made = split_match(actor, match, need, quantity=quantity, at=at, reason=reason)
    detail(share=str(share.pk), need=str(need.pk), quantity=quantity)
    return made


@recorded("match.rejoin")
def rejoin_match(actor: Actor, made: Reallocation, *, at: datetime) -> Reallocation:
    """Take a reallocation back: the pieces are held again for the need that they were held for before.

    Raises
    ------
    LineAlreadyDecidedError
        When it was taken back before, one of the two was sent, the taker gave the pieces on, or the first need is
        closed.
    """
    claimed = Reallocation.objects.filter(pk=made.pk, undone_at__isnull=True)
    if not claimed.update(undone_at=at, undone_by_id=actor.user_id):
        raise LineAlreadyDecidedError(state="已收回")
    giver, taker = made.giver, made.taker
    check_asked_for(giver.need)
    _check_limit(giver.need, taker, made.quantity)
    lock_matches([giver, taker])
    for one in (giver, taker):
        one.refresh_from_db(fields=("state", "quantity"))
    if giver.state not in {Match.State.HELD, Match.State.WITHDRAWN}:
        raise LineAlreadyDecidedError(state=giver.get_state_display())
    if taker.state != Match.State.HELD or taker.quantity < made.quantity:
        raise LineAlreadyDecidedError(
            state="又改拨给了别的需求" if taker.state == Match.State.HELD else taker.get_state_display()
        )
    picks = taken(in_order(taker), made.quantity)
    _shrink(taker, made.quantity)
    kept = giver.quantity if giver.state == Match.State.HELD else 0
    giver.state, giver.quantity = Match.State.HELD, kept + made.quantity
    giver.save(update_fields=("state", "quantity"))
    _hand_over(picks, taker, giver, at=at, reason="收回改拨")
    made.refresh_from_db()
    detail(quantity=made.quantity)
    return made


def _check_limit(need: Need, match: Match, quantity: int) -> None:
    """Refuse more than the donor allows; pieces that stay with one recipient add nothing to what it has."""
    is_same = recipient_of(need) == recipient_of(match.need)
    check_limit(need, match.offer, quantity, gives_back=quantity if is_same else 0)


def _picks(match: Match, need: Need, quantity: int, *, at: datetime) -> Picks:
    """Return from which parts so many held pieces are taken: of what the other need accepts, what expires first."""
    held, good = in_order(match), held_for_need(match, need, at=at)
    left, all_held = sum(pieces for _, pieces in good), sum(pieces for _, pieces in held)
    if left < quantity <= all_held:
        raise UnfitGoodsError(left=left, other=all_held - left)
    return taken(good, quantity)


def _shrink(match: Match, quantity: int) -> None:
    """Take pieces off a match that holds at least so many; it is withdrawn when none is left."""
    rows = Match.objects.filter(pk=match.pk, state=Match.State.HELD)
    is_part = rows.filter(quantity__gt=quantity).update(quantity=F("quantity") - quantity)
    if not is_part and not rows.filter(quantity=quantity).update(state=Match.State.WITHDRAWN):
        match.refresh_from_db(fields=("state", "quantity"))
        if match.state == Match.State.HELD:
            raise StockExhaustedError(left=match.quantity, asked=quantity)
        raise LineAlreadyDecidedError(state=match.get_state_display())
    match.refresh_from_db(fields=("state", "quantity"))


def _taker(actor: Actor, match: Match, need: Need, *, quantity: int, at: datetime, reason: str) -> Match:
    said = f"由给“{match.need.who or '未写明单位'}”的对接改拨 {quantity:,}：{reason}"
    said_en = f"{quantity:,} given over from the match for {english_of(match.need)}: {reason}"
    taker: Match = Match.objects.create(
        organization_id=actor.acts_for,
        crisis_id=need.crisis_id,
        need=need,
        offer=match.offer,
        lot=match.lot,
        quantity=quantity,
        reason=said[:400],
        reason_en=said_en[:400],
        confirmed_by_id=actor.user_id,
        confirmed_at=at,
    )
    return taker


def _hand_over(picks: Picks, giver: Match, taker: Match, *, at: datetime, reason: str) -> None:
    """Book each part off one match and on to the other: freed and held again in one transaction, under its lock."""
    for part, pieces in picks:
        for match, source, target in (
            (giver, StockAccount.HELD, StockAccount.AVAILABLE),
            (taker, StockAccount.AVAILABLE, StockAccount.HELD),
        ):
            move(giver.lot, source, target, pieces, at=at, reason=reason, match=match, part=part)
