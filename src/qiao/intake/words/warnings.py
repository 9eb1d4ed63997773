"""A public warning in the reader's language: which of its infos, how grave, until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.intake import queries
from qiao.intake.models import PublicWarning
from qiao.registry.models import Crisis, Place

TONES: Mapping[str, str] = {"Extreme": "stop", "Severe": "stop", "Moderate": "wait", "Minor": "past"}
HAZARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (Crisis.Hazard.FLOOD, ("洪", "涝", "汛", "暴雨", "flood", "rain")),
    (Crisis.Hazard.EARTHQUAKE, ("地震", "earthquake", "quake")),
    (Crisis.Hazard.EPIDEMIC, ("疫", "病", "epidemic", "outbreak")),
)
OF_CATEGORY: Mapping[str, str] = {
    "Health": Crisis.Hazard.EPIDEMIC,
    "Geo": Crisis.Hazard.OTHER_NATURAL,
    "Met": Crisis.Hazard.OTHER_NATURAL,
    "Fire": Crisis.Hazard.ACCIDENT,
    "Transport": Crisis.Hazard.ACCIDENT,
    "Infra": Crisis.Hazard.ACCIDENT,
    "CBRNE": Crisis.Hazard.ACCIDENT,
}


@dataclass(frozen=True)
class Told:
    """What a page shows of a warning."""

    warning: PublicWarning
    info: Mapping[str, Any]
    expires: datetime | None
    is_current: bool
    tone: str

    @property
    def headline(self) -> str:
        """Return its headline, or what it warns of."""
        return str(self.info.get("texts", {}).get("headline") or self.info.get("event") or self.warning.event)


def info_for(warning: PublicWarning, language: str) -> Mapping[str, Any]:
    """Return the info in the reader's language; the first where none is in it."""
    wanted = language[:2].lower()
    found = (one for one in warning.infos if str(one["language"]).lower().startswith(wanted))
    return next(found, warning.infos[0] if warning.infos else {})


def told(warning: PublicWarning, language: str, now: datetime) -> Told:
    """Return what a page shows of a warning at `now`."""
    return Told(
        warning,
        info_for(warning, language),
        warning.ends_at if warning.is_end_stated else None,
        warning.is_current(now),
        TONES.get(warning.severity, "past"),
    )


def told_for(actor: Actor, places: Iterable[Place], language: str, now: datetime) -> list[Told]:
    """Return the current warnings for these places, for whoever may see warnings."""
    if not actor.may("warning.read"):
        return []
    return [told(one, language, now) for one in queries.warnings_for(places, now)]


def hazard_of(info: Mapping[str, Any]) -> str:
    """Return the class of crisis that a warning speaks of, by its words and then by its category."""
    said = str(info.get("event", "")).lower()
    by_words = next((hazard for hazard, words in HAZARDS if any(one in said for one in words)), "")
    by_category = (OF_CATEGORY[one] for one in info.get("categories", ()) if one in OF_CATEGORY)
    return str(by_words or next(by_category, Crisis.Hazard.OTHER_NATURAL))
