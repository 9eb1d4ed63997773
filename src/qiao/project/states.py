"""Migrations without drawing every model anew at each of their steps.

Django keeps a drawing of all models while it migrates. A step that touches one model draws anew whatever is joined to it
over any number of relations: here all models, since all name an organisation. That, and not the database, was nine
tenths of the first start; squashed migrations take as many steps with new models and were no faster.

`NarrowExecutor` draws the model itself and those that point at it, which is what a usual step's statements are made
from. Django's own word for a drawing of this kind is "delayed": code that runs in a migration (`RunPython`) is handed a
full new one, as ever. A migration with any other step, one pretended, one taken back and one of another Django go
Django's own way, from a full new drawing.
"""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import django
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import field_references, resolve_relation
from django.db.models import Field

ModelKey = tuple[str, str]

KNOWN_DJANGO = (5, 2)
USUAL = frozenset(
    {
        operations.CreateModel,
        operations.DeleteModel,
        operations.AddField,
        operations.RemoveField,
        operations.AddIndex,
        operations.RemoveIndex,
        operations.AddConstraint,
        operations.RemoveConstraint,
        operations.AlterModelOptions,
        operations.AlterUniqueTogether,
        operations.RunPython,
    }
)
"""Steps whose statements name one model and what it points at. A subclass of one is another step."""


class NarrowExecutor(MigrationExecutor):
    """Django's executor; a usual migration draws anew what each step touches, and no more."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
        fake_initial: bool = False,  # noqa: FBT001, FBT002
    ) -> ProjectState:
        """Run a migration forwards; return the state after it."""
        if not (fake or fake_initial) and is_usual(migration, state):
            with patch.object(ProjectState, "_find_reload_model", touched):
                return super().apply_migration(state, migration)
        state.clear_delayed_apps_cache()
        _ = state.apps  # drawn in full before the first step, not twice at it
        return super().apply_migration(state, migration, fake, fake_initial)


def is_usual(migration: Migration, state: ProjectState) -> bool:
    """Say whether a narrow drawing is enough for every step of a migration."""
    return django.VERSION[:2] == KNOWN_DJANGO and all(
        _is_usual(step, migration.app_label, state) for step in migration.operations
    )


def _is_usual(step: Operation, app_label: str, state: ProjectState) -> bool:
    if isinstance(step, operations.AlterField):
        model = state.models.get((app_label, step.model_name_lower))
        before = model and model.fields.get(step.name)
        return before is not None and _alters_itself_alone(
            before, step.field, app_label, step.model_name_lower
        )
    return type(step) in USUAL or type(step).__module__.startswith("qiao.")


def _alters_itself_alone(before: "Field[Any, Any]", after: "Field[Any, Any]", *model: str) -> bool:
    """Say whether no other table holds what a field is altered to: it is no key, and points where it did."""
    if any(one.unique or one.many_to_many for one in (before, after)):
        return False
    was, is_now = (
        one.remote_field and resolve_relation(one.remote_field.model, *model) for one in (before, after)
    )
    return was == is_now


def touched(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[ModelKey]:  # noqa: ARG001, FBT001, FBT002 - Django's own signature
    """Return a model, the models made from it, and those that point at any of these, by their names in the state.

    Not by the classes drawn: one that was left as it was points at a class that is no longer there.
    """
    self.is_delayed = True
    asked = {(app_label, model_name)}
    while made_from := {key for key, one in self.models.items() if asked & set(_bases(one))} - asked:
        asked |= made_from
    return asked | {
        key
        for key, model in self.models.items()
        for field in model.fields.values()
        if field.remote_field and any(field_references(key, field, one) for one in asked)
    }


def _bases(model: ModelState) -> Iterator[ModelKey]:
    for base in model.bases:
        if isinstance(base, str) or hasattr(base, "_meta"):
            yield resolve_relation(base, model.app_label)
