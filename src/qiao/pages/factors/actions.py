"""One's own ways to prove who one is: added, renamed, removed, each with its entry in the trail."""

from collections.abc import Callable, Collection

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from qiao.accounts import open_sessions
from qiao.accounts.models import OpenSession, User
from qiao.accounts.roles import Actor
from qiao.accounts.sessions import NEEDS_SECOND, SECOND
from qiao.exceptions import FactorLastError
from qiao.registry.queries import appointments_of
from qiao.trail.recorded import detail, recorded

Made = tuple[Authenticator, Authenticator | None]
"""What was added, and the recovery codes that were made because of it."""


def kind_of(one: Authenticator) -> str:
    """Return what the trail calls a factor; of a passkey whether it opens without a password."""
    if one.type != Authenticator.Type.WEBAUTHN:
        return str(one.type)
    return "passkey" if one.wrap().is_passwordless else "security_key"


@recorded("factor.add")
def add_factor(_actor: Actor, /, make: Callable[[], Made]) -> User:
    """Add a factor, and recovery codes with the first one."""
    one, codes = make()
    detail(kind=kind_of(one), factor=one.pk, recovery_codes=codes.pk if codes else None)
    return owner_of(one)


@recorded("factor.rename")
def rename_factor(_actor: Actor, /, one: Authenticator, name: str) -> User:
    """Call a passkey something else. What it is called is not told to the trail."""
    one.wrap().name = name
    one.save(update_fields=("data",))
    detail(kind=kind_of(one), factor=one.pk)
    return owner_of(one)


@recorded("factor.remove")
def remove_factor(_actor: Actor, /, one: Authenticator, remove: Callable[[], None]) -> User:
    """Remove a factor; never the last one of somebody who must have one."""
    # Two at once would each see the other's factor still there.
    owner = User.objects.select_for_update().get(pk=one.user_id)
    if is_needed(one, owner):
        raise FactorLastError
    detail(kind=kind_of(one), factor=one.pk)
    remove()
    return owner


@recorded("factor.renew")
def renew_codes(_actor: Actor, /, make: Callable[[], Authenticator]) -> User:
    """Make new recovery codes; the old ones open nothing any more."""
    one = make()
    detail(factor=one.pk)
    return owner_of(one)


@recorded("session.end")
def end_sessions(actor: Actor, /, found: Collection[OpenSession]) -> None:
    """End some of one's own sessions."""
    open_sessions.end([one for one in found if one.user_id == actor.user_id])
    detail(count=len(found))


def owner_of(one: Authenticator) -> User:
    """Return whose factor it is."""
    return User.objects.get(pk=one.user_id)


def is_needed(one: Authenticator, owner: User) -> bool:
    """Say whether somebody who must have a second factor has no other than this one."""
    if not settings.QIAO_SECOND_FACTOR:
        return False
    roles = {held.role for held in appointments_of(owner, timezone.localdate())}
    others = Authenticator.objects.filter(user=owner, type__in=SECOND).exclude(pk=one.pk)
    return not NEEDS_SECOND.isdisjoint(roles) and not others.exists()
