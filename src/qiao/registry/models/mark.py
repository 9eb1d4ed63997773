"""Marks of what many processes keep made in memory: one row is read to know whether it is still of today."""

import uuid

from django.db import models


class ReferenceMark(models.Model):
    """One thing that is made of reference tables, and the mark of the tables as they are now. A mark never comes back."""

    name = models.CharField("名称", max_length=20, primary_key=True)
    token = models.UUIDField("版本", default=uuid.uuid4)

    class Meta:
        verbose_name = "参考数据版本"
        verbose_name_plural = "参考数据版本"

    def __str__(self) -> str:
        return f"{self.name} {str(self.token)[:8]}"
