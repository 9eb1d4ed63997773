"""The clocks of the law: filing, five-day disclosure, quarterly and final reports, and the year's reports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.engines.eligibility.applicant import LegalForm
from qiao.engines.eligibility.calendar import add_months
from qiao.engines.eligibility.law import Reason, Rule
from qiao.engines.eligibility.rules import DISCLAIMER, rule_on


class DeadlineState(StrEnum):
    """Where a deadline stands today."""

    DONE = "DONE"
    LATE = "LATE"
    OVERDUE = "OVERDUE"
    DUE_TODAY = "DUE_TODAY"
    UPCOMING = "UPCOMING"


class Act(StrEnum):
    """What is due."""

    FILE_PLAN = "FILE_PLAN"
    PUBLISH_RECEIPTS = "PUBLISH_RECEIPTS"
    REPORT_QUARTER = "REPORT_QUARTER"
    REPORT_FINAL = "REPORT_FINAL"
    REPORT_SUPERVISOR = "REPORT_SUPERVISOR"
    REPORT_REGISTRAR = "REPORT_REGISTRAR"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing due by one day.

    Attributes
    ----------
    act
        What is to be done.
    rule
        Version of the law it rests on.
    due_on
        Last day on which it is in time.
    done_on
        Day it was done, also where that was too late (`state` LATE); None while it is not.
    """

    act: Act
    rule: Rule
    due_on: date
    state: DeadlineState
    reason: Reason
    done_on: date | None = None
    disclaimer: Reason = DISCLAIMER


def _state(due_on: date, today: date, done_on: date | None) -> DeadlineState:
    if done_on is not None:
        return DeadlineState.DONE if done_on <= due_on else DeadlineState.LATE
    if due_on < today:
        return DeadlineState.OVERDUE
    return DeadlineState.DUE_TODAY if due_on == today else DeadlineState.UPCOMING


def _deadline(
    act: Act, rule: Rule, due_on: date, today: date, reason: Reason, done_on: date | None = None
) -> Deadline:
    cited = Reason(f"{reason.zh}（{rule.citation}）", f"{reason.en} ({rule.citation})")
    return Deadline(act, rule, due_on, _state(due_on, today, done_on), cited, done_on)


def _done(days: Collection[date], *, after: date, due_on: date, today: date) -> date | None:
    """Return the last day in (after, due_on] it was done, else the first day behind: done, but late."""
    known = [day for day in days if after < day <= today]
    in_time = max((day for day in known if day <= due_on), default=None)
    return in_time or min(known, default=None)


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
    return [_deadline(Act.FILE_PLAN, rule, due, today, reason, filed_on)]


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
        done = _done(published_on, after=last, due_on=due, today=today)
        reason = Reason(
            f"最迟 {due} 公开募得款物的接收情况（应急阶段至少每五日一次）。",
            f"Publish receipts by {due}; in the response phase at least every five days.",
        )
        deadlines.append(_deadline(Act.PUBLISH_RECEIPTS, rule, due, today, reason, done))
        last = due if done is None or done > due else done
    if response_end is None and deadlines[-1].due_on <= today:
        due = last + step
        reason = Reason(f"下一次公开最迟 {due}。", f"The next publication is due by {due}.")
        deadlines.append(_deadline(Act.PUBLISH_RECEIPTS, rule, due, today, reason))
    return deadlines


def _quarters(
    rule: Rule, start: date, campaign_end: date | None, today: date, published_on: Collection[date]
) -> list[Deadline]:
    months = rule.numbers["months"]
    long_after = add_months(start, rule.numbers["longer_than_months"])
    if campaign_end is not None and campaign_end <= long_after:
        return []
    until, last, quarter = campaign_end or max(today, long_after), start, 1
    deadlines = []
    while (due := add_months(start, months * quarter)) <= until:
        reason = Reason(
            f"募捐周期超过六个月的，最迟 {due} 公开募捐情况（每三个月一次）。",
            f"Campaigns of over six months publish their state by {due}, every three months.",
        )
        done = _done(published_on, after=last, due_on=due, today=today)
        deadlines.append(_deadline(Act.REPORT_QUARTER, rule, due, today, reason, done))
        last, quarter = due, quarter + 1
    return deadlines


