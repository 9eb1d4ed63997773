"""The law as dated data: each rule in each of its versions, and what newer guidance leaves open."""

from dataclasses import dataclass
from datetime import date

from qiao.engines.eligibility.duty_rules import DUTY_RULES
from qiao.engines.eligibility.fundraising_rules import FUNDRAISING_RULES
from qiao.engines.eligibility.law import (
    LAW_2016_FROM,
    LAW_2016_PUBLISHED,
    LAW_2016_TO,
    LAW_2023_FROM,
    Reason,
    Rule,
)

__all__ = [
    "DISCLAIMER",
    "LAW_2016_FROM",
    "LAW_2016_PUBLISHED",
    "LAW_2016_TO",
    "LAW_2023_FROM",
    "OPEN_QUESTIONS",
    "RULES",
    "OpenQuestion",
    "Reason",
    "Rule",
    "open_questions",
    "rule_on",
    "rules_on",
    "versions",
]

RULES: tuple[Rule, ...] = FUNDRAISING_RULES + DUTY_RULES


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Guidance that does not sit easily with a rule, or whose text was not read in full; shown, not decided.

    `to_date` is the last day on which it is open; None while it is.
    """

    rule_code: str
    from_date: date
    question: Reason
    source: str
    to_date: date | None = None


DISCLAIMER = Reason(
    "以上为依据所列条文的提示，不是法律意见；办理前请向登记管理机关或律师核实。",
    "This points to the articles cited and is not legal advice; check with the registering authority or a lawyer.",
)

OPEN_QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "F3",
        LAW_2016_FROM,
        Reason(
            "2016年《慈善法》只写事先备案；同日施行的民政部令第59号是否让应急募捐事后补办，条文全文未核对，请问登记机关。",
            "The law of 2016 only speaks of filing beforehand; whether ministry order 59 of the same day let emergency "
            "campaigns file afterwards was not checked against its full text; ask the registrar.",
        ),
        "《慈善组织公开募捐管理办法》（民政部令第59号，2016年9月1日至2024年9月4日）",
        LAW_2016_TO,
    ),
    OpenQuestion(
        "F3",
        LAW_2023_FROM,
        Reason(
            "《慈善组织公开募捐管理办法》第十一条要求活动十日前备案，法律第二十四条只说活动前；平时的募捐请按十日前准备。",
            "Article 11 of the ministry's measures asks for filing ten days before a campaign, article 24 of the law "
            "only before it; in quiet times reckon with ten days.",
        ),
        "民政部令第74号，2024年9月5日起施行（据备案指引转引）",
    ),
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
    OpenQuestion(
        "D3",
        date(2026, 1, 1),
        Reason(
            "新修订的《慈善组织信息公开办法》要求5月31日前在平台公开年报和财务会计报告、募捐结束后三个月内公开对合作方的评估等；"
            "条文全文未核对，期限请以原文为准。",
            "The revised measures on disclosure ask for the year's report and accounts on the platform by 31 May, and "
            "for the assessment of partners within three months of a campaign's end; the full text was not checked.",
        ),
        "民政部令第81号，2026年1月1日起施行（见报道，未见原文）",
    ),
)


def versions(code: str) -> tuple[Rule, ...]:
    """Return every version of a rule, oldest first; empty where the code is unknown."""
    return tuple(sorted((rule for rule in RULES if rule.code == code), key=lambda rule: rule.valid_from))


def rule_on(code: str, on: date) -> Rule | None:
    """Return the version of a rule in force on a day, None where there was none."""
    return next((rule for rule in versions(code) if rule.in_force(on)), None)


def rules_on(on: date, *codes: str) -> tuple[Rule, ...]:
    """Return the versions in force on a day, in the order of the codes; what was not in force is left out."""
    return tuple(rule for code in codes if (rule := rule_on(code, on)) is not None)


def open_questions(on: date) -> tuple[OpenQuestion, ...]:
    """Return the questions open on a day, to be shown beside the rules they touch."""
    return tuple(
        question
        for question in OPEN_QUESTIONS
        if question.from_date <= on and (question.to_date is None or on <= question.to_date)
    )
