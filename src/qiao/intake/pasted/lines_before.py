"""Lines of a chat that were pasted before: the same sender, moment and words. They are not taken twice."""

import uuid
from collections.abc import Sequence

from qiao.intake.actions.receive import Message
from qiao.intake.models import PasteDraft, Report
from qiao.registry.models import Crisis

ORIGIN = "群聊"
"""How the origin of a line of a chat begins; its moment follows."""
AT_ONCE = 500


def lines_before(
    crisis: Crisis, messages: Sequence[Message], *, but: Sequence[uuid.UUID] = ()
) -> dict[tuple[str, str], Report]:
    """Return the reports that are lines of this paste, by content and moment. Those of a paste taken back are not."""
    marks = sorted({message.mark for message in messages if message.origin})
    found: dict[tuple[str, str], Report] = {}
    for start in range(0, len(marks), AT_ONCE):
        part = marks[start : start + AT_ONCE]
        rows = Report.objects.filter(crisis=crisis, fingerprint__in=part, origin__startswith=ORIGIN)
        undone = PasteDraft.State.UNDONE
        for one in rows.exclude(pk__in=but).exclude(draft_line__draft__state=undone):
            found[one.fingerprint, one.origin] = one
    return found
