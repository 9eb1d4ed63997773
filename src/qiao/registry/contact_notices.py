"""What is told of contacts: that a change is asked for, that it stands, that it was denied. Never the value."""

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.registry.contact_subjects import tell_concerned
from qiao.registry.models import ContactVersion, Organization
from qiao.registry.queries import keepers_of
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify, tell_followers

ASKED = Kind(
    "contact.asked",
    _("有人要求更改联系方式或收款账户"),
    _(
        "一处联系方式或收款账户有人要求更改，编号 %(reference)s。请另一位同事回拨原来的电话核实，核实前不会生效。"
    ),
    "registry:contact_point",
)
DENIED = Kind(
    "contact.denied",
    _("更改被对方否认"),
    _("一处联系方式或收款账户的更改被对方否认，编号 %(reference)s：可能有人冒名，请马上看一眼。"),
    "registry:contact_point",
)
CHANGED = Kind(
    "contact.changed",
    _("关注的单位换了联系方式"),
    _("您关注的单位 %(reference)s 有一处联系方式或收款账户经核实已更换。付款、发货前请按页面上的核对。"),
    "registry:organization",
    is_for_groups=False,
)
KINDS = (ASKED, DENIED, CHANGED)


def tell_keepers(actor: Actor, kind: Kind, version: ContactVersion) -> None:
    """Tell those who keep the contacts, each version once."""
    notify(
        actor, kind=kind.key, subject=version.point, occasion=str(version.pk), to=keepers_of(actor.acts_for)
    )


def tell_changed(actor: Actor, version: ContactVersion) -> None:
    """Tell those who follow the institution, and what else above is concerned."""
    point, occasion = version.point, str(version.pk)
    if point.subject_type == "organization":
        followed = Organization.objects.get(pk=point.subject_id)
        tell_followers(actor, kind=CHANGED.key, subject=followed, occasion=occasion)
    tell_concerned(actor, point.subject_type, point.subject_id, occasion)
