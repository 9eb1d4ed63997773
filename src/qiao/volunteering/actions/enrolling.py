"""Somebody enters their name without an account, changes it, says what it may be used for, leaves; a person confirms."""

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, new_key, seal, unseal, unwrap, wrap
from qiao.exceptions import EnrolmentConflictError, EnrolmentEndedError, EnrolmentUndecidedError
from qiao.intake.actions import check_flood, note_sending
from qiao.registry.models import Membership, Organization, Person, Place
from qiao.registry.people import erase_person
from qiao.trail import guests
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.actions.taking import leave_shift
from qiao.volunteering.codes import enrolment_code, mark_of_enrolment
from qiao.volunteering.models import (
    Assignment,
    Capacity,
    Enrolment,
    HelpAnswer,
    HourRecord,
    PurposeConsent,
    Shift,
    VolunteerProfile,
    VolunteerSkill,
)

State, Kind, Purpose = Enrolment.State, Enrolment.Kind, PurposeConsent.Purpose
SHOWN_OF_A_PHONE = (3, -2)


@dataclass(frozen=True)
class Entry:
    """What somebody tells of themselves, or a contact person of an enterprise."""

    name: str
    phone: str
    kind: str = Kind.PERSON
    enterprise_name: str = ""
    place: Place | None = None
    skills: Collection[str] = ()
    languages: str = ""
    week: str = ""
    most_shifts: int = 3
    purposes: Collection[str] = field(default_factory=frozenset)
    capacities: Collection[tuple[str, str, int | None, str]] = ()


def enter_publicly(
    organization: Organization,
    entry: Entry,
    *,
    submission: uuid.UUID,
    client: str,
    at: datetime,
    shift: Shift | None = None,
) -> Enrolment:
    """Keep what a stranger entered. Sent again, the first stands; very many from one client are refused as reports are."""
    check_flood(client, submission, now=at)
    with scopes_disabled():
        known = Enrolment.objects.filter(pk=submission).first()
    if known is not None:
        if known.organization_id != organization.pk or facts_of(known).get("phone") != entry.phone:
            raise EnrolmentConflictError
        return known
    with scope(organization=organization.pk):
        made: Enrolment = enter(
            Actor.public(organization.pk), entry, submission=submission, at=at, shift=shift
        )
    note_sending(client, now=at)
    return made


@recorded("enrolment.enter")
def enter(
    actor: Actor, entry: Entry, *, submission: uuid.UUID, at: datetime, shift: Shift | None = None
) -> Enrolment:
    """Enter a name, with the purposes agreed to. It waits for a coordinator."""
    made = Enrolment(
        pk=submission,
        organization_id=actor.acts_for,
        kind=entry.kind,
        shift=shift,
        entered_by_id=actor.user_id,
    )
    made.code_mark = mark_of_enrolment(enrolment_code(made))
    _fill(made, entry)
    made.save(force_insert=True)
    keep_capacities(made, entry.capacities)
    _agree(made, {*entry.purposes, Purpose.CONTACT}, at=at)
    detail(kind=entry.kind, purposes=" ".join(sorted(entry.purposes)), skills=len(entry.skills))
    return made


def _fill(enrolment: Enrolment, entry: Entry) -> None:
    key = new_key()
    facts = json.dumps({"name": entry.name, "phone": entry.phone}, ensure_ascii=False)
    enrolment.wrapped = wrap(key, f"enrolment.key:{enrolment.pk}")
    enrolment.sealed = seal(key, facts, f"enrolment.facts:{enrolment.pk}")
    first, last = SHOWN_OF_A_PHONE
    enrolment.masked_name = entry.name[:1] + "*" * min(len(entry.name) - 1, 2)
    enrolment.masked_phone = f"{entry.phone[:first]}****{entry.phone[last:]}"
    enrolment.phone_mark = fingerprint("enrolment.phone", entry.phone)
    enrolment.enterprise_name, enrolment.place = entry.enterprise_name, entry.place
    enrolment.skills, enrolment.languages = sorted(entry.skills), entry.languages
    enrolment.week, enrolment.most_shifts = entry.week, entry.most_shifts


def facts_of(enrolment: Enrolment) -> Mapping[str, str]:
    """Return name and telephone; empty once destroyed. Show them to others only after the reveal is in the trail."""
    if enrolment.sealed is None or enrolment.wrapped is None:
        return {}
    key = unwrap(bytes(enrolment.wrapped), f"enrolment.key:{enrolment.pk}")
    told: dict[str, str] = json.loads(unseal(key, bytes(enrolment.sealed), f"enrolment.facts:{enrolment.pk}"))
    return told


