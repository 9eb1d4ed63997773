"""One Chinese and one English sentence for every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qiao.engines.allocation.values import Fact, Reason

LOCAL_KM = 5
TIER_ZH = {1: "第一", 2: "第二", 3: "第三"}

SHARE_CODES = (
    "NEAREST_OF_TIER",
    "NEXT_NEAREST",
    "LAST_STOCK_SHARED",
    "SHARED_BY_RULE",
    "SUBSTITUTE_ACCEPTED",
    "EARMARK_RECIPIENT",
    "EARMARK_REGION",
    "EARMARK_PURPOSE",
    "OPEN_FAIR_SHARE",
)
UNMET_CODES = (
    "NEED_EXPIRED",
    "NO_STOCK_OF_ITEM",
    "STOCK_QUANTITY_UNKNOWN",
    "EARMARKED_ELSEWHERE",
    "NO_PERMIT",
    "STOCK_EXPIRES_FIRST",
    "TOO_LATE",
    "TOO_LATE_ASSUMED",
    "RECIPIENT_CANNOT_TAKE_MORE",
    "DONOR_LIMIT",
    "CANNOT_SEND_MORE",
    "PACK_TOO_LARGE",
    "BELOW_MINIMUM_LOT",
    "LOST_IN_ROUNDING",
    "STOCK_WENT_TO_HIGHER_TIER",
    "STOCK_SHARED_IN_TIER",
    "SHARED_BY_RULE",
    "STOCK_USED_UP",
    "QUANTITY_UNKNOWN_NO_ESTIMATE",
)

# Exact, from a lower end, up to an upper end, between two ends.
_SPANS_ZH = (" {asked}", "至少 {at_least}", "至多 {at_most}", " {at_least} 至 {at_most}")
_SPANS_EN = (" {asked}", " at least {at_least}", " up to {at_most}", " {at_least} to {at_most}")

_UNMET_ZH = {
    "NEED_EXPIRED": "因为期限 {deadline} 已过，请先回访核实是否仍然需要",
    "NO_STOCK_OF_ITEM": "因为现有资源里没有这种物资，也没有可接受的代用品",
    "STOCK_QUANTITY_UNKNOWN": "因为能用的 {lots} 批都没有报数量，核实后才能分配",
    "EARMARKED_ELSEWHERE": "因为有货的 {lots} 批都由捐赠人指定给了别的单位、地区或用途",
    "NO_PERMIT": "因为去那里要有“{permit}”，而有货的承运方都没有",
    "STOCK_EXPIRES_FIRST": "因为可给的 {lots} 批在送到之前就过有效期",
    "TOO_LATE": "因为最早也要 {arrival} 才能送到，晚于期限 {deadline}",
    "TOO_LATE_ASSUMED": "因为路程不详，按 {km_assumed} 公里估最早 {arrival} 送到，晚于期限 {deadline}",
    "RECIPIENT_CANNOT_TAKE_MORE": "因为接收方这一时段最多只能收下 {can_take} {unit}",
    "DONOR_LIMIT": "因为有货的 {lots} 批，捐赠人限每个接收方最多得 {limit} {unit}，已经给到，别的货又不够",
    "CANNOT_SEND_MORE": "因为能用的货这一时段只发得出 {usable} {unit}，还有 {kept_back} {unit}要等人手或车辆",
    "PACK_TOO_LARGE": "因为余货须整包发放，每包至少 {pack} {unit}，与尚缺或所余的数量不合",
    "BELOW_MINIMUM_LOT": "因为余货每次起运不少于 {lot} {unit}，与尚缺或所余的数量不合",
    "LOST_IN_ROUNDING": "因为其他批次须整包或足量起运，取整后这一数量没能调配过来",
    "STOCK_WENT_TO_HIGHER_TIER": "因为能用的 {usable} {unit}中有 {higher} {unit}先给了更高优先级的需求，余下的不够",
    "STOCK_SHARED_IN_TIER": "因为能用的 {usable} {unit}不够，已在同级需求之间按满足率分摊",
    "SHARED_BY_RULE": "因为能用的 {usable} {unit}不够，{by_rule}：更高优先级得 {higher}，同级其他得 {same}，更低级得 {lower}",
    "STOCK_USED_UP": "因为能用的货总共只有 {usable} {unit}，已全部发出",
    "QUANTITY_UNKNOWN_NO_ESTIMATE": "因为没有数量也没有估计，只能排在同级已知数量的需求之后，而可用的货已不够再分",
}
_UNMET_EN = {
    "NEED_EXPIRED": "because its deadline {deadline} has passed; call back first to learn whether it is still needed",
    "NO_STOCK_OF_ITEM": "because nobody offers this item or an accepted substitute",
    "STOCK_QUANTITY_UNKNOWN": "because the usable stock ({lots}) came without a quantity and must be counted first",
    "EARMARKED_ELSEWHERE": "because donors reserved all that is in stock ({lots}) for other recipients, regions or purposes",
    "NO_PERMIT": "because the way there needs a permit ({permit}) that no carrier of the stock holds",
    "STOCK_EXPIRES_FIRST": "because all stock open to it ({lots}) would expire on the way",
    "TOO_LATE": "because the earliest arrival is {arrival}, after the deadline {deadline}",
    "TOO_LATE_ASSUMED": "because the unknown distance, taken as {km_assumed} km, puts the earliest arrival at {arrival}, "
    "after the deadline {deadline}",
    "RECIPIENT_CANNOT_TAKE_MORE": "because the recipient can take in no more than {can_take} {unit} in this time",
    "DONOR_LIMIT": "because the donors of what is left ({lots}) allow no recipient more than {limit} {unit}, which it has, "
    "and other stock is too little",
    "CANNOT_SEND_MORE": "because only {usable} {unit} of the usable stock can be sent in this time and {kept_back} {unit} "
    "wait for hands or lorries",
    "PACK_TOO_LARGE": "because what is left comes in whole packs of at least {pack} {unit}, "
    "which does not fit what is missing or left",
    "BELOW_MINIMUM_LOT": "because what is left is sent only in consignments of at least {lot} {unit}, "
    "which does not fit what is missing or left",
    "LOST_IN_ROUNDING": "because other lots go out in whole packs and consignments and rounding left this part over",
    "STOCK_WENT_TO_HIGHER_TIER": "because of the {usable} {unit} it could use, {higher} went to higher tiers first "
    "and what remained was too little",
    "STOCK_SHARED_IN_TIER": "because the {usable} {unit} it could use are too few and were shared within the tier "
    "by fill rate",
    "SHARED_BY_RULE": "because the {usable} {unit} it could use are too few and {by_rule}: {higher} to higher tiers, "
    "{same} to others of its tier, {lower} to lower tiers",
    "STOCK_USED_UP": "because all {usable} {unit} it could use have been given out",
    "QUANTITY_UNKNOWN_NO_ESTIMATE": "because it states no quantity and has no estimate, so it comes after the known "
    "demands of its tier, and too little usable stock was left",
}

_RULE_ZH = {
    "floor-then-tiers": "先保证每户得到所需的 {floor}，再按优先级从高到低分",
    "tiers-then-distance": "先给足第一优先级，再第二、第三；同级之内先分给满足率最低的",
    "proportional": "各户按所需的同一比例分",
    "max-min": "总是先分给满足率最低的",
    "alpha-1": "按 α=1 的公平分（满足率每高一倍，再给一件的分量减半）",
    "alpha-2": "按 α=2 的公平分（满足率每高一倍，再给一件的分量减到四分之一）",
    "coverage": "按加权件数最多来分，同等时先满足要得少的",
    "cheapest": "按总路程最短来分，不看是谁",
    "first-come": "按提出的先后来分",
}
_RULE_EN = {
    "floor-then-tiers": "everybody first gets {floor} of what is asked, the rest goes by tier",
    "tiers-then-distance": "tier 1 is served first, then 2, then 3, inside a tier whoever is filled least",
    "proportional": "everybody gets the same share of what is asked",
    "max-min": "whoever is filled least always comes first",
    "alpha-1": "they are shared with α = 1 (at twice the fill one more unit counts half)",
    "alpha-2": "they are shared with α = 2 (at twice the fill one more unit counts a quarter)",
    "coverage": "they go where the most weighted units are covered, among equals to the smaller need",
    "cheapest": "they go over the shortest roads, whoever it is",
    "first-come": "they go in the order of asking",
}
_AFTER_ZH = {1: "第一优先级给足之后", 2: "第一、第二优先级给足之后"}
_AFTER_EN = {1: "after tier 1 is served, ", 2: "after tiers 1 and 2 are served, "}


def rule_zh(facts: Mapping[str, Fact]) -> str:
    """Return how a rule shares, in Chinese; ``facts`` has ``rule`` and its parameters."""
    after = _AFTER_ZH.get(int(facts.get("floor_after", 0)), "")
    return after + _RULE_ZH[str(facts["rule"])].format(floor=_percent(facts))


def rule_en(facts: Mapping[str, Fact]) -> str:
    """Return how a rule shares, in English."""
    after = _AFTER_EN.get(int(facts.get("floor_after", 0)), "")
    return after + _RULE_EN[str(facts["rule"])].format(floor=_percent(facts))


def _percent(facts: Mapping[str, Fact]) -> str:
    return f"{float(facts.get('floor', 0)) * 100:g}%"


def reason_zh(reason: Reason) -> str:
    """Return the reason as one Chinese sentence.

    Raises
    ------
    ValueError
        If the code is not one of `SHARE_CODES` and `UNMET_CODES`.

    """
    facts: Mapping[str, Fact] = reason.facts
    if "rule" in facts and reason.code == "SHARED_BY_RULE":
        facts = {**facts, "by_rule": rule_zh(facts)}
    if is_lack(reason):
        return f"{_asks_zh(facts)}，{_lacks_zh(facts)}，{_filled(_UNMET_ZH[reason.code], facts)}。"
    _check(reason)
    clauses = [_asks_zh(facts) + "；" + _lies_zh(facts), *_rule_zh(reason.code, facts), _order_zh(facts)]
    if "limit" in facts:
        clauses.append(_filled("捐赠人限每个接收方最多得 {limit} {unit}", facts))
    return (
        "，".join(clause for clause in clauses if clause)
        + f"，故给 {_number(facts, 'units')} {facts['unit']}。"
    )


def reason_en(reason: Reason) -> str:
    """Return the reason as one English sentence.

    Raises
    ------
    ValueError
        If the code is not one of `SHARE_CODES` and `UNMET_CODES`.

    """
    facts = _english(reason.facts)
    if "rule" in facts and reason.code == "SHARED_BY_RULE":
        facts["by_rule"] = rule_en(facts)
    if is_lack(reason):
        return f"{_asks_en(facts)}; {_lacks_en(facts)} {_filled(_UNMET_EN[reason.code], facts)}."
    _check(reason)
    clauses = [_asks_en(facts) + "; " + _lies_en(facts), *_rule_en(reason.code, facts), _order_en(facts)]
    if "limit" in facts:
        clauses.append(_filled("its donor allowing no recipient more than {limit} {unit}", facts))
    told = ", ".join(clause for clause in clauses if clause)
    return f"{told}, so it gives {_number(facts, 'units')} {facts['unit']}."


def is_lack(reason: Reason) -> bool:
    """Return whether the reason is of a lack, and not of a share."""
    return reason.code in UNMET_CODES and "units" not in reason.facts


def _check(reason: Reason) -> None:
    if reason.code not in SHARE_CODES:
        raise ValueError(f"reason code {reason.code!r} not understood.")


def _english(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Let the English labels stand for the Chinese ones, and count lots in English."""
    english = {
        **facts,
        **{key.removesuffix("_en"): word for key, word in facts.items() if key.endswith("_en")},
    }
    for key in ("item", "offered"):
        if key in english:
            english[key] = _inside(str(english[key]))
    if "lots" in facts:
        english["lots"] = f"{facts['lots']:,} {'lot' if facts['lots'] == 1 else 'lots'}"
    return english


