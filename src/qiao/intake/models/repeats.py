"""What may be the same told twice: what it is compared by, pairs for a person to decide, and what was joined."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.intake.models.telling import Telling
from qiao.intake.models.voice import Need, Offer
from qiao.registry.models import Crisis, Organization, OwnedRecord


class RepeatRecord(OwnedRecord):
    """What a need, an offer or an organisation is compared by. Holds marks and codes, never a number or a name of a person."""

    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    need = models.OneToOneField(
        Need, models.CASCADE, null=True, blank=True, related_name="repeat_record", verbose_name="需求"
    )
    offer = models.OneToOneField(
        Offer, models.CASCADE, null=True, blank=True, related_name="repeat_record", verbose_name="资源"
    )
    party = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    facts: Any = models.JSONField("比对内容", default=dict)
    # Lifecycle: none as long as it was not looked for again after everything before it was committed
    looked_at = models.DateTimeField("查找时间", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "比对记录"
        verbose_name_plural = "比对记录"
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True, party__isnull=True)
                | Q(need__isnull=True, offer__isnull=False, party__isnull=True)
                | Q(need__isnull=True, offer__isnull=True, party__isnull=False),
                name="repeat_record_of_one_thing",
            ),
            models.UniqueConstraint(fields=("organization", "party"), name="repeat_record_of_party_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)[:8]


class RepeatKey(models.Model):
    """One key under which a record meets those that may tell the same: a row of an index, deleted with its record.

    `mark` says the organisation, the crisis, the kind and the key at once; the ids are counted, so that the latest
    under a mark are read first, however many there are.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(
        RepeatRecord, models.CASCADE, related_name="keys", verbose_name="比对记录", db_index=True
    )
    mark = models.BigIntegerField("键")

    class Meta:
        verbose_name = "比对键"
        verbose_name_plural = "比对键"
        indexes = (models.Index(fields=("mark", "-id"), name="repeat_key_met"),)

    def __str__(self) -> str:
        return f"{self.mark:x}"


class Pair(OwnedRecord):
    """Two records that the engine thinks may be one, and what a person decided."""

    class Verdict(models.TextChoices):
        SAME = "SAME", "同一件"
        UPDATE = "UPDATE", "同一件，有更新"
        UNSURE = "UNSURE", "说不准"
        BRANCH = "BRANCH", "分支机构"
        AGAIN = "AGAIN", "再次求助"

    class State(models.TextChoices):
        OPEN = "OPEN", "待判断"
        SAME = "SAME", "是同一件"
        UPDATE = "UPDATE", "后一次是更新"
        DIFFERENT = "DIFFERENT", "不是同一件"
        BRANCH = "BRANCH", "分支，不合并"
        POSTPONED = "POSTPONED", "先放着"
        IMPLIED = "IMPLIED", "由别的判断得出"

    # Identification: the lower id stands first, so that a pair exists once
    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    need_a = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="+")
    need_b = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="+")
    offer_a = models.ForeignKey(Offer, models.CASCADE, null=True, blank=True, related_name="+")
    offer_b = models.ForeignKey(Offer, models.CASCADE, null=True, blank=True, related_name="+")
    party_a = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    party_b = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    # What the engine says
    verdict = models.CharField("引擎判断", max_length=8, choices=Verdict.choices)
    probability = models.FloatField("可能性")
    score = models.FloatField("先后（危险 × 可能）")
    reasons: Any = models.JSONField("理由", default=list, blank=True)
    found_at = models.DateTimeField("发现时间")
    # What a person decided
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="判断人",
    )
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)
    again_at = models.DateTimeField("何时再看", null=True, blank=True)
    # Whose hands it is in
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="在谁手上",
    )
    held_until = models.DateTimeField("保留至", null=True, blank=True)

    class Meta:
        verbose_name = "疑似重复"
        verbose_name_plural = "疑似重复"
        ordering = ("-score", "found_at", "id")
        indexes = (models.Index(fields=("organization", "crisis", "state", "-score"), name="pair_in_queue"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(need_a__lt=F("need_b"), offer_a__isnull=True, offer_b__isnull=True)
                & Q(party_a__isnull=True, party_b__isnull=True)
                | Q(offer_a__lt=F("offer_b"), need_a__isnull=True, need_b__isnull=True)
                & Q(party_a__isnull=True, party_b__isnull=True)
                | Q(party_a__lt=F("party_b"), need_a__isnull=True, need_b__isnull=True)
                & Q(offer_a__isnull=True, offer_b__isnull=True),
                name="pair_of_two_things",
            ),
            models.UniqueConstraint(fields=("need_a", "need_b"), name="pair_of_needs_once"),
            models.UniqueConstraint(fields=("offer_a", "offer_b"), name="pair_of_offers_once"),
            models.UniqueConstraint(
                fields=("organization", "party_a", "party_b"), name="pair_of_parties_once"
            ),
            models.UniqueConstraint(
                fields=("organization", "holder"),
                condition=Q(holder__isnull=False),
                name="pair_in_hand_once",
            ),
        )

    def __str__(self) -> str:
        one, other = self.sides
        return f"{one} / {other}"

    @property
    def kind(self) -> str:
        """Return what the two are: need, offer or party."""
        if self.need_a_id:
            return "need"
        return "offer" if self.offer_a_id else "party"

    @property
    def sides(self) -> tuple[Any, Any]:
        """Return the two records."""
        return getattr(self, f"{self.kind}_a"), getattr(self, f"{self.kind}_b")

    @property
    def ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        """Return the ids of the two records."""
        return getattr(self, f"{self.kind}_a_id"), getattr(self, f"{self.kind}_b_id")

    def is_held(self, now: datetime) -> bool:
        """Say whether somebody has it in hand at `now`."""
        return self.holder_id is not None and self.held_until is not None and self.held_until >= now


