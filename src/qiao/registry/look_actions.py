"""Looking for names that look alike, and what a person decides about them."""

from datetime import datetime

from qiao.accounts.roles import Actor, Role
from qiao.exceptions import LookAlikeOwnError
from qiao.registry.joining import join_parties, part_parties
from qiao.registry.looks import NameIndex
from qiao.registry.models import LookAlike, Organization
from qiao.trail.recorded import detail, recorded

AT_ONCE = 2000
"""So many new organisations are looked at in one go; the rest when the worker comes by again."""


@recorded("look_alike.find")
def find_looks(_actor: Actor, *, now: datetime) -> list[LookAlike]:
    """Flag those of the organisations not yet looked at whose names look like a registered one's."""
    fresh = list(Organization.objects.filter(looked_at__isnull=True).order_by("created_at")[:AT_ONCE])
    index = NameIndex(Organization.objects.only("name", "created_at").iterator(chunk_size=2000))
    found: dict[tuple[str, str], LookAlike] = {}
    for one in fresh:
        for other, reasons in index.like(one.name):
            if other.pk == one.pk:
                continue
            first, second = sorted((one, other), key=lambda held: (held.created_at, str(held.pk)))
            pair = LookAlike(one=first, other=second, reasons=[str(code) for code in reasons], found_at=now)
            found.setdefault((str(first.pk), str(second.pk)), pair)
    LookAlike.objects.bulk_create(found.values(), ignore_conflicts=True)
    Organization.objects.filter(pk__in=[one.pk for one in fresh]).update(looked_at=now)
    detail(looked_at=len(fresh), found=len(found))
    return list(found.values())


def find_looks_everywhere(now: datetime) -> int:
    """Look at what came into the registry since, whatever door it came through; return how many."""
    waiting = Organization.objects.filter(looked_at__isnull=True).count()
    if waiting:
        find_looks(Actor.operator(), now=now)
    return waiting


@recorded("look_alike.decide")
def decide_look(actor: Actor, look: LookAlike, *, state: str, note: str, now: datetime) -> LookAlike:
    """Write down what a person found out. Nobody decides about their own organisation.

    Found to be one, the second becomes another name of the first; decided otherwise later, they stand apart again.

    Raises
    ------
    LookAlikeOwnError
        Where one of the two is the actor's own organisation.
    MergeRefusedError
        Where two that are said to be one both work here, or have two credit codes.
    LineAlreadyDecidedError
        Where one of them is another name already.
    """
    if actor.organization_id in {look.one_id, look.other_id} and Role.OPERATOR not in actor.roles:
        raise LookAlikeOwnError
    detail(before=look.state, state=state)
    held = LookAlike.objects.select_for_update(no_key=True).get(pk=look.pk)
    same = LookAlike.State.SAME
    if state == same and held.state != same:
        join_parties(actor, look.one, look.other, now=now)
    elif held.state == same and state != same:
        part_parties(actor, look.one, look.other, now=now)
    look.state, look.note = state, note
    look.decided_by_id, look.decided_at = actor.user_id, now
    look.save(update_fields=("state", "note", "decided_by", "decided_at"))
    return look