def _inside(name: str) -> str:
    """Write a name as inside a sentence: "surgical mask", but "N95" and "KN95 mask"."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _number(facts: Mapping[str, Fact], key: str) -> str:
    return f"{facts[key]:,}"


def _filled(template: str, facts: Mapping[str, Fact]) -> str:
    """Put the facts in, whole numbers with separators; braces inside a fact stay what they are."""
    return template.format_map(
        {key: f"{fact:,}" if isinstance(fact, int) else fact for key, fact in facts.items()}
    )


def _asks_zh(facts: Mapping[str, Fact]) -> str:
    tier = f"，属{TIER_ZH[int(facts['tier'])]}优先级"
    if "estimate" in facts:
        ground = f"按{facts['estimate_note']}" if facts["estimate_note"] else "按登记的估计"
        planned = _filled("计划 {asked} {unit}", facts)
        if "estimate_low" in facts:
            planned += _filled("（区间 {estimate_low}–{estimate_high}）", facts)
        return _filled("{demand}要{item}，", facts) + ground + planned + _had_zh(facts) + tier
    if "asked" not in facts:
        how_much = "数量开放（不限量）" if facts["kind"] == "OPEN" else "没有报数量"
        return _filled("{demand}要{item}，", facts) + how_much + tier
    return _filled("{demand}要" + _span(facts, _SPANS_ZH) + " {unit}{item}", facts) + _had_zh(facts) + tier


def _had_zh(facts: Mapping[str, Fact]) -> str:
    return _filled("（此前已定 {received} {unit}）", facts) if "received" in facts else ""


def _asks_en(facts: Mapping[str, Fact]) -> str:
    tier = f" (tier {facts['tier']})"
    if "estimate" in facts:
        ground = f"by {facts['estimate_note']}" if facts["estimate_note"] else "by the estimate on record"
        planned = _filled("{demand} asks for {item}, planned as {asked} {unit} ", facts)
        if "estimate_low" in facts:
            planned += _filled("(between {estimate_low} and {estimate_high}) ", facts)
        return planned + ground + _had_en(facts) + tier
    if "asked" not in facts:
        how_much = "any amount of {item}" if facts["kind"] == "OPEN" else "{item} without stating a quantity"
        return _filled("{demand} asks for " + how_much, facts) + tier
    return (
        _filled("{demand} asks for" + _span(facts, _SPANS_EN) + " {unit} of {item}", facts)
        + _had_en(facts)
        + tier
    )


def _had_en(facts: Mapping[str, Fact]) -> str:
    return _filled(" besides {received} {unit} promised before", facts) if "received" in facts else ""


def _span(facts: Mapping[str, Fact], spans: tuple[str, str, str, str]) -> str:
    """Choose the words for an exact quantity or for the ends a range has."""
    return spans[("at_least" in facts) + 2 * ("at_most" in facts) if facts["kind"] == "RANGE" else 0]


def _lacks_zh(facts: Mapping[str, Fact]) -> str:
    if not facts["given"]:
        return "这次没有分到"
    return _filled("已分给 {given} {unit}，尚缺 {missing} {unit}", facts)


def _lacks_en(facts: Mapping[str, Fact]) -> str:
    if not facts["given"]:
        return "it gets nothing this time"
    return _filled("it gets {given} and still lacks {missing} {unit}", facts)


def _lies_zh(facts: Mapping[str, Fact]) -> str:
    if "km" not in facts:
        where = _filled("在{place}", facts) if facts["place"] else "存放地未登记"
        return _filled(f"此批{where}，路程不详而按 {{km_assumed}} 公里估", facts)
    if int(facts["km"]) < LOCAL_KM:
        return "此批就在当地"
    return _filled("此批在 {km} 公里外的{place}" if facts["place"] else "此批在 {km} 公里外", facts)


def _lies_en(facts: Mapping[str, Fact]) -> str:
    if "km" not in facts:
        where = _filled("is in {place}", facts) if facts["place"] else "has no place on record"
        return _filled(f"this lot {where}, its unknown distance taken as {{km_assumed}} km", facts)
    if int(facts["km"]) < LOCAL_KM:
        return "this lot is on the spot"
    return _filled(
        "this lot is {km} km away in {place}" if facts["place"] else "this lot is {km} km away", facts
    )


def _distance_zh(facts: Mapping[str, Fact]) -> str:
    if "km" not in facts:
        return "远近无从比较"
    if not facts["nearer"] and facts.get("nearer_limited"):
        return _filled("更近的 {nearer_limited} 批已到捐赠人对每家的限额，其余的货里这是最近的一处", facts)
    if not facts["nearer"]:
        return "是路程已知的货里最近的一处" if facts.get("roads_unknown") else "是有货的最近一处"
    if facts["nearer_untouched"]:
        return _filled("更近的 {nearer} 批有的已分配、有的整包或起运量不合", facts)
    return _filled("更近的 {nearer} 批已按总路程最短分给各处", facts)


def _distance_en(facts: Mapping[str, Fact]) -> str:
    if "km" not in facts:
        return "how far it is against others being unknown"
    if not facts["nearer"] and facts.get("nearer_limited"):
        return _filled(
            "the nearest of what is left: nearer stock ({nearer_limited}) has reached its donors' limit",
            facts,
        )
    if not facts["nearer"]:
        known = "the nearest one whose distance is known"
        return known if facts.get("roads_unknown") else "the nearest one with stock"
    nearer = "the nearer lot is" if facts["nearer"] == 1 else _filled("the {nearer} nearer lots are", facts)
    if facts["nearer_untouched"]:
        return f"as {nearer} assigned already or unfit in pack or consignment"
    return f"as {nearer} assigned where the total distance is shortest"


def _rule_zh(code: str, facts: Mapping[str, Fact]) -> list[str]:
    rules: dict[str, Callable[[], list[str]]] = {
        "EARMARK_RECIPIENT": lambda: ["由捐赠人指定给该单位"],
        "EARMARK_REGION": lambda: [_filled("由捐赠人指定给{region}", facts), _distance_zh(facts)],
        "EARMARK_PURPOSE": lambda: [_filled("由捐赠人指定用于{purpose}", facts), _distance_zh(facts)],
        "SUBSTITUTE_ACCEPTED": lambda: [_filled("是可以代用的{offered}", facts)],
        "LAST_STOCK_SHARED": lambda: [_distance_zh(facts), "货不够分而由同级需求按满足率分摊"],
        "SHARED_BY_RULE": lambda: [_distance_zh(facts), _filled("货不够分，{by_rule}", facts)],
        "OPEN_FAIR_SHARE": lambda: [
            _filled("同级已知数量的需求先得，余货按户均分每户至多 {cap} {unit}", facts)
        ],
    }
    return rules.get(code, lambda: [_distance_zh(facts)])()


def _rule_en(code: str, facts: Mapping[str, Fact]) -> list[str]:
    rules: dict[str, Callable[[], list[str]]] = {
        "EARMARK_RECIPIENT": lambda: ["reserved by its donor for this recipient"],
        "EARMARK_REGION": lambda: [_filled("reserved by its donor for {region}", facts), _distance_en(facts)],
        "EARMARK_PURPOSE": lambda: [
            _filled("reserved by its donor for {purpose}", facts),
            _distance_en(facts),
        ],
        "SUBSTITUTE_ACCEPTED": lambda: [_filled("an accepted substitute ({offered})", facts)],
        "LAST_STOCK_SHARED": lambda: [
            _distance_en(facts),
            "shared within the tier by fill rate because it is short",
        ],
        "SHARED_BY_RULE": lambda: [_distance_en(facts), _filled("as goods are short {by_rule}", facts)],
        "OPEN_FAIR_SHARE": lambda: [
            _filled(
                "known demands of the tier come first and the rest is split by heads, at most {cap} each",
                facts,
            )
        ],
    }
    return rules.get(code, lambda: [_distance_en(facts)])()


def _order_zh(facts: Mapping[str, Fact]) -> str:
    if not facts["higher"] or _without_order(facts):
        return ""
    return _filled("更高优先级先得 {higher} {unit}后此批尚余 {left} {unit}", facts)


def _without_order(facts: Mapping[str, Fact]) -> bool:
    """Return whether the rule lets lower tiers come before higher ones."""
    return facts.get("rule", "tiers-then-distance") != "tiers-then-distance"


def _order_en(facts: Mapping[str, Fact]) -> str:
    if not facts["higher"] or _without_order(facts):
        return ""
    return _filled("{left} {unit} of it remaining after higher tiers took {higher}", facts)
