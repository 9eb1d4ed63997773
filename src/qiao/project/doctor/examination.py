"""Everything that is looked at, in its order."""

from django.db import DatabaseError

from qiao.project.doctor import doors, storage, walls, work
from qiao.project.doctor.finding import Check, Finding, broken, good
from qiao.trail.chain import verify
from qiao.trail.checks import run_checks

CHECKS: tuple[Check, ...] = (
    storage.database,
    storage.moved,
    storage.migrations,
    walls.row_security,
    storage.pages,
    storage.directory,
    storage.room,
    work.worker,
    work.clock,
    work.backups,
    work.verified,
    doors.addresses,
    doors.deployment,
    doors.second_factors,
    doors.passkeys,
    doors.own_certificate,
)
"""Asked where the database answers."""


def examine(*, is_deep: bool = False) -> list[Finding]:
    """Look at everything; with ``is_deep`` also walk the trail and every promise of the desks, as `verify` does."""
    found = storage.reachable()
    if found:
        return found
    for check in CHECKS:
        try:
            found += check()
        except DatabaseError as error:
            found.append(_not_asked(check, error))
    return found + (promises() if is_deep else [])


def promises() -> list[Finding]:
    """Walk the trail, and run what each desk promises."""
    breaks = [one.reason for one in verify().breaks] + [
        one for found in run_checks().values() for one in found
    ]
    if not breaks:
        return [good("流转记录和各项守恒都相符", "The trail and everything that is conserved hold")]
    said = (f"{len(breaks)} 处不符：{breaks[0]}", f"{len(breaks)} breaks: {breaks[0]}")
    return [
        broken(
            said,
            (
                "./qiao verify 逐条列出；保留现场，先备份",
                "./qiao verify lists them; back up before anything else",
            ),
        )
    ]


def _not_asked(check: Check, error: DatabaseError) -> Finding:
    said = (f"没查成 {check.__name__}：{error}", f"{check.__name__} could not be asked: {error}")
    return broken(said, ("先 ./qiao upgrade", "./qiao upgrade first"))
