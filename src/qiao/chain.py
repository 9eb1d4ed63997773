"""The links of the chain, in order, with their Chinese words. Menu, trace page, docs and tests read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """One link: the record, its words, the verb that makes it, and the links it may be made from."""

    key: str
    model: str
    zh: str
    en: str
    verb: str
    made_from: tuple[str, ...]


LINKS: tuple[Link, ...] = (
    Link("report", "intake.Report", "一线信息", "Report", "report.receive", ()),
    Link("need", "intake.Need", "需求", "Need", "need.open", ("report",)),
    Link("offer", "intake.Offer", "资源", "Offer", "offer.open", ("report",)),
    Link("match", "relief.Match", "对接", "Match", "match.make", ("need", "offer")),
    Link("delivery", "relief.Delivery", "运送", "Delivery", "delivery.send", ("match",)),
    Link("receipt", "relief.Receipt", "签收", "Receipt", "receipt.sign", ("delivery",)),
    Link("evidence", "advocacy.Evidence", "证据", "Evidence", "evidence.note", ("report", "need", "receipt")),
    Link("proposal", "advocacy.Proposal", "建议", "Proposal", "proposal.draft", ("evidence",)),
    Link("outcome", "advocacy.Outcome", "结果", "Outcome", "outcome.record", ("proposal",)),
    Link(
        "case_study",
        "casebook.CaseStudy",
        "案例",
        "Case study",
        "case_study.open",
        ("report", "need", "offer", "match", "delivery", "receipt", "evidence", "proposal", "outcome"),
    ),
)

DESKS: tuple[tuple[str, str, str], ...] = (
    ("pages", "概览", "Overview"),
    ("intake", "声音", "Voices"),
    ("relief", "桥一：供需", "Bridge one: relief"),
    ("volunteering", "志愿服务", "Volunteering"),
    ("care", "个案", "Care"),
    ("funding", "资金", "Funding"),
    ("quality", "服务质量", "Quality"),
    ("gaps", "拾遗", "Gaps"),
    ("advocacy", "桥二：建言", "Bridge two: policy"),
    ("casebook", "案例", "Case book"),
    ("registry", "名录", "Registry"),
)
"""The desks as the menu shows them: app, Chinese word, English word."""


def link(key: str) -> Link:
    """Return the link called `key`; raise KeyError where there is none."""
    return {one.key: one for one in LINKS}[key]