class Merge(OwnedRecord):
    """One need or offer joined to another, with all that is needed to take the two apart again."""

    pair = models.ForeignKey(
        Pair, models.SET_NULL, null=True, blank=True, related_name="merges", verbose_name="疑似重复"
    )
    kept_need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保留的需求"
    )
    gone_need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="merges", verbose_name="并入的需求"
    )
    kept_offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保留的资源"
    )
    gone_offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="merges", verbose_name="并入的资源"
    )
    # What was done, so that it can be undone exactly
    telling = models.OneToOneField(
        Telling, models.PROTECT, null=True, blank=True, related_name="merge", verbose_name="再次讲述"
    )
    moved: Any = models.JSONField("随之移动的讲述", default=list, blank=True)
    gone_before: Any = models.JSONField("并入前", default=dict)
    kept_before: Any = models.JSONField("保留方并入前", default=dict)
    kept_after: Any = models.JSONField("保留方并入后", default=dict)
    # Lifecycle
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="合并人"
    )
    made_at = models.DateTimeField("合并时间")
    undone_at = models.DateTimeField("拆开时间", null=True, blank=True)

    class Meta:
        verbose_name = "合并"
        verbose_name_plural = "合并"
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    kept_need__isnull=False,
                    gone_need__isnull=False,
                    kept_offer__isnull=True,
                    gone_offer__isnull=True,
                )
                | Q(
                    kept_need__isnull=True,
                    gone_need__isnull=True,
                    kept_offer__isnull=False,
                    gone_offer__isnull=False,
                ),
                name="merge_of_two_things",
            ),
            models.UniqueConstraint(
                fields=("gone_need",), condition=Q(undone_at__isnull=True), name="merge_of_need_once"
            ),
            models.UniqueConstraint(
                fields=("gone_offer",), condition=Q(undone_at__isnull=True), name="merge_of_offer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

    @property
    def kept(self) -> Need | Offer:
        """Return the record that stands."""
        found = self.kept_need or self.kept_offer
        if found is None:
            raise ValueError(self.pk)
        return found

    @property
    def gone(self) -> Need | Offer:
        """Return the record that was joined to it."""
        found = self.gone_need or self.gone_offer
        if found is None:
            raise ValueError(self.pk)
        return found
