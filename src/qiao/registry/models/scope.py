"""Why goods left for where the charter does not reach: asked before a dispatch, kept with the reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models.crisis import Crisis
from qiao.registry.models.item import Item
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.place import Place


class ScopeAnswer(OwnedRecord):
    """A person saw that a dispatch lies outside scope or places, and said why it goes all the same.

    `mark` is what was seen: of the same work at the same place it is asked once.
    """

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    standing = models.CharField("合不合", max_length=10)
    mark = models.CharField("看到的内容指纹", max_length=64)
    told = models.CharField("看到的话", max_length=400)
    reason = models.CharField("为什么仍然做", max_length=300)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "超出业务范围的说明"
        verbose_name_plural = "超出业务范围的说明"
        ordering = ("-answered_at",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "mark"), name="scope_answer_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="scope_answer_says_why",
                violation_error_message="请写明为什么仍然做。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place or ''} {self.item or ''}".strip()
