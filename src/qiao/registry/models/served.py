"""What a person said when told that others serve a place already with what was to go there."""

from django.conf import settings
from django.db import models

from qiao.registry.models.crisis import Crisis
from qiao.registry.models.item import Item
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.place import Place


class ServedAnswer(OwnedRecord):
    """A person saw who serves a place already, and went on. `mark` is what was seen: asked again only when it changes."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    mark = models.CharField("看到的内容指纹", max_length=64)
    told = models.PositiveIntegerField("看到几条")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "重复服务的答复"
        verbose_name_plural = "重复服务的答复"
        constraints = (models.UniqueConstraint(fields=("organization", "mark"), name="served_answer_once"),)

    def __str__(self) -> str:
        return f"{self.place} {self.item or ''}".strip()
