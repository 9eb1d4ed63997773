"""What hangs on a file, read from the models so that nothing is left: to move it, seal it anew, or destroy it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from qiao.accounts.sealing import seal, unseal
from qiao.care.keys import context
from qiao.care.models import CareFile, CareGroup, GroupMember, Referral
from qiao.registry.models import OwnedRecord

STAYS = (Referral, GroupMember)
"""Rows that name a file but are not sealed by it: a record of having handed it on; a place in a group."""
SEALED = "sealed_"


def parts_of_a_file() -> Iterator[type[models.Model]]:
    """Yield the models whose rows belong to one file."""
    for model in apps.get_app_config("care").get_models():
        fields = {one.name: one for one in model._meta.concrete_fields}
        if issubclass(model, OwnedRecord) and "file" in fields and model not in STAYS:
            yield model


def sealed_fields(model: type[models.Model]) -> list[str]:
    """Return the names of a model's sealed fields; what follows the prefix is part of their context."""
    return [one.name for one in model._meta.concrete_fields if one.name.startswith(SEALED)]


def rows_of(file: CareFile) -> Iterator[Any]:
    """Yield the file and every row sealed under its key."""
    yield file
    for model in parts_of_a_file():
        if sealed_fields(model):
            yield from model._default_manager.filter(file=file)  # noqa: SLF001 - each model's scoped manager


def move_rows(file: CareFile, organization_id: uuid.UUID) -> None:
    """Give every row of a file to another organisation. Call it outside the scope of organisations."""
    for model in parts_of_a_file():
        model._default_manager.filter(file=file).update(organization=organization_id)  # noqa: SLF001


def rows_of_group(group: CareGroup) -> Iterator[Any]:
    """Yield the group and every row sealed under its key."""
    yield group
    yield from group.members.all()
    yield from group.sessions.all()


def end_memberships(file: CareFile, at: datetime, *, forgets: bool = False) -> int:
    """Take a file out of every group; with `forgets` the names it was called by there are destroyed too."""
    held = GroupMember.objects.filter(file=file)
    if forgets:
        held.update(sealed_called=b"")
    return held.filter(left_at__isnull=True).update(left_at=at)


def seal_anew(rows: Iterable[Any], old: bytes, new: bytes) -> int:
    """Seal every sealed field of a file's or a group's rows under another key; return how many there were."""
    count = 0
    for row in rows:
        names = [name for name in sealed_fields(type(row)) if getattr(row, name)]
        for name in names:
            bound = context(f"{type(row).__name__}.{name.removeprefix(SEALED)}", row.pk)
            setattr(row, name, seal(new, unseal(old, bytes(getattr(row, name)), bound), bound))
        if names:
            row.save(update_fields=names)
        count += len(names)
    return count


def empty(rows: Iterable[Any]) -> int:
    """Overwrite every sealed field of these rows with nothing; return how many there were."""
    count = 0
    for row in rows:
        names = [name for name in sealed_fields(type(row)) if getattr(row, name)]
        for name in names:
            setattr(row, name, b"")
        if names:
            row.save(update_fields=names)
        count += len(names)
    return count
