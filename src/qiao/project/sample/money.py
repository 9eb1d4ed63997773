"""What the sample asks of the law, discloses and reports. All of it is 示例数据."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from qiao.funding.law import actions, queries
from qiao.funding.models import Campaign, Disclosure
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

PUBLISHED_DAY = 4
REGISTRAR = "英山县民政局（示例）"
WEBSITE = "本会网站（示例）"
LONG_AGO = date(2020, 2, 1)


def asked_and_disclosed(cast: Cast, crisis: Crisis, *, start: datetime, now: datetime) -> None:
    """Ask what may be done then and in 2020, publish receipts once, and have sent last year's report."""
    association = cast.association
    with at(start + timedelta(hours=5)) as moment:
        for on in (LONG_AGO, timezone.localdate(moment)):
            actions.ask_routes(
                cast["lin"], association, on=on, asking=queries.applicant(association, None, on)
            )
    campaign = Campaign.objects.get(crisis=crisis, route=Campaign.Route.CO_LAUNCH)
    with at(start + timedelta(days=PUBLISHED_DAY)) as moment:
        actions.publish_disclosure(
            cast["qian"],
            act=Disclosure.Act.PUBLISH_RECEIPTS,
            campaign=campaign,
            done_on=timezone.localdate(moment),
            where=WEBSITE,
        )
    year = timezone.localdate(now).year
    with at(now):
        for act, day in (
            (Disclosure.Act.REPORT_SUPERVISOR, date(year, 3, 20)),
            (Disclosure.Act.REPORT_REGISTRAR, date(year, 5, 18)),
        ):
            if day <= timezone.localdate(now):
                actions.publish_disclosure(cast["qian"], act=act, year=year - 1, done_on=day, where=REGISTRAR)
