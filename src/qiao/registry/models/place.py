"""Places: the GB/T 2260 tree with its dated history, and positions kept in WGS-84."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record


class CoordinateSystem(models.TextChoices):
    """The reference system in which a position was given."""

    WGS84 = "WGS-84", "WGS-84（GPS）"
    GCJ02 = "GCJ-02", "GCJ-02（高德、腾讯）"
    BD09 = "BD-09", "BD-09（百度）"


class Positioned(models.Model):
    """A position in WGS-84, beside the one that was given and its reference system."""

    longitude = models.FloatField("经度（WGS-84）", null=True, blank=True)
    latitude = models.FloatField("纬度（WGS-84）", null=True, blank=True)
    given_longitude = models.FloatField("原经度", null=True, blank=True)
    given_latitude = models.FloatField("原纬度", null=True, blank=True)
    given_system = models.CharField("原坐标系", max_length=6, choices=CoordinateSystem.choices, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="%(app_label)s_%(class)s_position_on_earth",
                violation_error_message="经纬度要么都空，要么都在地球范围内。",
            ),
        )


class Place(Record, Positioned):
    """One administrative division as it was called and coded for a time (GB/T 2260, six digits)."""

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", "省级"
        CITY = "CITY", "地级"
        COUNTY = "COUNTY", "县级"

    # Identification
    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60, db_index=True)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    former_names = models.CharField("曾用名", max_length=200, blank=True)
    is_grouping = models.BooleanField("仅为分组（如“市辖区”）", default=False)
    # Lifecycle
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="改为"
    )
    valid_basis = models.CharField("起止依据", max_length=200, blank=True)
    # Provenance
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta(Positioned.Meta):
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ("code",)
        constraints = (
            *Positioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{6}$"),
                name="place_code_six_digits",
                violation_error_message="行政区划代码是六位数字。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        """Say whether the code is no longer in use today."""
        return self.valid_to is not None

    @property
    def full_name(self) -> str:
        """Return the names from the province down, without groupings such as 市辖区."""
        names: list[str] = []
        here: Place | None = self
        while here is not None:
            if not here.is_grouping or here.pk == self.pk:
                names.append(here.name)
            here = here.parent
        return "".join(reversed(names))
