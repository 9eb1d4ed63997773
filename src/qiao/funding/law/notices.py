"""What is told of the law's deadlines: how many are past or due within two days."""

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.registry.models import Organization
from qiao.registry.queries import keepers_of
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

DUE = Kind(
    "deadline.due",
    _("法定期限到期"),
    _("有 %(count)s 个法定期限已过或两天内到期（备案、五日公开、年报等），请打开日历看一眼。"),
    "funding:deadlines",
    is_plain=True,
)


def tell_due(actor: Actor, organization: Organization, *, count: int, occasion: str) -> int:
    """Tell those who keep the organisation's money and contacts; return how many were told."""
    return notify(
        actor,
        kind=DUE.key,
        subject=organization,
        occasion=occasion,
        to=keepers_of(organization.pk),
        count=count,
    )
