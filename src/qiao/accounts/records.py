"""What every record has: a UUID of its own and the moment it was made."""

import uuid

from django.db import models
from django.utils import timezone


class Record(models.Model):
    """A row with a UUID primary key; the client may make the UUID itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    class Meta:
        abstract = True