@recorded("enrolment.reveal")
def reveal_enrolment(_actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Put into the trail that somebody looked at name and telephone."""
    return enrolment


@recorded("enrolment.amend")
def amend_enrolment(_actor: Actor, enrolment: Enrolment, entry: Entry, *, at: datetime) -> Enrolment:
    """Change what was told, by its own code. Purposes no longer agreed to are withdrawn at once."""
    _refuse_ended(enrolment)
    if fingerprint("enrolment.phone", entry.phone) != enrolment.phone_mark:
        guests.forget_guest(enrolment.pk, at=at)
    _fill(enrolment, entry)
    enrolment.save()
    keep_capacities(enrolment, entry.capacities)
    _agree(enrolment, {*entry.purposes, Purpose.CONTACT}, at=at)
    if enrolment.state == State.CONFIRMED:
        _carry_over(enrolment, entry, at=at)
    detail(purposes=" ".join(sorted(entry.purposes)), skills=len(entry.skills))
    return enrolment


def _refuse_ended(enrolment: Enrolment) -> None:
    if not enrolment.is_live:
        raise EnrolmentEndedError


def _agree(enrolment: Enrolment, purposes: Collection[str], *, at: datetime) -> None:
    """Write down which purposes stand; a notice by message needs the telephone, sealed for that alone."""
    held = PurposeConsent.objects.filter(enrolment=enrolment, withdrawn_at__isnull=True)
    held.exclude(purpose__in=purposes).update(withdrawn_at=at)
    known = set(held.values_list("purpose", flat=True))
    PurposeConsent.objects.bulk_create(
        PurposeConsent(
            organization_id=enrolment.organization_id, enrolment=enrolment, purpose=one, agreed_at=at
        )
        for one in sorted(set(purposes) - known)
    )
    holder = Actor.volunteer(enrolment.organization_id)
    is_told = guests.guest_of(enrolment.pk) is not None
    if not {Purpose.NOTICES, Purpose.CALLS} & set(purposes):
        if is_told:
            guests.withdraw(holder, enrolment, at=at)
    elif not is_told:
        guests.agree(
            holder,
            enrolment,
            means="SMS",
            to=facts_of(enrolment)["phone"],
            masked=enrolment.masked_phone,
            language="en" if (get_language() or "").startswith("en") else "zh-hans",
            at=at,
        )


@recorded("enrolment.confirm")
def confirm_enrolment(actor: Actor, enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """Make whoever entered a member and volunteer, with the skills and the free time they told."""
    here = _waiting(enrolment)
    facts = facts_of(here)
    is_sample = Organization.objects.get(pk=here.organization_id).is_sample
    since = timezone.localdate(at)
    if here.kind == Kind.ENTERPRISE:
        here.enterprise = Organization.objects.filter(
            name=here.enterprise_name
        ).first() or Organization.objects.create(
            name=here.enterprise_name,
            kind=Organization.Kind.COMPANY,
            home=here.place,
            is_sample=is_sample,
            source="自行登记",
        )
        Membership.objects.get_or_create(
            organization_id=here.organization_id,
            enterprise=here.enterprise,
            until=None,
            defaults={"since": since},
        )
    else:
        here.person = Person.objects.create(name=facts["name"], place=here.place, is_sample=is_sample)
        Membership.objects.create(organization_id=here.organization_id, person=here.person, since=since)
    here.state, here.decided_by_id, here.decided_at = State.CONFIRMED, actor.user_id, at
    here.save()
    _carry_over(here, _entry_of(here), at=at)
    detail(kind=here.kind)
    return here


@recorded("enrolment.decline")
def decline_enrolment(actor: Actor, enrolment: Enrolment, *, reason: str, at: datetime) -> Enrolment:
    """Do not take an entry, with a reason its owner reads; name and telephone are destroyed at once."""
    here = _waiting(enrolment)
    here.state, here.reason = State.DECLINED, reason
    here.decided_by_id, here.decided_at = actor.user_id, at
    destroy_enrolment(here, at=at)
    detail(kind=here.kind)
    return here


def _waiting(enrolment: Enrolment) -> Enrolment:
    here: Enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place")
        .get(pk=enrolment.pk)
    )
    if here.state != State.WAITING:
        raise EnrolmentUndecidedError
    return here


def _entry_of(enrolment: Enrolment) -> Entry:
    facts = facts_of(enrolment)
    return Entry(
        facts["name"],
        facts["phone"],
        enrolment.kind,
        enrolment.enterprise_name,
        enrolment.place,
        enrolment.skills,
        enrolment.languages,
        enrolment.week,
        enrolment.most_shifts,
        purposes_of(enrolment),
    )


def purposes_of(enrolment: Enrolment) -> set[str]:
    """Return the purposes that stand."""
    held = PurposeConsent.objects.filter(enrolment=enrolment, withdrawn_at__isnull=True)
    return set(held.values_list("purpose", flat=True))


def _carry_over(enrolment: Enrolment, entry: Entry, *, at: datetime) -> None:
    """Let the roster and the call list read what somebody tells of themselves."""
    if enrolment.person is None:
        return
    person, organization = enrolment.person, enrolment.organization_id
    person.name, person.place = entry.name, entry.place
    person.save(update_fields=("name", "place"))
    told = VolunteerSkill.objects.filter(person=person)
    told.exclude(skill__in=entry.skills).delete()
    known = set(told.values_list("skill", flat=True))
    VolunteerSkill.objects.bulk_create(
        VolunteerSkill(organization_id=organization, person=person, skill=one)
        for one in sorted(set(entry.skills) - known)
    )
    may_be_rostered = Purpose.ROSTER in entry.purposes
    VolunteerProfile.objects.update_or_create(
        organization_id=organization,
        person=person,
        defaults={
            "week": entry.week,
            "most_shifts": entry.most_shifts,
            "languages": entry.languages,
            "may_be_rostered": may_be_rostered,
            "agreed_at": at if may_be_rostered else None,
        },
    )


@recorded("enrolment.leave")
def leave_for_good(actor: Actor, enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """Leave: shifts to come are left, consents withdrawn, name and telephone destroyed.

    Where time was served the name stays with the record of it, which whoever organised has to keep (志愿服务条例 19);
    else the name goes from the registry too.
    """
    _refuse_ended(enrolment)
    person = enrolment.person
    if person is not None:
        coming = Assignment.objects.filter(
            person=person, left_at__isnull=True, shift__starts_at__gt=at, presences__isnull=True
        )
        for place in coming.select_related("person"):
            leave_shift(actor, place, at=at, holder=enrolment)
        Membership.objects.filter(
            organization_id=enrolment.organization_id, person=person, until__isnull=True
        ).update(until=timezone.localdate(at))
        VolunteerSkill.objects.filter(person=person).delete()
        VolunteerProfile.objects.filter(person=person).delete()
        if person.user_id is None and not HourRecord.objects.filter(person=person).exists():
            erase_person(Actor.operator(enrolment.organization_id), person)
    elif enrolment.enterprise is not None:
        Membership.objects.filter(
            organization_id=enrolment.organization_id, enterprise=enrolment.enterprise, until__isnull=True
        ).update(until=timezone.localdate(at))
    enrolment.state, enrolment.left_at = State.LEFT, at
    destroy_enrolment(enrolment, at=at)
    return enrolment


def destroy_enrolment(enrolment: Enrolment, *, at: datetime) -> None:
    """Destroy what an entry says of a person; call it inside an action, its state set."""
    enrolment.sealed = enrolment.wrapped = None
    enrolment.masked_name = enrolment.masked_phone = enrolment.phone_mark = ""
    enrolment.skills, enrolment.languages, enrolment.week, enrolment.place = [], "", "", None
    enrolment.save()
    PurposeConsent.objects.filter(enrolment=enrolment, withdrawn_at__isnull=True).update(withdrawn_at=at)
    Capacity.objects.filter(enrolment=enrolment).delete()
    HelpAnswer.objects.filter(enrolment=enrolment).update(what="")
    guests.forget_guest(enrolment.pk, at=at)


def keep_capacities(enrolment: Enrolment, told: Collection[tuple[str, str, int | None, str]]) -> None:
    """Put what a member can give in place of what was told before. Call it inside an action."""
    Capacity.objects.filter(enrolment=enrolment).delete()
    Capacity.objects.bulk_create(
        Capacity(
            organization_id=enrolment.organization_id,
            enrolment=enrolment,
            means=means,
            what=what,
            quantity=quantity,
            unit=unit,
        )
        for means, what, quantity, unit in told
    )


def forget_enrolments(person: Person, *, at: datetime) -> int:
    """Destroy what somebody who is erased had entered, in whichever organisation; return how much that was."""
    with scopes_disabled():
        rows = list(Enrolment.objects.filter(person=person, sealed__isnull=False))
        for one in rows:
            one.state, one.left_at = State.LEFT, at
            destroy_enrolment(one, at=at)
    return len(rows)
