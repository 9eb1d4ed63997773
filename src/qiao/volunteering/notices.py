"""What this desk tells: a call for help, a shift called off, a place that fell free; to those who agreed to it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.registry.queries import coordinators_of
from qiao.trail.guests import tell_guest
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify
from qiao.volunteering.codes import answer_token
from qiao.volunteering.models import Assignment, Enrolment, HelpAnswer, PurposeConsent, Shift

FOR_MEMBERS: dict[str, Any] = {"is_chosen": False, "is_for_groups": False}
CALLED = Kind(
    "help_call.asked",
    _("有事想请您帮忙"),
    _("%(crisis)s：有事想请您帮忙。点开看看，答一声“能”“不能”或“以后”。"),
    "volunteering:call_answer",
    takes="link",
    **FOR_MEMBERS,
)
CANCELLED = Kind(
    "shift.cancelled",
    _("班次取消了"),
    _("%(crisis)s：一个班次取消了，编号 %(reference)s，请不要前往。"),
    "volunteering:shift",
    is_urgent=True,
)
FREED = Kind(
    "shift.freed",
    _("班次空出一个位置"),
    _("%(crisis)s：一个班次空出了位置，编号 %(reference)s。候补的人可以转正，还缺的可以报名。"),
    "volunteering:shift",
)
CANCELLED_BY_CODE = Kind(
    "shift.cancelled_told",
    _("您的班次取消了"),
    _("%(crisis)s：您报的一个班次取消了，请不要前往。凭登记码看。"),
    "volunteering:me_ask",
    is_plain=True,
    is_urgent=True,
    **FOR_MEMBERS,
)
FREED_BY_CODE = Kind(
    "shift.freed_told",
    _("您候补的班次有空位了"),
    _("%(crisis)s：您候补的班次空出了位置。凭登记码转正，先到先得。"),
    "volunteering:me_ask",
    is_plain=True,
    **FOR_MEMBERS,
)
HANDED = Kind(
    "handover_note.written",
    _("有人把事交给您"),
    _("%(crisis)s：一位同事把没办完的事交给您，请打开看看，接手后点一下。"),
    "volunteering:mine",
    is_plain=True,
    is_for_groups=False,
)
KINDS = (HANDED, CALLED, CANCELLED, FREED, CANCELLED_BY_CODE, FREED_BY_CODE)


def tell_called(actor: Actor, answer: HelpAnswer, *, at: datetime) -> int:
    """Tell a member that help is asked for, with the link that is theirs."""
    return tell_guest(
        actor,
        kind=CALLED.key,
        subject=answer.enrolment,
        occasion=str(answer.call_id),
        at=at,
        crisis=answer.call.crisis.name,
        link=answer_token(answer),
    )


def tell_cancelled(actor: Actor, shift: Shift, *, at: datetime) -> None:
    """Tell everybody who has a place or waits for one that the shift is off, and the groups."""
    places = list(Assignment.objects.filter(shift=shift, left_at__isnull=True).select_related("person"))
    _tell(actor, shift, places, (CANCELLED, CANCELLED_BY_CODE), occasion="cancelled", at=at)


def tell_freed(actor: Actor, assignment: Assignment, *, at: datetime) -> None:
    """Tell those who stand by, and the coordinators, that a place fell free."""
    shift = assignment.shift
    waiting = Assignment.objects.filter(shift=shift, left_at__isnull=True, is_standby=True)
    places = list(waiting.select_related("person"))
    _tell(actor, shift, places, (FREED, FREED_BY_CODE), occasion=f"freed-{assignment.pk}", at=at)


def _tell(
    actor: Actor,
    shift: Shift,
    places: list[Assignment],
    kinds: tuple[Kind, Kind],
    *,
    occasion: str,
    at: datetime,
) -> None:
    with_account, by_code = kinds
    crisis = shift.activity.crisis.name
    users = {one.person.user_id for one in places if one.person.user_id} | set(
        coordinators_of(actor.acts_for)
    )
    users.discard(actor.user_id)
    notify(actor, kind=with_account.key, subject=shift, occasion=occasion, to=users, crisis=crisis)
    agreed = PurposeConsent.objects.filter(purpose=PurposeConsent.Purpose.NOTICES, withdrawn_at__isnull=True)
    entries = Enrolment.objects.filter(
        person__in=[one.person_id for one in places], pk__in=agreed.values("enrolment")
    )
    for entry in entries:
        tell_guest(
            actor, kind=by_code.key, subject=entry, occasion=f"{shift.pk}-{occasion}", at=at, crisis=crisis
        )
