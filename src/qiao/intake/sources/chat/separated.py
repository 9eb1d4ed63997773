"""Messages that somebody parted by hand: by a line of dashes, or by an empty line."""

import re
from datetime import datetime

from qiao.intake.sources.chat.parts import Part

KEY, BLANK = "SEPARATED", "BLANK"
PARTING = re.compile(r"^[ \t]*[-—－]{3,}[ \t]*$", re.MULTILINE)
_EMPTY = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")
_SURE, _UNSURE = 0.95, 0.2


def parts(text: str, _now: datetime) -> tuple[list[Part], float]:
    """Return the messages parted by lines of three or more dashes."""
    found = [Part(one.strip("\n")) for one in PARTING.split(text) if one.strip()]
    return found, _SURE if len(found) > 1 else 0.0


def blank_parts(text: str, _now: datetime) -> tuple[list[Part], float]:
    """Return the messages parted by empty lines: only offered, since one message may hold some."""
    found = [Part(one.strip("\n")) for one in _EMPTY.split(text) if one.strip()]
    return found, _UNSURE if len(found) > 1 else 0.0
