"""What an entry does with money that a host holds, in words."""

from django.utils.translation import gettext_lazy

from qiao.funding.hosts.rules import HostKind

WORDS = {
    HostKind.RECEIVED: gettext_lazy("合作方收款"),
    HostKind.TRANSFERRED: gettext_lazy("合作方拨付"),
    HostKind.PAID: gettext_lazy("合作方代付"),
}
