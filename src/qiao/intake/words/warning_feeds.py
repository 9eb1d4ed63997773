"""What went wrong with a feed of warnings, in words."""

from django.utils.translation import gettext as _

from qiao.trail.outbox_words import REASONS


def feed_error(code: str) -> str:
    """Return in words why a feed gave nothing; empty where it did."""
    if not code:
        return ""
    if code in {"xml_refused", "cap_element"}:
        return _("那里不是 RSS、Atom 或 CAP。请核对地址。")
    return str(REASONS.get(code, _("没有问到，会再试。")))
