from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: as it should be, to be looked at, or broken."""

    GOOD = "good"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing looked at, in Chinese and English, and the remedy where there is something to mend."""

    level: Level
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""


Check = Callable[[], list[Finding]]


def good(zh: str, en: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.GOOD, zh, en)


def warning(said: tuple[str, str], remedy: tuple[str, str]) -> Finding:
    """Return something to be looked at."""
    return Finding(Level.WARNING, *said, *remedy)


def broken(said: tuple[str, str], remedy: tuple[str, str]) -> Finding:
    """Return something that does not work, or does not protect, as promised."""
    return Finding(Level.BROKEN, *said, *remedy)
