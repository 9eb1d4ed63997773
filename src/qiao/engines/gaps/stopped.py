"""Voices that stopped: who spoke before and fell silent, or whose line vanished, without an end state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.records import Action
from qiao.engines.gaps.wording import DO, chance

QUIET = timedelta(days=3)
"""Nothing heard for so long, with a line still open, is worth a call."""


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One line of one speaker, as a source or a channel holds it.

    Attributes
    ----------
    line
        Id of the record.
    speaker
        Whoever speaks: key of an institution, a place, a telephone's hash.
    place
        Place code; None where unknown.
    heard
        When it was told first or last changed, each time; at least one.
    vanished
        When the source no longer held it; None while it is there.
    ended
        Whether it has an end state: served, withdrawn, expired after asking.
    """

    line: str
    speaker: str
    place: str | None
    heard: tuple[datetime, ...]
    vanished: datetime | None = None
    ended: bool = False

    def __post_init__(self) -> None:
        if not self.heard:
            raise ValueError(f"{self.line}: a line must have been heard once at least.")
        if any(one.tzinfo is None for one in (*self.heard, *((self.vanished,) if self.vanished else ()))):
            raise ValueError(f"{self.line}: times must carry a zone.")


class Stop(StrEnum):
    """How a voice stopped."""

    VANISHED = "VANISHED"
    QUIET = "QUIET"


@dataclass(frozen=True, slots=True)
class StoppedVoice:
    """A speaker who is heard no more although something was left open.

    Attributes
    ----------
    lines, open_lines
        All lines of this speaker, and those without an end state.
    times
        How often something was heard, all lines together.
    vanished
        When the last open line vanished from its source; None where it is still there.
    quiet_for
        From `last_heard` to the moment of asking.
    p
        Chance of so long a silence had the voice gone on as before (Solow 1993); None after a single time.
    voices
        Ids of the open lines.
    """

    how: Stop
    speaker: str
    place: str | None
    lines: int
    open_lines: int
    times: int
    first_heard: datetime
    last_heard: datetime
    vanished: datetime | None
    quiet_for: timedelta
    p: float | None
    action: Action
    reason: Reason
    voices: tuple[str, ...]


def silence_tail(heard: Iterable[datetime], now: datetime) -> float | None:
    """Return the chance of no further sign until `now` were signs to go on at the same rate.

    The first sign opens the watch; of n further ones the last came at t of T: p = (t / T) ** n.

    References
    ----------
    Solow, A. R. (1993). Inferring extinction from sighting data. Ecology 74(3), 962-964.
    """
    times = sorted(set(heard))
    if len(times) < 2 or now <= times[0]:  # noqa: PLR2004 one sign has no rate
        return None
    return float(min(1.0, (times[-1] - times[0]) / (now - times[0])) ** (len(times) - 1))


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):.1f}"


def _reason(how: Stop, lines: list[HeardLine], still_open: int, quiet: timedelta, p: float | None) -> Reason:
    zh = f"从前说过话（{len(lines)} 条，其中 {still_open} 条没有结果），已 {_days(quiet)} 天没有消息"
    en = (
        f"Spoke before ({len(lines)} lines, {still_open} without an outcome); nothing for {_days(quiet)} days"
    )
    if how is Stop.VANISHED:
        zh += "，没有结果的各条从来源里消失了，没有写明为什么"
        en += ", and what was left open vanished from its source without a word why"
    if p is not None:
        zh += f"；照先前的频率，这么久没有消息的概率 p {chance(p)}"
        en += f"; at the earlier pace so long a silence has p {chance(p)}"
    return Reason(
        f"{zh}。情况未知，不等于已经解决。{DO[Action.OPEN_TASK].zh}",
        f"{en}. The state is unknown, not “solved”. {DO[Action.OPEN_TASK].en}",
    )


def stopped_voices(
    lines: Iterable[HeardLine], *, now: datetime, quiet: timedelta = QUIET
) -> list[StoppedVoice]:
    """List who spoke before, left something open, and is heard no more.

    Parameters
    ----------
    lines
        Everything heard, ended or not; a speaker's ended lines count for its pace.
    now
        The moment of asking; what was heard later is not known yet.
    quiet
        Silence from which a speaker with an open line is listed. Default 3 days. Where all open lines have
        vanished the speaker is listed at once.

    Returns
    -------
    list[StoppedVoice]
        Vanished ones first, then by the number of open lines, then the longest silence; ties by speaker.
        Speakers that went on with another line after the vanishing are not listed.
    """
    if now.tzinfo is None or quiet < timedelta(0):
        raise ValueError("now must carry a zone and quiet must not be negative.")
    by_speaker: defaultdict[str, list[HeardLine]] = defaultdict(list)
    seen: set[str] = set()
    for line in lines:
        if line.line in seen:
            raise ValueError(f"{line.line}: two lines of one id.")
        seen.add(line.line)
        if min(line.heard) <= now:
            by_speaker[line.speaker].append(line)
    found = [
        voice
        for speaker, own in by_speaker.items()
        if (voice := _stopped(speaker, own, now=now, quiet=quiet))
    ]
    return sorted(
        found, key=lambda one: (one.how is Stop.QUIET, -one.open_lines, one.last_heard, one.speaker)
    )


def _stopped(speaker: str, lines: list[HeardLine], *, now: datetime, quiet: timedelta) -> StoppedVoice | None:
    lines.sort(key=lambda one: (max(one.heard), one.line))
    open_lines = [one for one in lines if not one.ended]
    heard = [moment for one in lines for moment in one.heard if moment <= now]
    last = max(heard)
    gone = [one.vanished for one in open_lines if one.vanished is not None and one.vanished <= now]
    vanished = max(gone) if gone and len(gone) == len(open_lines) else None
    if not open_lines or (vanished is None and now - last < quiet):
        return None
    how = Stop.QUIET if vanished is None else Stop.VANISHED
    p = silence_tail(heard, now)
    return StoppedVoice(
        how=how,
        speaker=speaker,
        place=next((one.place for one in reversed(lines) if one.place is not None), None),
        lines=len(lines),
        open_lines=len(open_lines),
        times=len(heard),
        first_heard=min(heard),
        last_heard=last,
        vanished=vanished,
        quiet_for=now - last,
        p=p,
        action=Action.OPEN_TASK,
        reason=_reason(how, lines, len(open_lines), now - last, p),
        voices=tuple(one.line for one in open_lines),
    )
