"""Who applies for the full text of a case, and what became of it."""

from django.db import models

from qiao.casebook.models.case import CaseStudy
from qiao.registry.models import OwnedRecord


class TextRequest(OwnedRecord):
    """Somebody applies for the full text of a case (申领)."""

    class State(models.TextChoices):
        ASKED = "ASKED", "待审"
        GRANTED = "GRANTED", "已同意"
        REFUSED = "REFUSED", "未同意"

    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="requests", verbose_name="案例")
    applicant = models.CharField("申领人", max_length=60)
    affiliation = models.CharField("单位", max_length=120)
    purpose = models.CharField("用途", max_length=300)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ASKED)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = "全文申领"
        verbose_name_plural = "全文申领"

    def __str__(self) -> str:
        return f"{self.case} · {self.affiliation}"
