"""What may be told: a sentence a kind, with a reference and a link and never anything personal."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import NoticePersonalError
from qiao.trail.models import Notice

Words = str | Promise

PERSONAL = re.compile(
    r"(?<!\d)1[3-9](?:[ .\-]?\d){9}(?!\d)"  # a mobile number
    r"|(?<!\d)0\d{2,3}[ \-]\d{7,8}(?!\d)"  # a landline
    r"|(?<!\d)\d{15,19}[Xx]?(?!\d)"  # an identity card or an account
    r"|[\w.+\-]+@[\w\-]+\.\w+"  # a mailbox
)
FORMAT = "Cf"
"""The category of characters that are not seen; they hide numbers from the eye and from a search."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing to tell. `route` is the address's name; it takes the subject's id, or the crisis's slug."""

    key: str
    label: Words
    sentence: Words
    route: str
    is_of_crisis: bool = False
    is_urgent: bool = False
    is_chosen: bool = True
    """Whether somebody may subscribe to it; a test is only ever sent by hand."""
    is_plain: bool = False
    """Whether the address takes nothing: whoever opens it says what they look for."""
    takes: str = ""
    """Name of the detail that the address takes instead of the subject's id."""
    is_for_groups: bool = True
    """Whether a channel may ask for it; what only followers hear is not for a group."""


TEST = Kind(
    "notice.test",
    _("测试通知"),
    _("这是一条测试通知。收到它，说明渠道通了。"),
    "trail:notice_list",
    is_urgent=True,
    is_chosen=False,
)
KINDS: dict[str, Kind] = {TEST.key: TEST}


def register_notice(kind: Kind) -> None:
    """Let notices of a kind be written. Desks call this from AppConfig.ready."""
    KINDS[kind.key] = kind


def chosen_kinds() -> list[Kind]:
    """Return the kinds that people and groups may subscribe to, in the order of their keys."""
    return [KINDS[key] for key in sorted(KINDS) if KINDS[key].is_chosen]


def refuse_personal(text: str) -> None:
    """Raise NoticePersonalError where a text holds what looks like a number or mailbox of a person."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(one for one in plain if unicodedata.category(one) != FORMAT)
    if PERSONAL.search(seen):
        raise NoticePersonalError


def check_details(details: Mapping[str, str | int]) -> None:
    """Refuse figures and names that would put something personal into a notice."""
    for value in details.values():
        refuse_personal(str(value))


def reference_of(subject_id: uuid.UUID | None) -> str:
    """Return the short reference by which people speak of a record."""
    return str(subject_id)[:8] if subject_id else ""


def in_words(notice: Notice, language: str) -> tuple[str, str, str]:
    """Return title, text and link of a notice; raise NoticePersonalError where the text holds too much."""
    kind = KINDS[notice.kind]
    facts = {"crisis": "", "count": 1, **notice.details}
    with translation.override(language):
        text = str(kind.sentence) % {**facts, "reference": reference_of(notice.subject_id)}
        title = f"{translation.gettext('桥 Qiao')} · {kind.label}"
        refuse_personal(str(kind.sentence) % {**facts, "reference": ""})
    return title, text, link_of(notice)


def link_of(notice: Notice) -> str:
    """Return where to look: a whole address where the operator said what it is, else a path."""
    kind = KINDS[notice.kind]
    if kind is TEST or kind.is_plain:
        path = reverse(kind.route)
    elif kind.is_of_crisis:
        path = reverse(kind.route, args=(notice.details["slug"],))
    else:
        path = reverse(kind.route, args=(notice.details[kind.takes] if kind.takes else notice.subject_id,))
    return f"{settings.QIAO_URL}{path}"
