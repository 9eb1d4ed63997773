"""One message that tells what is registered already: kept as a further source of it, not opened anew."""

import uuid
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.understand import Understood, interpret_report
from qiao.intake.models import Report
from qiao.intake.queries import standing_of_reports
from qiao.registry.models import Crisis
from qiao.trail.chain import together


def take_in_again(
    actor: Actor,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    crisis: Crisis,
    received_at: datetime,
    of: uuid.UUID,
) -> Understood:
    """Receive a message and fold what it tells into what stands of the report `of`; the rest is opened.

    Sent again, it returns the first answer. A report of another crisis or organisation has nothing to fold into.
    """
    with together():
        received = receive_report(
            actor, message, id=id, crisis=crisis, source=Report.Source.PASTE, received_at=received_at
        )
        if received.is_new:
            standing = standing_of_reports([str(of)]).get(str(of), ())
            known = [one for one in standing if one.crisis_id == crisis.pk]
            interpret_report(actor, received.report, known=known)
    report = received.report
    return Understood(report, tuple(report.needs.all()), tuple(report.offers.all()), received.is_new)
