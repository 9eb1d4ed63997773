"""Old backups are thinned by a rule: none is thrown away that this house did not write, nor the last good one.

Days, weeks and months are counted as those that have a backup, not by the clock: after a month without one, or with a
clock that went wrong, the older ones are still there.
"""

import hashlib
import json
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from qiao.exceptions.backup import BackupRuleError

MADE = "made-backups.jsonl"
"""Where the data directory says which backups it made; a line each, only ever added to."""

HEAD_BYTES = 4096
"""So much of a file is marked: no two begin alike, each is sealed under a key of its own."""

WRITTEN = re.compile(r"(\d{1,4})h,(\d{1,4})d,(\d{1,4})w,(\d{1,4})m")


@dataclass(frozen=True)
class Rule:
    """Keep all of the last hours, and the newest of so many days, weeks and months that have one."""

    hours: int
    days: int
    weeks: int
    months: int

    @classmethod
    def read(cls, text: str) -> "Rule":
        """Return the rule written as 48h,14d,8w,12m. Raises BackupRuleError."""
        found = WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BackupRuleError(said=text)
        return cls(*(int(one) for one in found.groups()))

    def __str__(self) -> str:
        return f"{self.hours}h,{self.days}d,{self.weeks}w,{self.months}m"


USUAL = Rule(48, 14, 8, 12)

Period = Callable[[datetime], tuple[int, ...]]


def _day(at: datetime) -> tuple[int, ...]:
    return (timezone.localdate(at).toordinal(),)


def _week(at: datetime) -> tuple[int, ...]:
    return timezone.localdate(at).isocalendar()[:2]


def _month(at: datetime) -> tuple[int, ...]:
    day = timezone.localdate(at)
    return (day.year, day.month)


def kept_by(rule: Rule, moments: Iterable[datetime]) -> set[datetime]:
    """Return which of these moments the rule keeps; the newest is always among them."""
    ordered = sorted(set(moments), reverse=True)
    if not ordered:
        return set()
    kept = {at for at in ordered if ordered[0] - at <= timedelta(hours=rule.hours)}
    for period, count in ((_day, rule.days), (_week, rule.weeks), (_month, rule.months)):
        kept |= set(_newest_of(ordered, period)[:count])
    return kept


def _newest_of(ordered: Sequence[datetime], period: Period) -> list[datetime]:
    newest: dict[tuple[int, ...], datetime] = {}
    for at in ordered:
        newest.setdefault(period(at), at)
    return list(newest.values())


@dataclass(frozen=True)
class Made:
    """A backup this house wrote: when, where, how large, and how it begins."""

    at: datetime
    path: Path
    size: int
    mark: str

    @property
    def is_there(self) -> bool:
        """Say whether the file is still the one that was written: no link, as large, and beginning alike."""
        try:
            found = self.path.lstat()
            return (
                stat.S_ISREG(found.st_mode) and found.st_size == self.size and self.mark == mark_of(self.path)
            )
        except OSError:
            return False


def mark_of(path: Path) -> str:
    """Return what tells one backup from every other file."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(HEAD_BYTES)).hexdigest()


def note(path: Path, *, at: datetime) -> Made:
    """Write down that this house made a backup."""
    one = Made(at, path.resolve(), path.stat().st_size, mark_of(path))
    line = json.dumps({"at": at.isoformat(), "path": str(one.path), "size": one.size, "mark": one.mark})
    with (settings.DATA / MADE).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return one


def noted() -> list[Made]:
    """Return the backups this house wrote down; a line that cannot be read stands for none."""
    try:
        lines = (settings.DATA / MADE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [one for line in lines if (one := _read(line)) is not None]


def _read(line: str) -> Made | None:
    try:
        said = json.loads(line)
        return Made(
            datetime.fromisoformat(said["at"]), Path(said["path"]), int(said["size"]), str(said["mark"])
        )
    except (ValueError, KeyError, TypeError):
        return None


def thin(latest: Made, rule: Rule) -> list[Path]:
    """Throw away the backups beside the latest that the rule does not keep; return which.

    Nothing goes where the latest is not whole. What is no longer as it was written counts for nothing and stays; so
    does what was made later than the latest, by a clock that was wrong then or is now.
    """
    here = {one.path: one for one in noted() if one.path.parent == latest.path.parent and one.is_there}
    if latest.path not in here:
        return []
    earlier = [one for one in here.values() if one.at <= latest.at]
    kept = kept_by(rule, [one.at for one in earlier])
    gone = sorted((one for one in earlier if one.at not in kept), key=lambda one: one.at)
    for one in gone:
        one.path.unlink(missing_ok=True)
    return [one.path for one in gone]
