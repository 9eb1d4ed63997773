"""Contacts of a need: kept by the registry like an institution's, told to those who follow the need."""

import uuid

from django.urls import reverse

from qiao.accounts.roles import Actor
from qiao.intake.models import Need
from qiao.intake.notices import CONTACT
from qiao.registry.contact_subjects import Subject
from qiao.trail.outbox import tell_followers


def need_of(pk: uuid.UUID) -> Subject | None:
    """Return a need of the active organisation as somebody whose contacts are kept."""
    found: Need | None = Need.objects.filter(pk=pk).select_related("item", "place", "party").first()
    if found is None:
        return None
    name = " ".join(one for one in (found.who, found.what) if one)
    return Subject("need", pk, name, reverse("intake:need", args=(pk,)), is_person=found.party_id is None)


def tell_need_followers(actor: Actor, kind: str, pk: uuid.UUID, occasion: str) -> int:
    """Tell those who follow a need that its contact, or its institution's, has changed; return how many."""
    followed = Need.objects.filter(pk=pk) if kind == "need" else Need.objects.filter(party_id=pk)
    return sum(tell_followers(actor, kind=CONTACT.key, subject=need, occasion=occasion) for need in followed)