def _reports(
    start: date,
    campaign_end: date | None,
    today: date,
    *,
    quarterly_on: Collection[date],
    final_on: date | None,
) -> list[Deadline]:
    rule = rule_on("D2", start)
    if rule is None:
        return []
    deadlines = _quarters(rule, start, campaign_end, today, quarterly_on)
    if campaign_end is not None:
        due = add_months(campaign_end, rule.numbers["months"])
        reason = Reason(f"最迟 {due} 全面公开募捐情况。", f"Publish the full final report by {due}.")
        deadlines.append(_deadline(Act.REPORT_FINAL, rule, due, today, reason, final_on))
    return deadlines


def emergency_clock(
    start: date,
    response_end: date | None,
    today: date,
    *,
    filed_on: date | None = None,
    published_on: Collection[date] = (),
    campaign_end: date | None = None,
    quarterly_on: Collection[date] = (),
    final_on: date | None = None,
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
    quarterly_on, final_on
        Days on which the campaign's state was published, and the day of the full final report.

    Returns
    -------
    list[Deadline]
        By due day, then by rule code. While the response lasts the five-day deadlines reach to the first one
        after today. A rule that was not yet in force at `start` gives none. What was done after its due day is
        LATE, not DONE; a publication makes up for every one missed before it.

    References
    ----------
    慈善法（2023年修正）第七十二、七十三、七十九条；慈善法（2016年）第二十四、七十三条。
    """
    deadlines = [
        *_filing(start, today, filed_on),
        *_disclosures(start, response_end, today, published_on),
        *_reports(start, campaign_end, today, quarterly_on=quarterly_on, final_on=final_on),
    ]
    return sorted(deadlines, key=lambda deadline: (deadline.due_on, deadline.rule.code))


def yearly_clock(
    form: LegalForm,
    registered_on: date | None,
    year: int,
    today: date,
    *,
    supervisor_on: date | None = None,
    registrar_on: date | None = None,
) -> list[Deadline]:
    """Return the deadlines that fall in `year` of the report about the year before.

    Parameters
    ----------
    form
        Legal form; an unregistered group owes none.
    registered_on
        Day of registration; who was registered in `year` or later owes no report about the year before. None
        where it is not known: then the deadlines are given.
    supervisor_on, registrar_on
        Days on which the report went to the supervising unit (业务主管单位) and to the registrar (登记管理机关).

    Returns
    -------
    list[Deadline]
        By due day. Associations and service agencies: 31 March and 31 May; foundations: 31 March.

    References
    ----------
    社会团体登记管理条例第二十八条；民办非企业单位登记管理暂行条例第二十三条；基金会管理条例第三十六条。
    """
    rule = rule_on(f"D7-{form}", date(year, 1, 1))
    if rule is None or (registered_on is not None and registered_on.year >= year):
        return []
    sent = (
        (Act.REPORT_SUPERVISOR, "supervisor", supervisor_on),
        (Act.REPORT_REGISTRAR, "registrar", registrar_on),
    )
    deadlines = []
    for act, whom, done_on in sent:
        if f"{whom}_month" in rule.numbers:
            due = date(year, rule.numbers[f"{whom}_month"], rule.numbers[f"{whom}_day"])
            deadlines.append(_deadline(act, rule, due, today, _yearly_reason(act, year - 1, due), done_on))
    return deadlines


def _yearly_reason(act: Act, about: int, due: date) -> Reason:
    if act is Act.REPORT_SUPERVISOR:
        return Reason(
            f"最迟 {due} 向业务主管单位报送 {about} 年度工作报告。",
            f"Send the report on {about} to the supervising unit by {due}.",
        )
    return Reason(
        f"最迟 {due} 向登记管理机关报送 {about} 年度工作报告，接受年度检查。",
        f"Send the report on {about} to the registrar by {due}, for the yearly inspection.",
    )
