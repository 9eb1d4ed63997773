"""Whose contacts are kept: organisations here, and what desks above name as they start (AppConfig.ready)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.module_loading import import_string

from qiao.accounts.roles import Actor
from qiao.registry.models import Organization


@dataclass(frozen=True)
class Subject:
    """An institution or a need whose contacts are kept."""

    type: str
    pk: uuid.UUID
    name: str
    url: str
    is_person: bool = False
    """Whether an address may be somebody's home, which is then shown in part only."""


Loader = Callable[[uuid.UUID], Subject | None]
Teller = Callable[[Actor, str, uuid.UUID, str], int]

LOADERS: dict[str, str] = {"organization": "qiao.registry.contact_subjects.organization_of"}
TELLERS: list[str] = []


def register_subject(kind: str, path: str) -> None:
    """Let contacts of a further kind of record be kept; the function at the path loads it in its scope."""
    LOADERS[kind] = path


def register_teller(path: str) -> None:
    """Let a desk above tell its followers when a contact has changed."""
    if path not in TELLERS:
        TELLERS.append(path)


def subject_of(kind: str, pk: uuid.UUID) -> Subject | None:
    """Return whose contacts these are; None where there is no such record for the active organisation."""
    path = LOADERS.get(kind)
    if path is None:
        return None
    load: Loader = import_string(path)
    return load(pk)


def organization_of(pk: uuid.UUID) -> Subject | None:
    """Return an organisation of the registry."""
    found = Organization.objects.filter(pk=pk).first()
    if found is None:
        return None
    return Subject("organization", pk, found.name, reverse("registry:organization", args=(pk,)))


def tell_concerned(actor: Actor, kind: str, pk: uuid.UUID, occasion: str) -> int:
    """Tell those above who follow something that these contacts belong to."""
    tellers: list[Teller] = [import_string(path) for path in TELLERS]
    return sum(tell(actor, kind, pk, occasion) for tell in tellers)
