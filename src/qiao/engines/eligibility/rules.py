"""The law as dated data: each rule in each of its versions, with article and where the text was read."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for a person, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule.

    Attributes
    ----------
    code
        Row of METHODS section 10 (F1 ... D2).
    law, article
        As cited to a person, in Chinese.
    valid_from, valid_to
        First and last day in force; `valid_to` None while in force.
    says
        What it says, in a sentence.
    text_reference
        Where the wording was read in full.
    numbers
        Named whole numbers the rule turns on (years, days, months, fen).
    """

    code: str
    law: str
    article: str
    valid_from: date
    valid_to: date | None
    says: Reason
    text_reference: str
    numbers: dict[str, int] = field(default_factory=dict, hash=False)

    @property
    def citation(self) -> str:
        """The law and article as printed beside a reason."""
        return f"{self.law}{self.article}"

    def in_force(self, on: date) -> bool:
        """Tell whether this version was the law on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Newer guidance that does not sit easily with a rule; shown, not decided."""

    rule_code: str
    from_date: date
    question: Reason
    source: str


DISCLAIMER = Reason(
    "以上为依据所列条文的提示，不是法律意见；办理前请向登记管理机关或律师核实。",
    "This points to the articles cited and is not legal advice; check with the registering authority or a lawyer.",
)

LAW_2016_FROM = date(2016, 9, 1)
LAW_2016_TO = date(2024, 9, 4)
LAW_2023_FROM = date(2024, 9, 5)

_LAW_2016 = "《慈善法》（2016年）"
_LAW_2023 = "《慈善法》（2023年修正）"
_TEXT_2016 = "LawRefBook/Laws 慈善法(2016-03-16)"
_TEXT_2023 = "LawRefBook/Laws 慈善法(2023-12-29)"


def _old(code: str, article: str, zh: str, en: str, **numbers: int) -> Rule:
    return Rule(code, _LAW_2016, article, LAW_2016_FROM, LAW_2016_TO, Reason(zh, en), _TEXT_2016, numbers)


def _new(code: str, article: str, zh: str, en: str, **numbers: int) -> Rule:
    return Rule(code, _LAW_2023, article, LAW_2023_FROM, None, Reason(zh, en), _TEXT_2023, numbers)


RULES: tuple[Rule, ...] = (
    _old(
        "F1",
        "第二十二条",
        "公开募捐须有公开募捐资格证书；登记（认定）为慈善组织满二年可以申请。",
        "Public fundraising needs a certificate; a charity may apply two years after registration as one.",
        years=2,
    ),
    _new(
        "F1",
        "第二十二条",
        "公开募捐须有公开募捐资格证书；登记（认定）为慈善组织满一年可以申请。",
        "Public fundraising needs a certificate; a charity may apply one year after registration as one.",
        years=1,
    ),
    _old(
        "F2",
        "第二十六条",
        "没有资格的组织可以与有资格的慈善组织合作，由后者公开募捐并管理募得款物。",
        "Without a certificate one may cooperate with a qualified charity, which raises and manages the funds.",
    ),
    _new(
        "F2",
        "第二十六条",
        "没有资格的组织可以与有资格的慈善组织合作，由后者公开募捐；合作方不得以任何形式自行公开募捐；"
        "须经评估、签订书面协议、在募捐方案中载明合作方，全部收支纳入后者账户。",
        "Without a certificate one may cooperate with a qualified charity, which alone raises in public; it must "
        "assess the partner, sign a written agreement, name the partner in the plan and book all money itself.",
    ),
    _old(
        "F3",
        "第二十四条",
        "募捐方案应当在开展募捐活动前报民政部门备案。",
        "The campaign plan is filed with the civil affairs department before the campaign starts.",
    ),
    _new(
        "F3",
        "第二十四条、第七十三条",
        "募捐方案应当事先备案；为应对重大突发事件来不及的，在活动开始后十日内补办。",
        "The campaign plan is filed beforehand; in a major emergency within ten days after the start.",
        days=10,
    ),
    _old(
        "F6",
        "第二十八条、第二十九条",
        "慈善组织自登记之日起可以向发起人、理事会成员和会员等特定对象定向募捐，不得采取公开募捐的方式。",
        "From registration on a charity may appeal to its founders, council and members, not by public means.",
    ),
    _new(
        "F6",
        "第二十九条、第三十条",
        "慈善组织自登记之日起可以向发起人、理事会成员和会员等特定对象定向募捐，不得采取公开募捐的方式。",
        "From registration on a charity may appeal to its founders, council and members, not by public means.",
    ),
    _old(
        "F7",
        "第一百一十条、第一百一十一条",
        "其他组织可以开展力所能及的慈善活动；社区、单位内部可以互助互济。",
        "Other organisations may do what charity they can; communities and units may help their own.",
    ),
    _new(
        "F7",
        "第一百二十二条、第一百二十三条",
        "其他组织可以开展力所能及的慈善活动；社区、单位内部可以互助互济。",
        "Other organisations may do what charity they can; communities and units may help their own.",
    ),
    _old(
        "F8",
        "第一百零一条",
        "没有资格而公开募捐的，责令停止、退还，并处二万元以上二十万元以下罚款。",
        "Raising in public without a certificate: stopped, refunded, and fined 20,000 to 200,000 yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
    ),
    _new(
        "F8",
        "第一百一十三条",
        "没有资格而公开募捐的，警告、责令停止、退还；情节严重的处二万元以上二十万元以下罚款。",
        "Raising in public without a certificate: warned, stopped, refunded; if serious, fined 20,000 to 200,000 yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
    ),
    _new(
        "D1",
        "第七十二条",
        "应急处置与救援阶段至少每五日公开一次募得款物的接收情况，及时公开分配、使用情况。",
        "In the response phase receipts are published at least every five days, distribution and use promptly.",
        days=5,
    ),
    _old(
        "D2",
        "第七十三条",
        "公开募捐周期超过六个月的，至少每三个月公开一次；活动结束后三个月内全面公开。",
        "Campaigns of over six months report every three months; a full report follows within three of the end.",
        months=3,
        longer_than_months=6,
    ),
    _new(
        "D2",
        "第七十九条",
        "公开募捐周期超过六个月的，至少每三个月公开一次；活动结束后三个月内全面、详细公开。",
        "Campaigns of over six months report every three months; a full report follows within three of the end.",
        months=3,
        longer_than_months=6,
    ),
)

OPEN_QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "F3",
        date(2026, 1, 1),
        Reason(
            "《慈善组织公开募捐方案备案指引（试行）》要求公开募捐十日前备案，同时引用第七十三条的应急补办；"
            "应急募捐能否一律事后补办，请问登记机关。",
            "The 2025 filing guidance asks for filing ten days before a campaign and also cites article 73 on late "
            "filing; ask the registrar whether every emergency campaign may file afterwards.",
        ),
        "民发〔2025〕57号，2026年1月1日起施行（见转载，未见原文）",
    ),
)


def versions(code: str) -> tuple[Rule, ...]:
    """Return every version of a rule, oldest first; empty where the code is unknown."""
    return tuple(sorted((rule for rule in RULES if rule.code == code), key=lambda rule: rule.valid_from))


def rule_on(code: str, on: date) -> Rule | None:
    """Return the version of a rule in force on a day, None where there was none."""
    return next((rule for rule in versions(code) if rule.in_force(on)), None)


def open_questions(on: date) -> tuple[OpenQuestion, ...]:
    """Return the questions open on a day, to be shown beside the rules they touch."""
    return tuple(question for question in OPEN_QUESTIONS if question.from_date <= on)
