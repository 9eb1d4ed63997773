"""How far a report has come, as its sender may know it: states and dates along the chain, no person's data."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import Alert, Need, Offer, OfferAnswer, Report, Verification
from qiao.intake.queries import thread_of, voices_of
from qiao.intake.queries.answers import CLOCK, last_answer, waiting_offers
from qiao.intake.reporter.fitting import Fit, fits_of

STEPS: tuple[tuple[str, Promise], ...] = (
    ("RECEIVED", _("已收到")),
    ("CHECKED", _("已核实")),
    ("MATCHED", _("已对接")),
    ("SENT", _("在路上")),
    ("SIGNED", _("已送到")),
)
KEYS = tuple(key for key, _label in STEPS)

WAITING: Mapping[str, Promise] = {
    "RECEIVED": _("我们收到了，正在等待核实。请保持电话畅通。"),
    "CHECKED": _("已经核实，正在对接资源。"),
    "MATCHED": _("已经对上，正在安排发出。"),
    "SENT": _("已经发出，在路上。请留意电话，收货时用送货单上的签收码。"),
    "SIGNED": _("已经签收。"),
}
ENDED: Mapping[str, Promise] = {
    "MET": _("这件事已经了结：需要的已经得到。"),
    "SPENT": _("这件事已经了结：东西已经用上，谢谢。"),
    "REJECTED": _("核实下来与情况不符，没有办理。如果弄错了，请更正。"),
    "WITHDRAWN": _("已经撤回，不再办理。"),
    "MERGED": _("和另一份说的是同一件事，合在一起办理。"),
}
SENTENCES: Mapping[str, Promise] = {
    "UNREAD": _("我们收到了，正在等人读。请保持电话畅通。"),
    "ASKED": _("有一阵子没有消息了。还需要吗？请在下面点一下。"),
    "ERASED": _("这份信息已按规定删除，只留下编号和时间。"),
}
CHECKED_STATES = {"OPEN", "MET", "SPENT", "REJECTED"}


@dataclass(frozen=True)
class Reached:
    """A step of the chain that a need or an offer has reached, and when."""

    key: str
    at: datetime | None = None


Further = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Collection[Reached]]]
FURTHER: list[str] = []


def register_further(path: str) -> None:
    """Let the function at a dotted path say how far needs and offers came after their check.

    The desks further along the chain call this from AppConfig.ready: intake knows nothing of them.
    """
    if path not in FURTHER:
        FURTHER.append(path)


@dataclass(frozen=True)
class Answer:
    """What a later desk answers to a report: a title, its words once there are any, and where it is published."""

    title: str
    text: str
    at: datetime | None
    url: str


Answerer = Callable[[Report], list[Answer]]
ANSWERERS: list[str] = []


def register_answerer(path: str) -> None:
    """Let the function at a dotted path answer reports on the page of the receipt code. Call from AppConfig.ready."""
    if path not in ANSWERERS:
        ANSWERERS.append(path)


def answers_to(report: Report) -> list[Answer]:
    """Return what the later desks answer to a report."""
    found: list[Answer] = []
    for path in ANSWERERS:
        ask: Answerer = import_string(path)
        found += ask(report)
    return found


@dataclass(frozen=True)
class Step:
    """One step as the page shows it."""

    label: str | Promise
    is_reached: bool
    at: datetime | None


@dataclass(frozen=True)
class Standing:
    """How far one need or offer has come."""

    voice: Need | Offer
    steps: tuple[Step, ...]
    sentence: str | Promise
    is_corrected: bool = False
    answer: OfferAnswer | None = None
    due_at: datetime | None = None
    fits: tuple[Fit, ...] = ()

    @property
    def is_need(self) -> bool:
        return isinstance(self.voice, Need)

    @property
    def is_live(self) -> bool:
        return self.voice.closed_at is None

    @property
    def is_superseded(self) -> bool:
        """Say whether it ended without anything having been done for it."""
        return str(self.voice.state) in {"WITHDRAWN", "MERGED"} and not self.is_declined

    @property
    def is_declined(self) -> bool:
        """Say whether it was offered and not taken."""
        return self.answer is not None and self.answer.kind == OfferAnswer.Kind.DECLINED

    @property
    def is_overdue(self) -> bool:
        """Say whether an answer is due and late."""
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_free(self) -> bool:
        """Say whether whoever offers may still choose whom it is for: nothing of it is promised."""
        return self.is_live and not self.steps[KEYS.index("MATCHED")].is_reached


def standings_of(first: Report) -> list[Standing]:
    """Return how far everything stands that a sender told. Needs a scope in which the report is visible."""
    voices = voices_of(thread_of(first))
    ids = [one.pk for one in voices]
    further: dict[uuid.UUID, list[Reached]] = {}
    for path in FURTHER:
        ask: Further = import_string(path)
        for pk, reached in ask(ids).items():
            further.setdefault(pk, []).extend(reached)
    checked = _checks(voices)
    return [_standing(one, checked.get(one.pk), further.get(one.pk, [])) for one in voices]


def _checks(voices: list[Need | Offer]) -> dict[uuid.UUID, datetime]:
    """Return when each of the voices was last confirmed."""
    found: dict[uuid.UUID, datetime] = {}
    for kind, name in ((Need, "need"), (Offer, "offer")):
        ids = [one.pk for one in voices if isinstance(one, kind)]
        rows = Verification.objects.filter(**{f"{name}__in": ids}).exclude(result="UNREACHABLE")
        found |= dict(rows.order_by().values_list(name).annotate(Max("checked_at")))
    return found


def _standing(voice: Need | Offer, checked_at: datetime | None, further: Collection[Reached]) -> Standing:
    moments: dict[str, datetime | None] = {"RECEIVED": voice.created_at}
    if checked_at is not None or str(voice.state) in CHECKED_STATES:
        moments["CHECKED"] = checked_at
    moments |= {one.key: one.at for one in further}
    last = max(KEYS.index(key) for key in moments)
    steps = tuple(Step(label, number <= last, moments.get(key)) for number, (key, label) in enumerate(STEPS))
    sentence, is_corrected = _sentence(voice, KEYS[last]), _waits_for_a_call(voice)
    if isinstance(voice, Need):
        return Standing(voice, steps, sentence, is_corrected=is_corrected)
    waiting = waiting_offers(voice.crisis).filter(pk=voice.pk).values_list("since", flat=True).first()
    return Standing(
        voice,
        steps,
        sentence,
        answer=last_answer(voice),
        due_at=waiting + CLOCK if waiting else None,
        fits=tuple(fits_of(voice)) if voice.closed_at is None else (),
    )


def _waits_for_a_call(voice: Need | Offer) -> bool:
    """Say whether its sender corrected it and nobody has looked at that yet."""
    if not isinstance(voice, Need):
        return False
    waiting = voice.alerts.filter(kind=Alert.Kind.REPORTER, state=Alert.State.OPEN)
    return waiting.filter(details__said="reporter_corrected").exists()


def _sentence(voice: Need | Offer, last: str) -> str | Promise:
    state = str(voice.state)
    if state in ENDED:
        return ENDED[state]
    if state == "EXPIRED" and KEYS.index(last) <= KEYS.index("CHECKED"):
        return SENTENCES["ASKED"]
    return WAITING["RECEIVED" if state == "NEW" and last == "CHECKED" else last]
