"""Where income comes from."""

from django.db import models


class Stream(models.TextChoices):
    """The eight standard streams of income; the concentration index moves with how finely one splits."""

    DUES = "DUES", "会费"
    GIFTS_PERSONS = "GIFTS_PERSONS", "捐赠（个人）"
    GIFTS_ENTERPRISES = "GIFTS_ENTERPRISES", "捐赠（企业）"
    FOUNDATION_GRANTS = "FOUNDATION_GRANTS", "基金会资助"
    GOVERNMENT = "GOVERNMENT", "政府购买服务与补助"
    SERVICES = "SERVICES", "服务收入"
    INVESTMENT = "INVESTMENT", "投资与利息"
    OTHER = "OTHER", "其他"
