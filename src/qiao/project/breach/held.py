"""What lies in the database as a whole: for when the machine, or a copy of it, is in other hands."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import BinaryField, Model, Q

from qiao.accounts.models import User
from qiao.registry.models import Person

OPEN = (Person, User)
"""Models whose rows name persons in the open: those who work here, by the names they chose."""


@dataclass(frozen=True)
class Held:
    """One kind of records that hold personal data: how many, and whether they stay closed without the keys."""

    model: str
    name: str
    count: int
    is_sealed: bool


def held() -> list[Held]:
    """Count the records of every model that seals something, whatever desk it belongs to, and those in the open."""
    sealed = [(model, _sealed_fields(model)) for model in apps.get_models()]
    found = [_count(model, _holds(fields), is_sealed=True) for model, fields in sealed if fields]
    found += [_count(model, Q(), is_sealed=False) for model in OPEN]
    return sorted((one for one in found if one.count), key=lambda one: (one.is_sealed, -one.count, one.model))


def _sealed_fields(model: type[Model]) -> list[str]:
    if not model.__module__.startswith("qiao."):
        return []
    return [field.name for field in model._meta.concrete_fields if isinstance(field, BinaryField)]


def _holds(fields: list[str]) -> Q:
    return reduce(or_, (Q(**{f"{name}__isnull": False}) & ~Q(**{name: b""}) for name in fields))


def _count(model: type[Model], where: Q, *, is_sealed: bool) -> Held:
    rows = model._base_manager.filter(where).count()  # noqa: SLF001 - of every organisation: the file holds them all
    return Held(model._meta.label, str(model._meta.verbose_name_plural), rows, is_sealed)
