"""How figures of service quality are said."""

from django.utils.translation import gettext as _


def level_words() -> dict[str, str]:
    """Return the three steps of scores, the best first."""
    return {"HIGH": _("好（4–5）"), "MIDDLE": _("一般（3）"), "LOW": _("不好（1–2）")}


def time_words() -> dict[str, str]:
    """Return what is promised by a term."""
    return {
        "DELIVERIES": _("物资按期限送到"),
        "OFFERS": _("资源 24 小时内答复"),
        "COMPLAINTS": _("投诉按期答复"),
    }
