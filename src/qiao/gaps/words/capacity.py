"""Words for what is known of a county's organisations: name, mark, tone of the badge."""

from django.utils.translation import gettext_lazy as _

from qiao.gaps.queries.capacity import Standing

STANDINGS = {
    Standing.NONE: (_("没有组织"), "○", "stop"),
    Standing.UNASSESSED: (_("有组织，没有评估"), "?", "wait"),
    Standing.WEAK: (_("有组织，还不够"), "◔", "wait"),
    Standing.UNSURE: (_("说不准"), "◑", "past"),
    Standing.ABLE: (_("有做得起来的"), "●", "done"),
}
