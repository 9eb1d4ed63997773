"""A table as officials publish it, handed in and not yet tried: whoever looks round can walk the import."""

import uuid
from datetime import datetime, timedelta

from qiao.intake.actions import Table, hand_in
from qiao.project.sample.cast import UNITS, Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis

NAME = "物资接收公示（示例数据）.csv"
ID = uuid.UUID("5a3f0b1e-0000-4000-8000-000000000026")


def waiting_table(cast: Cast, crisis: Crisis, *, now: datetime) -> None:
    """Hand in a table with a title, ditto marks, amounts in words, a name one sign away, a total and a bad cell."""
    near = UNITS[0][0].replace("医院", "醫院")
    rows = (
        ("英山县抗洪救灾物资需求公示（示例数据）",),
        ("序号", "需求单位", "所在地", "物资名称", "数量", "备注"),
        ("1", near, "英山县", "救生衣", "２００件", "急"),
        ("2", "同上", "", "冲锋舟", "3艘", ""),
        ("3", "示例镇卫生院", "罗田县", "消毒液", "50桶", "另缺雨靴100双"),
        ("4", "示例村委会", "英山县", "棉被", "若干", ""),
        ("5", "示例小学", "英山县", "矿泉水", "-5", ""),
        ("合计", "", "", "", "253", ""),
    )
    content = "\r\n".join(",".join(row) for row in rows).encode("gb18030")
    with at(now - timedelta(minutes=40)):
        hand_in(cast["lin"], Table(NAME, content), id=ID, crisis=crisis)
