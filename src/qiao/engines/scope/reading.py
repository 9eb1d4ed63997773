"""Reads a charter's scope: which kinds of work it names, in which words. Proposed to a person, never decided."""

from dataclasses import dataclass

from qiao.engines.scope.kinds import Kind

WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.RELIEF: (
        "赈灾",
        "救灾",
        "灾害",
        "灾后",
        "减灾",
        "防灾",
        "应急救助",
        "紧急救助",
        "人道救助",
        "突发事件",
        "抗疫",
    ),
    Kind.RESCUE: ("应急救援", "抢险", "搜救", "水上救援", "山地救援", "救援队", "紧急救援"),
    Kind.MEDICAL: ("医疗", "卫生", "健康", "防疫", "疫情", "疾病", "护理"),
    Kind.MENTAL: ("心理", "哀伤", "精神关怀", "情绪支持"),
    Kind.POVERTY: ("扶贫", "济困", "困难群众", "困难家庭", "特困", "低保", "救助困难", "帮困", "贫困"),
    Kind.ELDERLY: ("扶老", "养老", "助老", "老年", "为老"),
    Kind.CHILDREN: ("儿童", "青少年", "未成年", "恤孤", "孤儿", "妇女儿童", "留守"),
    Kind.DISABILITY: ("助残", "残疾", "残障", "优抚"),
    Kind.EDUCATION: ("助学", "教育", "支教", "奖学", "科普"),
    Kind.ENVIRONMENT: ("环境", "环保", "生态", "动物", "污染"),
    Kind.COMMUNITY: ("社区", "社会工作", "社工服务", "基层治理"),
    Kind.VOLUNTEERING: ("志愿", "义工"),
    Kind.LOGISTICS: ("运输", "物流", "仓储", "物资配送"),
    Kind.FUNDING: ("资助", "募捐", "募集", "捐赠管理", "公益项目支持"),
    Kind.ADVOCACY: ("诉求", "建议", "倡导", "政策研究", "建言"),
}
DENIALS = ("不含", "除外", "不包括", "不得从事", "不从事")
"""Words before a kind, in the same clause, that take it out again."""
STOPS = "；;。，,、\n"


@dataclass(frozen=True, slots=True)
class Clause:
    """A kind of work where a charter names it.

    Attributes
    ----------
    start, end
        Characters of the text, half-open.
    """

    kind: Kind
    words: str
    start: int
    end: int


def read_scope(text: str) -> tuple[Clause, ...]:
    """Return the kinds of work a charter names, each once, by its first words, in the order of the text.

    A kind behind 不含, 除外 and the like in the same clause is left out.
    """
    found = []
    for kind, words in WORDS.items():
        at = min(
            (
                (start, word)
                for word in words
                if (start := text.find(word)) >= 0 and not _is_denied(text, start, start + len(word))
            ),
            default=None,
        )
        if at is not None:
            found.append(Clause(kind, at[1], at[0], at[0] + len(at[1])))
    return tuple(sorted(found, key=lambda one: (one.start, one.kind)))


def _is_denied(text: str, start: int, end: int) -> bool:
    head = max((text.rfind(stop, 0, start) for stop in "；;。\n"), default=-1)
    tail = min((at for stop in STOPS if (at := text.find(stop, end)) >= 0), default=len(text))
    before, after = text[head + 1 : start], text[end:tail]
    return any(one in before for one in DENIALS if one != "除外") or "除外" in after
