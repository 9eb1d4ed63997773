"""Refusals of drills and peer sets."""

from qiao.exceptions import QiaoError


class DrillStateError(QiaoError):
    code = "drill_state"
    status = 409
    message_zh = "这次演练还没有推演完，或者已经推演过。请刷新页面看最新情况。"
    message_en = "This drill was not played to its end yet, or was played already. Reload the page to see where it stands."


class PeersStandError(QiaoError):
    code = "peers_stand"
    status = 409
    message_zh = "“{name}”已经在了。同类组的名称不能重复，一个组织在一个组里只记一次。"
    message_en = "“{name}” is there already. Names of peer sets differ, and an organisation is in a set once."
