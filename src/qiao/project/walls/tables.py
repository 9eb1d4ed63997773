"""Which tables are walled, found by a walk over the models; what is shared is named, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ForeignKey, Model

from qiao.registry.models import Organization

OWN = "organization_id"

SHARED: dict[str, str] = {
    "registry.OrganizationName": "the register of organisations is read by all",
    "registry.ServiceArea": "the register",
    "registry.BusinessScope": "the register",
    "registry.Qualification": "the register: certificates are shown to the public",
    "registry.Agreement": "both sides read it",
    "registry.LookAlike": "between two names of the register",
    "registry.Phase": "phases of a crisis are read by all",
    "registry.Network": "every member reads it",
    "registry.NetworkMember": "every member reads it",
    "registry.Membership": "asked before it is known who acts",
    "registry.Appointment": "asked before it is known who acts",
    "api.ApiToken": "asked before it is known who acts",
    "preparing.PeerSet": "peers read it",
    "preparing.PeerMember": "peers read it",
    "advocacy.CoSignature": "asked of another organisation",
    "casebook.CaseStudy_leads": "names of organisations",
    "casebook.CollectionRole": "roles are held by people of other organisations",
    "trail.TrailEntry": "one chain over all: who appends reads its head",
}


@dataclass(frozen=True)
class Wall:
    """How a table's rows are held to an organisation: by its own column, or by one of its parents.

    parents
        (column, table of the parent, the parent's column); a row is seen where one of its parents is.
    """

    model: type[Model]
    parents: tuple[tuple[str, str, str], ...] = ()

    @property
    def table(self) -> str:
        """Return the table's name."""
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """Return the columns by which it is held."""
        return [column for column, _table, _target in self.parents] or [OWN]


def walls() -> list[Wall]:
    """Return every walled table, parents before children.

    Raises
    ------
    LookupError
        A model has a path to an organisation, is not walled, and nobody wrote why.
    """
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.label not in SHARED]
    found = {one: Wall(one) for one in models if one._meta.managed and _has_own(one)}
    left = [one for one in models if one not in found]
    while children := [wall for one in left if (wall := _child(one, found))]:
        found |= {one.model: one for one in children}
        left = [one for one in left if one not in found]
    if loose := sorted(one._meta.label for one in left if _names_organization(one)):
        message = f"{', '.join(loose)}: neither walled nor named in SHARED (project/walls/tables.py)"
        raise LookupError(message)
    return list(found.values())


def _child(model: type[Model], found: Iterable[type[Model]]) -> Wall | None:
    """Return how a model is held by parents that are walled: by the first it must have, else by any it may have."""
    keys = [one for one in _keys(model) if one.related_model in found]
    must = [one for one in keys if not one.null]
    chosen = must[:1] or keys
    if not chosen:
        return None
    return Wall(model, tuple(_link(one) for one in chosen))


def _link(key: ForeignKey[Model, Model]) -> tuple[str, str, str]:
    return key.column, key.related_model._meta.db_table, str(key.target_field.column)


def _keys(model: type[Model]) -> list[ForeignKey[Model, Model]]:
    return [one for one in model._meta.local_concrete_fields if isinstance(one, ForeignKey)]


def _has_own(model: type[Model]) -> bool:
    return any(one.column == OWN for one in model._meta.local_concrete_fields)


def _names_organization(model: type[Model]) -> bool:
    return model is not Organization and any(one.related_model is Organization for one in _keys(model))
