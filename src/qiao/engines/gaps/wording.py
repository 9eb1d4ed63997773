"""The figures of a finding as its sentences show them, in both languages."""

from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.records import Action
from qiao.engines.gaps.statistics import ChapmanEstimate

DO = {
    Action.SEND_VERIFIER: Reason("请派人核实。", "Send a verifier."),
    Action.OPEN_TASK: Reason("建议开一个任务。", "Open a task."),
    Action.APPEAL_TO_MEMBERS: Reason("建议向会员募集。", "Appeal to the members."),
    Action.DRAFT_ITEM: Reason("建议写成一条提案事项。", "Draft an item of a proposal."),
}


def number(value: float | None, missing: str = "") -> str:
    """Return one decimal, or the word for a missing number."""
    return missing if value is None else f"{value:.1f}"


def share(value: float | None, missing: str = "") -> str:
    """Return two decimals, or the word for a missing share."""
    return missing if value is None else f"{value:.2f}"


def chance(value: float) -> str:
    """Return a probability; very small ones as a bound."""
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"  # noqa: PLR2004 the bound it says


def figures(observed: int, expected: float | None, coverage: float | None, official: int | None) -> Reason:
    """Return the four figures every finding begins with."""
    return Reason(
        f"观察 {observed} / 预期 {number(expected, '未知')}；志愿者覆盖 {share(coverage, '未知')}；"
        f"官方统计 {'没有数字' if official is None else official}",
        f"Observed {observed}, expected {number(expected, 'unknown')}; volunteer coverage "
        f"{share(coverage, 'unknown')}; official count {'not given' if official is None else official}",
    )


def interval(low: float, high: float) -> Reason:
    """Return an interval of a ratio; without an upper end where nothing bounds it."""
    if high == float("inf"):
        return Reason(f"95 % 区间 {low:.1f} 倍以上", f"95 % interval from {low:.1f} times upwards")
    return Reason(f"95 % 区间 {low:.1f}–{high:.1f} 倍", f"95 % interval {low:.1f} to {high:.1f} times")


def at_least(estimate: ChapmanEstimate) -> Reason:
    """Return what two compared lists say of needs on neither."""
    return Reason(
        f"两份名单合计 {estimate.known} 件，估计实际不少于 {estimate.total:.0f} 件"
        f"（{estimate.low:.0f}–{estimate.high:.0f}）。",
        f" Both lists hold {estimate.known} needs; there are likely no fewer than {estimate.total:.0f} "
        f"({estimate.low:.0f} to {estimate.high:.0f}).",
    )
