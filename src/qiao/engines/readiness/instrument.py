"""The instrument R15: fifteen items in five domains, five described levels each, and the weights of the domains."""

from dataclasses import dataclass
from enum import StrEnum

HIGHEST = 4
COMPUTED = frozenset({1, 2, 4, 5, 7, 8, 10, 13})
"""The items marked C."""


class Domain(StrEnum):
    """The five indicators of the mission text."""

    MEMBERS = "MEMBERS"
    FREE_MONEY = "FREE_MONEY"
    FUNDERS = "FUNDERS"
    EXPERIENCE = "EXPERIENCE"
    STAKEHOLDERS = "STAKEHOLDERS"


@dataclass(frozen=True, slots=True)
class Said:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes
    ----------
    number
        1 to 15.
    levels
        What levels 0 to 4 look like.
    """

    number: int
    domain: Domain
    name: Said
    levels: tuple[Said, Said, Said, Said, Said]

    @property
    def is_computed(self) -> bool:
        """Tell whether it is read off the records (C) rather than asked, where the records hold enough."""
        return self.number in COMPUTED


DOMAINS: dict[Domain, Said] = {
    Domain.MEMBERS: Said("会员与志愿者基础", "Members and volunteers"),
    Domain.FREE_MONEY: Said("非限定性收入与储备", "Unrestricted income and reserves"),
    Domain.FUNDERS: Said("长期互信的资助方", "Funders of long standing"),
    Domain.EXPERIENCE: Said("申请经验与专业人员", "Experience of applying, and people for it"),
    Domain.STAKEHOLDERS: Said("利益相关者关系", "Ties to stakeholders"),
}
WEIGHTS: dict[Domain, float] = {
    Domain.MEMBERS: 0.20,
    Domain.FREE_MONEY: 0.20,
    Domain.FUNDERS: 0.20,
    Domain.EXPERIENCE: 0.15,
    Domain.STAKEHOLDERS: 0.25,
}
"""A stated judgement (METHODS 4); the equal weights are shown beside it."""
EQUAL: dict[Domain, float] = dict.fromkeys(Domain, 0.2)


def _steps(
    zh: tuple[str, str, str, str, str], en: tuple[str, str, str, str, str]
) -> tuple[Said, Said, Said, Said, Said]:
    a, b, c, d, e = (Said(one, other) for one, other in zip(zh, en, strict=True))
    return a, b, c, d, e


ITEMS: tuple[Item, ...] = (
    Item(
        1,
        Domain.MEMBERS,
        Said("一年内核实过联系方式的会员", "Members whose contact was verified within a year"),
        _steps(
            ("不到 20%", "20% 起", "40% 起", "60% 起", "80% 起"),
            ("under 20%", "from 20%", "from 40%", "from 60%", "from 80%"),
        ),
    ),
    Item(
        2,
        Domain.MEMBERS,
        Said("有会员或志愿者的乡镇", "Townships with a member or volunteer"),
        _steps(
            ("不到 10%", "10% 起", "30% 起", "60% 起", "90% 起"),
            ("under 10%", "from 10%", "from 30%", "from 60%", "from 90%"),
        ),
    ),
    Item(
        3,
        Domain.MEMBERS,
        Said("上次动员或演练，24 小时内的答复率", "Answers within 24 hours in the last call or drill"),
        _steps(
            ("没有动员过", "不到 20%", "20% 起", "40% 起", "60% 起"),
            ("never called", "under 20%", "from 20%", "from 40%", "from 60%"),
        ),
    ),
    Item(
        4,
        Domain.FREE_MONEY,
        Said("非限定性收入占比", "Unrestricted share of income"),
        _steps(
            ("不到 5%", "5% 起", "15% 起", "30% 起", "50% 起"),
            ("under 5%", "from 5%", "from 15%", "from 30%", "from 50%"),
        ),
    ),
    Item(
        5,
        Domain.FREE_MONEY,
        Said("储备月数（LUNA）", "Months of reserves (LUNA)"),
        _steps(
            ("不到半个月", "半个月起", "一个月起", "三个月起", "六个月起"),
            ("under half a month", "from half a month", "from one", "from three", "from six"),
        ),
    ),
    Item(
        6,
        Domain.FREE_MONEY,
        Said("应急储备金和书面的启用条件", "An emergency reserve with a written trigger"),
        _steps(
            ("没有", "口头约定", "有钱，没有条件", "有钱，有书面条件", "用过或演练过"),
            ("none", "by word of mouth", "money, no trigger", "money and written trigger", "used or drilled"),
        ),
    ),
    Item(
        7,
        Domain.FUNDERS,
        Said("跨两年以上资助过两次的资助方", "Funders with two grants and more over two years and more"),
        _steps(("没有", "1 家", "2 家", "3–4 家", "5 家起"), ("none", "1", "2", "3 to 4", "from 5")),
    ),
    Item(
        8,
        Domain.FUNDERS,
        Said("按资助方的有效来源数（1 ÷ HHI）", "Effective sources by funder (1 / HHI)"),
        _steps(
            ("不到 1.5", "1.5 起", "2 起", "3 起", "5 起"),
            ("under 1.5", "from 1.5", "from 2", "from 3", "from 5"),
        ),
    ),
    Item(
        9,
        Domain.FUNDERS,
        Said(
            "事先签好的框架或快速通道协议（含一家有公募资格的）",
            "A framework or fast-track agreement signed beforehand, one with a qualified foundation",
        ),
        _steps(
            ("没有", "谈过", "有一份，不含公募方", "有一份，含公募方", "两份起，用过一次"),
            (
                "none",
                "talked of",
                "one, not with a qualified one",
                "one with a qualified one",
                "two, once used",
            ),
        ),
    ),
    Item(
        10,
        Domain.EXPERIENCE,
        Said("24 个月内申请和获批的资助", "Grants applied for and won within 24 months"),
        _steps(
            ("没有申请", "申请过，没有获批", "获批 1–2 项", "获批 3–4 项", "获批 5 项起"),
            ("none applied for", "applied, none won", "1 to 2 won", "3 to 4 won", "5 and more won"),
        ),
    ),
    Item(
        11,
        Domain.EXPERIENCE,
        Said("有名有姓、有时间写申请的人", "A named person with time for applications"),
        _steps(
            ("没有", "临时找人", "有人，没有时间", "有人，有时间", "两人可以互相顶上"),
            ("nobody", "somebody ad hoc", "named, no time", "named, with time", "two who can stand in"),
        ),
    ),
    Item(
        12,
        Domain.EXPERIENCE,
        Said("模板、审计过的账、票据齐备", "Templates, audited accounts and receipts ready"),
        _steps(
            ("都没有", "一样", "两样", "三样", "三样，半年内用过"),
            ("none", "one", "two", "three", "three, used within half a year"),
        ),
    ),
    Item(
        13,
        Domain.STAKEHOLDERS,
        Said("五类长期联系，一年内有来往的", "The five kinds of tie, active within a year"),
        _steps(("0–1 类", "2 类", "3 类", "4 类", "5 类"), ("0 to 1", "2", "3", "4", "all 5")),
    ),
    Item(
        14,
        Domain.STAKEHOLDERS,
        Said(
            "每个应急部门有名有姓的联系人，一起演练过",
            "A named contact in each emergency department, and a joint drill",
        ),
        _steps(
            ("没有", "一个部门", "半数部门", "每个部门", "每个部门，一年内演练过"),
            ("none", "one department", "half of them", "each of them", "each, drilled within a year"),
        ),
    ),
    Item(
        15,
        Domain.STAKEHOLDERS,
        Said("受益者的反馈渠道有人用", "A channel for feedback that people use"),
        _steps(
            ("没有", "有，没人用", "有人用", "有人用，答复过", "答复过，改过做法"),
            ("none", "there, unused", "used", "used and answered", "answered, and practice changed"),
        ),
    ),
)
BY_NUMBER: dict[int, Item] = {item.number: item for item in ITEMS}
