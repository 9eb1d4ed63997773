"""Another installation is entered, its key checked by a second person, what passes agreed, and it can be ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.engines.exchange import State
from qiao.exceptions import (
    PlatformClosedError,
    PlatformSecondPersonError,
    PlatformSelfError,
    PlatformStandsError,
)
from qiao.exchange.models import ForeignRecord, Platform, SharedCrisis
from qiao.registry.models import Crisis, Place
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Introduced:
    """Who the other side says it is: the content of its card."""

    peer: UUID
    name: str
    public_key: str


@dataclass(frozen=True)
class Agreed:
    """What both sides agreed on: by which paper, until when, what is given and what taken."""

    basis: str
    until: date
    gives: Sequence[str]
    takes: Sequence[str]


@recorded("platform.add")
def add_platform(
    actor: Actor, /, who: Introduced, agreed: Agreed, *, at: datetime, is_sample: bool = False
) -> Platform:
    """Enter a platform; nothing passes before a second person checked its key. One that was ended is opened anew.

    What it told before stays, and what it tells next stands whatever its number: it may have gone back to a backup.

    Raises
    ------
    PlatformSelfError
        When it is one's own card.
    PlatformStandsError
        When it stands already.
    """
    if who.peer == actor.acts_for:
        raise PlatformSelfError
    found: Platform | None = Platform.objects.filter(peer=who.peer, ended_at__isnull=False).first()
    here = found or Platform(organization_id=actor.acts_for, peer=who.peer)
    here.name, here.public_key = who.name, who.public_key
    here.basis, here.until = agreed.basis, agreed.until
    here.gives, here.takes = sorted(agreed.gives), sorted(agreed.takes)
    here.added_by_id, here.added_at, here.is_sample = actor.user_id, at, is_sample
    here.checked_by = here.checked_at = here.ended_at = None
    here.checked_how = here.ended_reason = ""
    here.taken_until = 0
    try:
        with transaction.atomic():
            here.save()
            _forget_versions(here)
    except IntegrityError as error:
        raise PlatformStandsError(name=who.name) from error
    detail(peer=str(who.peer), key=who.public_key[:16], until=agreed.until.isoformat())
    return here


def _forget_versions(platform: Platform) -> None:
    """Let the next word on each record count as newer than the last; what was erased stays so."""
    held = ForeignRecord.objects.filter(platform=platform).exclude(state=State.ERASED)
    held.update(version=0, digest="")
    held.filter(seen_version__isnull=False).update(seen_version=0)


@recorded("platform.check")
def check_platform(actor: Actor, /, platform: Platform, *, how: str, at: datetime) -> Platform:
    """Say that one compared the fingerprint with the other side, by another way than the card came.

    Raises PlatformSecondPersonError where it is who entered it, or nobody in person.
    """
    if actor.user_id is None or actor.user_id == platform.added_by_id:
        raise PlatformSecondPersonError
    waiting = Platform.objects.filter(pk=platform.pk, checked_at__isnull=True, ended_at__isnull=True)
    waiting.update(checked_by=actor.user_id, checked_at=at, checked_how=how)
    platform.refresh_from_db()
    detail(key=platform.public_key[:16])
    return platform


@recorded("platform.agree")
def agree_platform(_actor: Actor, platform: Platform, agreed: Agreed) -> Platform:
    """Write down what was agreed anew. What is no longer given is told as withdrawn in the next parcel.

    Where more is taken, all is asked for again from the beginning: what was passed over before is not sent twice.
    """
    if platform.ended_at is not None:
        raise closed(platform, platform.State.ENDED)
    detail(gave=" ".join(platform.gives), took=" ".join(platform.takes))
    if set(agreed.takes) - set(platform.takes):
        platform.taken_until = 0
    platform.basis, platform.until = agreed.basis, agreed.until
    platform.gives, platform.takes = sorted(agreed.gives), sorted(agreed.takes)
    platform.save(update_fields=("basis", "until", "gives", "takes", "taken_until"))
    detail(gives=" ".join(platform.gives), takes=" ".join(platform.takes), until=agreed.until.isoformat())
    return platform


@recorded("platform.share")
def share_crisis(
    actor: Actor, /, platform: Platform, *, crisis: Crisis, key: str, area: Place | None = None
) -> SharedCrisis:
    """Begin to tell each other of a crisis, under a name both agreed on, everywhere or in one area.

    All is asked for again from the beginning, for what was outside before was passed over.
    """
    held = SharedCrisis.objects.filter(platform=platform, crisis=crisis).first()
    row = held or SharedCrisis(organization_id=actor.acts_for, platform=platform, crisis=crisis)
    row.key, row.area = key, area
    row.validate_constraints()
    row.save()
    Platform.objects.filter(pk=platform.pk).update(taken_until=0)
    detail(platform=str(platform.pk), crisis=crisis.slug, area=area.code if area else None)
    return row


@recorded("platform.unshare")
def unshare_crisis(_actor: Actor, shared: SharedCrisis) -> Platform:
    """Tell of a crisis no more: what was told is withdrawn in the next parcel, what came stays as it is."""
    platform: Platform = shared.platform
    detail(crisis=shared.crisis.slug)
    shared.delete()
    return platform


@recorded("platform.end")
def end_platform(_actor: Actor, platform: Platform, *, reason: str, at: datetime) -> Platform:
    """End it at once: nothing is given or taken any more, its token opens nothing."""
    platform.ended_at, platform.ended_reason = at, reason
    platform.is_asked, platform.token_mark, platform.sealed_token = False, "", ""
    platform.save(update_fields=("ended_at", "ended_reason", "is_asked", "token_mark", "sealed_token"))
    detail(peer=str(platform.peer))
    return platform


STATES_EN = {
    Platform.State.WAITING: "the key waits for a second person",
    Platform.State.LAPSED: "the agreement has run out",
    Platform.State.ENDED: "it was ended",
    Platform.State.ACTIVE: "open",
}


def closed(platform: Platform, state: Platform.State) -> PlatformClosedError:
    """Return the refusal for a platform with which nothing passes."""
    return PlatformClosedError(name=platform.name, state=str(state.label), state_en=STATES_EN[state])


def check_open(platform: Platform, today: date) -> None:
    """Refuse unless it was checked, has not run out and was not ended."""
    state = platform.state_on(today)
    if state != Platform.State.ACTIVE:
        raise closed(platform, state)
