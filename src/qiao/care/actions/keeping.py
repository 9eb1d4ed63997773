"""Keys are changed and files destroyed. No word of a file is shown or written here.

Destroying a file overwrites its wrapped key and every sealed field with nothing; number, kind, dates and the trail
stay. A backup made before still holds both, until the organisation's key is changed and the old one destroyed
(`./qiao care_keys --destroy-old`): then they open nowhere.
"""

from dataclasses import dataclass
from datetime import datetime

from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import begin_generation, destroy_generation
from qiao.care.keys import as_it_stands, family, hold_keys, key_of, new_key, wrapped_for
from qiao.care.models import CareFile, CareGroup, Referral
from qiao.care.moving import empty, end_memberships, rows_of, rows_of_group, seal_anew
from qiao.care.queries import generations_in_use
from qiao.exceptions import KeyInUseError
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Rotated:
    """How many files, groups and referrals are wrapped under which key now; how many fields were sealed anew."""

    generation: int
    files: int
    referrals: int
    fields: int
    groups: int = 0


@recorded("care_key.rotate")
def rotate_keys(actor: Actor, /, *, seals_anew: bool = False) -> Rotated:
    """Make a new key of the organisation and wrap the key of each of its files under it, all or none.

    With `seals_anew` each file gets a key of its own anew as well, and all that is sealed is sealed under that.
    """
    organization_id = actor.acts_for
    hold_keys(organization_id)
    generation = begin_generation(family(organization_id))
    fields = 0
    files = CareFile.objects.select_for_update().exclude(wrapped_key=b"")
    groups = CareGroup.objects.select_for_update().exclude(wrapped_key=b"")
    for held in (files, groups):
        for one in held:
            key = key_of(one)
            if seals_anew:
                fresh = new_key()
                rows = rows_of(one) if isinstance(one, CareFile) else rows_of_group(one)
                fields += seal_anew(rows, key, fresh)
                key = fresh
            name = f"{type(one).__name__}.key"
            one.wrapped_key, one.key_generation = wrapped_for(organization_id, key, name, one.pk)
            one.save(update_fields=("wrapped_key", "key_generation"))
    referrals = _rewrap_referrals(organization_id)
    detail(generation=generation, files=len(files), groups=len(groups), referrals=referrals, fields=fields)
    return Rotated(generation, len(files), referrals, fields, len(groups))


def _rewrap_referrals(organization_id: object) -> int:
    """Wrap anew the keys of waiting referrals that were wrapped for this organisation."""
    with scopes_disabled():
        waiting = [
            one
            for one in Referral.objects.select_for_update().filter(state=Referral.State.ASKED)
            if (one.to_organization_id or one.organization_id) == organization_id
        ]
        for one in waiting:
            holder = one.to_organization_id or one.organization_id
            key = key_of(one, holder=holder)
            one.wrapped_key, one.key_generation = wrapped_for(holder, key, "Referral.key", one.pk)
            one.save(update_fields=("wrapped_key", "key_generation"))
    return len(waiting)


@recorded("care_key.destroy")
def destroy_old_keys(actor: Actor, /, *, newest: int) -> int:
    """Destroy the keys of the organisation before `newest`; backups from before open no file any more.

    Raises KeyInUseError where a file or a referral is still wrapped under one of them.
    """
    hold_keys(actor.acts_for)
    if any(one < newest for one in generations_in_use(actor.acts_for)):
        raise KeyInUseError
    gone = sum(destroy_generation(family(actor.acts_for), number) for number in range(1, newest))
    detail(before=newest, destroyed=gone)
    return gone


@recorded("care_file.destroy")
def destroy_file(_actor: Actor, /, file: CareFile, *, destroyed_at: datetime) -> CareFile:
    """Destroy a file's key and all that is sealed under it (突发事件应对法 85; 个人信息保护法 47)."""
    held = as_it_stands(file)
    fields = empty(rows_of(held))
    end_memberships(held, destroyed_at, forgets=True)
    Referral.objects.filter(file=held, state=Referral.State.ASKED).update(
        state=Referral.State.WITHDRAWN, answered_at=destroyed_at, wrapped_key=b"", sealed_summary=b""
    )
    held.wrapped_key, held.source_mark = b"", ""
    held.review_on = held.supervise_on = None
    held.state, held.closed_at = CareFile.State.CLOSED, held.closed_at or destroyed_at
    held.destroyed_at = destroyed_at
    held.save()
    held.team.clear()
    detail(fields=fields)
    return held


@recorded("care_group.destroy")
def destroy_group(_actor: Actor, /, group: CareGroup, *, destroyed_at: datetime) -> CareGroup:
    """Destroy a group's key and all that is sealed under it; number, kind, dates and who came stay."""
    held = as_it_stands(group)
    fields = empty(rows_of_group(held))
    held.wrapped_key = b""
    held.state, held.closed_at = CareGroup.State.CLOSED, held.closed_at or destroyed_at
    held.destroyed_at = destroyed_at
    held.save()
    held.leaders.clear()
    detail(fields=fields)
    return held


def organizations_with_files() -> list[Organization]:
    """Return the organisations that keep care files."""
    with scopes_disabled():
        ids = set(CareFile.objects.values_list("organization", flat=True))
        ids |= set(CareGroup.objects.values_list("organization", flat=True))
    return list(Organization.objects.filter(pk__in=ids).order_by("name"))
