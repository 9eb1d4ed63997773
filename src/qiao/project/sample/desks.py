"""What the protected and the public desk bring into the sample: one sealed care file, the four public cases."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django_scopes import scope

from qiao.care.actions import add_session, open_file, record_consent
from qiao.casebook.sample import load_sample_cases
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

IDENTITY = "示例数据：虚构的一位丧亲者，电话 15400000090"
NOTES = "示例数据：第一次会谈，说明保密范围，约定一周后再见。"
SESSION_MINUTES = 50


def load_public_cases(cast: Cast) -> None:
    """Load the four public cases through the case book's own loader."""
    with scope(organization=cast.association.pk):
        load_sample_cases(cast["lin"], directory=Path(settings.QIAO_REFERENCE))


def care_for_one(
    cast: Cast, crisis: Crisis, *, moment: datetime, worker: str = "zhou", supervisor: str = "he"
) -> uuid.UUID:
    """Open one invented care file with consent and a first session; return its id."""
    with at(moment):
        file = open_file(
            cast[worker], crisis, kind="GRIEF", identity=IDENTITY, supervisor=cast.users[supervisor]
        )
        record_consent(cast[worker], file, purpose="SERVICE", given_at=moment)
    with at(moment + timedelta(hours=1)) as held_at:
        add_session(cast[worker], file, held_at=held_at, minutes=SESSION_MINUTES, notes=NOTES)
    pk: uuid.UUID = file.pk
    return pk
