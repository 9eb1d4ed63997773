"""A numbered list in which each takes the next number (接龙): 1. 张三 口罩200只."""

import re
from datetime import datetime

from qiao.intake.sources.chat.parts import Part, clean

KEY = "NUMBERED"
_ENTRY = re.compile(r"^(?P<number>\d{1,4})\s?[.．、)）]\s?(?P<words>\S.*)$")
_CALL = re.compile(r"#?接龙|报名接龙|请接力")
_SURE, _UNSURE = 0.9, 0.3
_FEWEST = 2


def parts(text: str, _now: datetime) -> tuple[list[Part], float]:
    """Return the entries; what stands above the first is a message of its own.

    Without the word 接龙 it may as well be the list of one message, so then it is only offered.
    """
    found: list[Part] = []
    lead: list[str] = []
    expected = 1
    for line in text.split("\n"):
        entry = _ENTRY.match(clean(line))
        if entry and int(entry["number"]) == expected:
            found.append(Part(entry["words"], header=entry["number"]))
            expected += 1
        elif found:
            last = found[-1]
            found[-1] = Part(f"{last.text}\n{line}".rstrip(), last.header)
        else:
            lead.append(line)
    if len(found) < _FEWEST:
        return [], 0.0
    above = "\n".join(lead).strip()
    head = [Part(above)] if above else []
    return head + found, _SURE if _CALL.search(above) else _UNSURE
