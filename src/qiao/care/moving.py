"""What changes hands with a file, and what is sealed under its key: read from the models, so that nothing is left."""

import uuid
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from qiao.care.models import CareFile, Referral
from qiao.registry.models import OwnedRecord

STAYS = (Referral,)
"""Rows of the organisation that asked: its own record of having handed a file on."""


def parts_of_a_file() -> Iterator[type[models.Model]]:
    """Yield the models whose rows belong to one file."""
    for model in apps.get_app_config("care").get_models():
        fields = {one.name: one for one in model._meta.concrete_fields}
        if issubclass(model, OwnedRecord) and "file" in fields and model not in STAYS:
            yield model


def move_rows(file: CareFile, organization_id: uuid.UUID) -> None:
    """Give every row of a file to another organisation. Call it outside the scope of organisations."""
    for model in parts_of_a_file():
        model._default_manager.filter(file=file).update(organization=organization_id)  # noqa: SLF001
