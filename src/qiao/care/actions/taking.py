"""A request that came in as a report becomes a file, without its words travelling through anybody's hands."""

from collections.abc import Iterable
from datetime import datetime

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.care.actions.files import open_file
from qiao.care.keys import key_of, sealed
from qiao.care.models import CareFile
from qiao.care.queries import requests_for_care, taken_marks
from qiao.exceptions import NeedTakenError
from qiao.intake.actions import close_need, reveal_report
from qiao.intake.models import Need
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

TAKEN_UP = "社工接手"


def mark_of(need: Need) -> str:
    """Return the keyed mark by which a need is known to have a file; nobody reads a need out of it."""
    return fingerprint("care.need", str(need.pk))


@recorded("care_file.take")
def take_request(
    actor: Actor,
    /,
    need: Need,
    *,
    kind: str,
    supervisor: User,
    team: Iterable[User] = (),
    age: str = CareFile.Age.ADULT,
    taken_at: datetime,
) -> CareFile:
    """Open a file from a request for psychological support: the report's words and contact go from seal to seal.

    The request leaves the desks that would call the person again. Where it came from is sealed in the file; outside
    it only a keyed mark is kept.

    Raises NeedTakenError where a file was opened from it before, or it is not such a request.
    """
    mark = mark_of(need)
    if taken_marks({mark}) or not requests_for_care(need.crisis).filter(pk=need.pk).exists():
        raise NeedTakenError
    with together():
        text, contact = reveal_report(actor, need.report, reason=TAKEN_UP)
        identity = f"{contact}\n{text}".strip()
        file: CareFile = open_file(
            actor, need.crisis, kind=kind, identity=identity, supervisor=supervisor, team=team, age=age
        )
        file.source_mark = mark
        file.sealed_source = sealed(key_of(file), str(need.report_id), "CareFile.source", file.pk)
        file.save(update_fields=("source_mark", "sealed_source"))
        close_need(
            Actor.operator(actor.acts_for), need, state=Need.State.MET, closed_at=taken_at, reason=TAKEN_UP
        )
    detail(age=age)
    return file
