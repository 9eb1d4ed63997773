"""What other desks bring into the sample: the four public cases, and one care file under its own key."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django_scopes import scope

from qiao.accounts.sealing import new_key, seal, wrap
from qiao.casebook.sample import load_sample_cases
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis
from qiao.trail.chain import append

IDENTITY = "示例数据：虚构的一位丧亲者，电话 15400000090"
NOTES = "示例数据：第一次会谈，说明保密范围，约定一周后再见。"
SESSION_MINUTES = 50


def load_public_cases(cast: Cast) -> None:
    """Load the four public cases through the case book's own loader."""
    with scope(organization=cast.association.pk):
        load_sample_cases(cast["lin"], directory=Path(settings.QIAO_REFERENCE))


def care_for_one(cast: Cast, crisis: Crisis, *, moment: datetime) -> uuid.UUID:
    """Open one invented care file for the social worker and her supervisor; return its id."""
    return open_care_file(cast, crisis, worker="zhou", supervisor="he", moment=moment)


@transaction.atomic
def open_care_file(
    cast: Cast, crisis: Crisis, *, worker: str, supervisor: str, moment: datetime
) -> uuid.UUID:
    """Open a sealed care file with one meeting and consent to the service.

    The desk of care lets nobody import its models, so the file is made by the models' names: written here,
    never read.
    """
    team = cast.users
    file_id, session_id, key = uuid.uuid4(), uuid.uuid4(), new_key()
    file = apps.get_model("care", "CareFile")(
        id=file_id,
        organization=cast.association,
        crisis=crisis,
        number="示例-001",
        kind="GRIEF",
        wrapped_key=wrap(key, f"carefile.key:{file_id}"),
        sealed_identity=seal(key, IDENTITY, f"carefile.identity:{file_id}"),
        supervisor=team[supervisor],
    )
    file.save(force_insert=True)
    file.team.set([team[worker], team[supervisor]])
    apps.get_model("care", "Consent").objects.create(
        organization=cast.association, file=file, purpose="SERVICE", given_at=moment
    )
    apps.get_model("care", "CareSession").objects.create(
        id=session_id,
        organization=cast.association,
        file=file,
        held_at=moment + timedelta(hours=1),
        minutes=SESSION_MINUTES,
        sealed_notes=seal(key, NOTES, f"caresession.notes:{session_id}"),
    )
    with at(moment):
        append(cast[worker], "care_file.open", subject=file)
    return file_id
