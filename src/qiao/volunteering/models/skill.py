"""What a volunteer can do."""

from django.conf import settings
from django.db import models

from qiao.registry.models import OwnedRecord, Person
from qiao.volunteering.skills import skill_word, skills


class VolunteerSkill(OwnedRecord):
    """A skill that somebody says they have; where lives depend on it, a colleague has seen the licence.

    The licence itself (its number, a copy) is not kept, only that it was seen and until when it holds.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="志愿者")
    skill = models.CharField("技能", max_length=20)
    valid_until = models.DateField("证件有效期至", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="查验人"
    )
    checked_at = models.DateTimeField("查验时间", null=True)

    class Meta:
        verbose_name = "志愿者技能"
        verbose_name_plural = "志愿者技能"
        constraints = (
            models.UniqueConstraint(fields=("organization", "person", "skill"), name="skill_told_once"),
        )

    @property
    def needs_licence(self) -> bool:
        """Say whether it counts only once its licence was seen."""
        known = skills().get(self.skill)
        return known is not None and known.needs_licence

    @property
    def word(self) -> str:
        """Return the skill in the language of the page."""
        return skill_word(self.skill)

    def __str__(self) -> str:
        return self.skill
