"""Sentences of closure and of the people at the desk."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.intake.desk.supplies import estimate_in_english

TIRED: Mapping[str, Promise] = {
    "stretch": _("连着打了三小时没歇"),
    "day": _("今天从第一个电话起已过八小时"),
    "calls": _("今天打了六十个以上"),
    "hard": _("今天接了八个以上危及生命的"),
    "days": _("一周里打了六天以上"),
}


def estimate_words(note: str) -> str:
    """Return the ground of an estimate in the language of the page; a note of another make stays as it is."""
    return estimate_in_english(note) if (get_language() or "").startswith("en") else note
