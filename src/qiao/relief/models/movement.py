"""Match → delivery → receipt."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Crisis, OwnedRecord
from qiao.relief.models.lorry import Convoy
from qiao.relief.models.plan import Share
from qiao.relief.models.stock import Lot, StockMovement


class Match(OwnedRecord):
    """A person confirmed: this much of the offer goes to this need. The goods are held for it."""

    class State(models.TextChoices):
        HELD = "HELD", "已留货"
        SENT = "SENT", "已发出"
        RECEIVED = "RECEIVED", "已签收"
        WITHDRAWN = "WITHDRAWN", "已撤回"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+", verbose_name="需求")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", verbose_name="资源")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="matches", verbose_name="批次")
    share = models.OneToOneField(
        Share, models.PROTECT, null=True, blank=True, related_name="match", verbose_name="份额"
    )
    quantity = models.PositiveBigIntegerField("数量")
    reason = models.CharField("理由", max_length=400)
    reason_en = models.CharField("理由（英文）", max_length=400, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        verbose_name = "对接"
        verbose_name_plural = "对接"
        ordering = ("-confirmed_at",)
        indexes = (
            models.Index(fields=("organization", "crisis", "state", "-confirmed_at"), name="match_by_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="match_positive",
                violation_error_message="数量必须大于零。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer.who} → {self.need.who} {self.need.what} {self.quantity}"

    @property
    def whole_reason(self) -> str:
        """Return the reason as it was said, and what was given over to other needs since, so that the quantity is explained."""
        over = [
            f"（其中 {one.quantity:,} 改拨给{one.taker.need.who or '未写明单位'}：{one.reason}）"
            for one in self.given_over.all()
            if one.undone_at is None
        ]
        return self.reason + "".join(over)


class Shipment(OwnedRecord):
    """One trip; it can carry many deliveries. What it weighs is unknown where one of them is."""

    # Content
    carrier = models.CharField("承运方", max_length=120, blank=True)
    vehicle = models.CharField("车辆", max_length=40, blank=True)
    permit = models.CharField("通行证", max_length=80, blank=True)
    permit_from = models.DateField("通行证自", null=True, blank=True)
    permit_until = models.DateField("通行证至", null=True, blank=True)
    driver = models.CharField("司机（姓氏即可）", max_length=20, blank=True)
    planned_km = models.PositiveIntegerField("估计里程（公里）", null=True, blank=True)
    convoy = models.ForeignKey(
        Convoy, models.PROTECT, null=True, blank=True, related_name="shipments", verbose_name="同发车队"
    )
    weight_g = models.PositiveBigIntegerField("装载重量（克）", null=True, blank=True)
    weight_limit_g = models.PositiveBigIntegerField("限载（克）", null=True, blank=True)
    volume_ml = models.PositiveBigIntegerField("装载体积（毫升）", null=True, blank=True)
    volume_limit_ml = models.PositiveBigIntegerField("车厢容积（毫升）", null=True, blank=True)
    pickups = models.JSONField("依次装货的地方", default=list, blank=True)
    # Lifecycle
    left_at = models.DateTimeField("出发时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消理由", max_length=120, blank=True)
    code_mark = models.CharField("司机码标记", max_length=64, unique=True, null=True, blank=True)
    code_serial = models.PositiveSmallIntegerField("第几个码", default=1)

    class Meta:
        verbose_name = "运单"
        verbose_name_plural = "运单"
        constraints = (
            models.CheckConstraint(
                condition=Q(weight_g__isnull=True)
                | Q(weight_limit_g__isnull=True)
                | Q(weight_g__lte=F("weight_limit_g")),
                name="shipment_within_its_weight",
                violation_error_message="超载了。",
            ),
            models.CheckConstraint(
                condition=Q(volume_ml__isnull=True)
                | Q(volume_limit_ml__isnull=True)
                | Q(volume_ml__lte=F("volume_limit_ml")),
                name="shipment_within_its_room",
                violation_error_message="装不下。",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="shipment_cancelled_for_a_reason",
                violation_error_message="请写明为什么取消。",
            ),
        )

    def __str__(self) -> str:
        return self.carrier or str(self.pk)[:8]

    @property
    def loading_places(self) -> list[tuple[str, datetime]]:
        """Return where it loads and when it is there, in order; nothing where all lies in one place."""
        return [(one["name"], datetime.fromisoformat(one["at"])) for one in self.pickups]

    @property
    def kg(self) -> float | None:
        """Return what it carries in kilograms; None where that is unknown."""
        return None if self.weight_g is None else self.weight_g / 1_000

    @property
    def limit_kg(self) -> float | None:
        """Return what it may carry in kilograms; None where nobody told."""
        return None if self.weight_limit_g is None else self.weight_limit_g / 1_000


class Delivery(OwnedRecord):
    """One match on its way. Its receiving code is derived from the house's key and never stored.

    Where its lorry was called off before it left, nothing was sent; sent after all, it is on its way again under a new code.
    """

    class State(models.TextChoices):
        IN_TRANSIT = "IN_TRANSIT", "在途"
        SIGNED = "SIGNED", "已签收"
        RETURNED = "RETURNED", "已退回"
        CANCELLED = "CANCELLED", "没有发出"

    match = models.OneToOneField(Match, models.PROTECT, related_name="delivery", verbose_name="对接")
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="运单"
    )
    stop = models.PositiveSmallIntegerField("第几站", null=True, blank=True)
    quantity = models.PositiveBigIntegerField("发出数量")
    sent_at = models.DateTimeField("发出时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.IN_TRANSIT)
    code_mark = models.CharField("签收码标记", max_length=64, unique=True)
    code_serial = models.PositiveSmallIntegerField("第几个码", default=1)

    class Meta:
        verbose_name = "运送"
        verbose_name_plural = "运送"
        ordering = ("-sent_at",)
        indexes = (
            models.Index(fields=("organization", "-sent_at", "-id"), name="delivery_newest_first"),
            models.Index(fields=("organization", "state", "-sent_at", "-id"), name="delivery_by_state"),
        )
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_positive"),)

    def __str__(self) -> str:
        return f"{self.match}"


class Receipt(OwnedRecord):
    """What actually arrived, signed for by the recipient: as much as was sent, less, or more.

    ``quantity`` is what the recipient keeps: what is refused is told by ``condition`` and comes back as a difference.
    """

    class Condition(models.TextChoices):
        GOOD = "GOOD", "完好"
        DAMAGED = "DAMAGED", "有破损"
        WRONG = "WRONG", "不是这种物资"
        EXPIRED = "EXPIRED", "过期"
        REFUSED = "REFUSED", "用不上，退回"

    # Identification: the id is made by the client, and the mark tells a resend from another content
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="receipt", verbose_name="运送")
    mark = models.CharField("内容标记", max_length=64, blank=True)
    # Content
    quantity = models.PositiveBigIntegerField("实收数量")
    filled_at = models.DateTimeField("填写时间", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间")
    condition = models.CharField("货况", max_length=10, choices=Condition.choices, default=Condition.GOOD)
    signer = models.CharField("签收人（姓氏即可）", max_length=20, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="照片所在的信息"
    )

    class Meta:
        verbose_name = "签收"
        verbose_name_plural = "签收"
        ordering = ("-signed_at",)

    def __str__(self) -> str:
        return f"{self.delivery} 实收 {self.quantity}"

    @property
    def difference(self) -> int:
        """Return received minus sent, in pieces: below zero where less arrived."""
        return self.quantity - self.delivery.quantity


class Settlement(OwnedRecord):
    """What became of a difference, or of a part of it: each is a movement of its own and a word."""

    class Kind(models.TextChoices):
        BACK = "BACK", "退回仓库"
        LATER = "LATER", "后来送到了"
        LOST = "LOST", "找不到，报损"
        KEPT = "KEPT", "多收的留下"
        OURS = "OURS", "发货时多发了"

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="settlements", verbose_name="签收")
    kind = models.CharField("处理", max_length=8, choices=Kind.choices)
    quantity = models.PositiveBigIntegerField("数量")
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    movement = models.OneToOneField(
        StockMovement, models.PROTECT, null=True, related_name="+", verbose_name="出入库"
    )

    class Meta:
        verbose_name = "差异处理"
        verbose_name_plural = "差异处理"
        ordering = ("at", "created_at")
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="settlement_positive"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity}"


class WrongCode(Record):
    """A receiving code that was typed wrong, by a keyed mark of who typed it: the brake on guessing."""

    client_mark = models.CharField("来源标记", max_length=64, db_index=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "错误签收码"
        verbose_name_plural = "错误签收码"

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M}"
