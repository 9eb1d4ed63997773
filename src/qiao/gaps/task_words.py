"""What a task about a finding says before a person changes it; nothing personal stands in it."""

from django.utils.translation import gettext as _

from qiao.gaps.models import Gap, GapTask
from qiao.gaps.queries.findings import place_label


def proposed(gap: Gap, kind: str) -> str:
    """Return the words a task of this kind begins with, in the language of the page."""
    facts = {
        "place": place_label(gap.place) if gap.place else "",
        "what": gap.term or (gap.item.name if gap.item else ""),
    }
    if kind == GapTask.Kind.APPEAL:
        return _appeal(gap) % facts
    if kind == GapTask.Kind.WORK:
        return _("为%(place)s%(what)s安排一次服务：先问清人数、时间和联系人。") % facts
    if gap.kind == Gap.Kind.SILENT:
        return (
            _("去%(place)s看一看、问一问：有没有人需要帮助？为什么没有声音？找到能替当地说话的人。") % facts
        )
    if gap.term:
        return _("问一问说到“%(what)s”的人：到底缺什么，多少人缺，官方有没有安排。") % facts
    return _("去%(place)s核实：需求是不是真的，还缺多少，官方有没有已经在办。") % facts


def _appeal(gap: Gap) -> str:
    if gap.kind == Gap.Kind.SILENT:
        return _(
            "各位会员：我们还没有听到%(place)s的消息。家在那里、有熟人在那里的，请打个电话问问，把情况告诉我们。"
        )
    if gap.term:
        return _(
            "各位会员：有人反映需要“%(what)s”，目录里还没有这一类。谁能提供，或知道还有谁需要，请告诉我们。"
        )
    return _("各位会员：%(place)s的%(what)s需求比预期多。能帮忙的、了解当地情况的，请联系我们。")
