"""The clocks that run once an emergency campaign starts: filing, five-day disclosure, quarterly and final."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.engines.eligibility.calendar import add_months
from qiao.engines.eligibility.rules import DISCLAIMER, Reason, Rule, rule_on


class DeadlineState(StrEnum):
    """Where a deadline stands today."""

    DONE = "DONE"
    OVERDUE = "OVERDUE"
    DUE_TODAY = "DUE_TODAY"
    UPCOMING = "UPCOMING"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing due by one day.

    Attributes
    ----------
    rule
        Version of the law it rests on.
    due_on
        Last day on which it is in time.
    done_on
        Day it was done; None while it is not.
    """

    rule: Rule
    due_on: date
    state: DeadlineState
    reason: Reason
    done_on: date | None = None
    disclaimer: Reason = DISCLAIMER


def _deadline(rule: Rule, due_on: date, today: date, reason: Reason, done_on: date | None = None) -> Deadline:
    if done_on is not None:
        state = DeadlineState.DONE
    elif due_on < today:
        state = DeadlineState.OVERDUE
    else:
        state = DeadlineState.DUE_TODAY if due_on == today else DeadlineState.UPCOMING
    cited = Reason(f"{reason.zh}（{rule.citation}）", f"{reason.en} ({rule.citation})")
    return Deadline(rule, due_on, state, cited, done_on)


def _filing(start: date, today: date, filed_on: date | None) -> list[Deadline]:
    rule = rule_on("F3", start)
    if rule is None:
        return []
    due = start + timedelta(days=rule.numbers.get("days", 0))
    if "days" in rule.numbers:
        reason = Reason(
            f"最迟 {due} 补办募捐方案备案（活动开始后十日内）。",
            f"File the campaign plan by {due}, within ten days after the start.",
        )
    else:
        reason = Reason(
            f"募捐方案应在 {due} 活动开始之前备案。", f"The plan was to be filed before the start on {due}."
        )
    return [_deadline(rule, due, today, reason, filed_on)]


def _disclosures(
    start: date, response_end: date | None, today: date, published_on: Collection[date]
) -> list[Deadline]:
    """Count on from the last publication; without one, from the day it was due."""
    rule = rule_on("D1", start)
    if rule is None:
        return []
    step = timedelta(days=rule.numbers["days"])
    deadlines: list[Deadline] = []
    last = start
    until = today if response_end is None else response_end
    while last < until or not deadlines:
        due = last + step
        done = max((day for day in published_on if last < day <= due), default=None)
        reason = Reason(
            f"最迟 {due} 公开募得款物的接收情况（应急阶段至少每五日一次）。",
            f"Publish receipts by {due}; in the response phase at least every five days.",
        )
        deadlines.append(_deadline(rule, due, today, reason, done))
        last = due if done is None else done
    if response_end is None and deadlines[-1].due_on <= today:
        due = last + step
        reason = Reason(f"下一次公开最迟 {due}。", f"The next publication is due by {due}.")
        deadlines.append(_deadline(rule, due, today, reason))
    return deadlines


def _reports(start: date, campaign_end: date | None, today: date) -> list[Deadline]:
    rule = rule_on("D2", start)
    if rule is None:
        return []
    months = rule.numbers["months"]
    long_after = add_months(start, rule.numbers["longer_than_months"])
    deadlines = []
    if campaign_end is None or campaign_end > long_after:
        until = campaign_end or max(today, long_after)
        quarter = 1
        while (due := add_months(start, months * quarter)) <= until:
            reason = Reason(
                f"募捐周期超过六个月的，最迟 {due} 公开募捐情况（每三个月一次）。",
                f"Campaigns of over six months publish their state by {due}, every three months.",
            )
            deadlines.append(_deadline(rule, due, today, reason))
            quarter += 1
    if campaign_end is not None:
        due = add_months(campaign_end, months)
        reason = Reason(f"最迟 {due} 全面公开募捐情况。", f"Publish the full final report by {due}.")
        deadlines.append(_deadline(rule, due, today, reason))
    return deadlines


def emergency_clock(
    start: date,
    response_end: date | None,
    today: date,
    *,
    filed_on: date | None = None,
    published_on: Collection[date] = (),
    campaign_end: date | None = None,
) -> list[Deadline]:
    """Return every deadline of an emergency campaign, under the law in force on its first day.

    Parameters
    ----------
    start
        First day of the campaign.
    response_end
        Last day of the response phase (应急处置与救援阶段); None while it lasts. The window that holds this
        day is still asked for, so that the last receipts are published too.
    today
        The day the states are judged on.
    filed_on
        Day the plan was filed; None while it is not.
    published_on
        Days on which receipts were published; the next five days count from the last of them.
    campaign_end
        Last day of the campaign; None while it runs. Quarterly reports are then listed as they would fall due
        if it lasts over six months.

    Returns
    -------
    list[Deadline]
        By due day, then by rule code. While the response lasts the five-day deadlines reach to the first one
        after today. A rule that was not yet in force at `start` gives none.

    References
    ----------
    慈善法（2023年修正）第七十二、七十三、七十九条；慈善法（2016年）第二十四、七十三条。
    """
    deadlines = [
        *_filing(start, today, filed_on),
        *_disclosures(start, response_end, today, published_on),
        *_reports(start, campaign_end, today),
    ]
    return sorted(deadlines, key=lambda deadline: (deadline.due_on, deadline.rule.code))
