"""The rules of sharing in the words of the page, and from a stored plan back to its rule."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.engines.allocation import RULES, Rule, rule_en, rule_zh
from qiao.relief.models import Plan

NAMES: dict[str, Promise] = {
    "floor-then-tiers": _("先保底线，再按优先级"),
    "tiers-then-distance": _("按优先级"),
    "proportional": _("按同一比例"),
    "max-min": _("得到最少的优先"),
    "alpha-1": _("折中（α=1）"),
    "alpha-2": _("更均匀（α=2）"),
    "coverage": _("覆盖最多"),
    "cheapest": _("路程最短（仅供对照）"),
    "first-come": _("先到先得（仅供对照）"),
}
CHOICES = [(name, NAMES[name]) for name in RULES]


def sentence_of_rule(rule: Rule) -> str:
    """Return how a rule shares, in the language of the page."""
    return (rule_en if (get_language() or "").startswith("en") else rule_zh)(rule.facts)


def rule_of(plan: Plan) -> Rule:
    """Return the rule that a stored plan was made by."""
    told = plan.parameters
    floors = {name: told[name] for name in ("floor", "floor_after") if name in told}
    if "tier_weights" in told:
        first, second, third = (int(weight) for weight in str(told["tier_weights"]).split("/"))
        floors["tier_weights"] = (first, second, third)
    return Rule(plan.rule, **floors)
