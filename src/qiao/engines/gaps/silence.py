"""Places nobody speaks for. Silence is unknown, never "no need"."""

from collections.abc import Iterable
from math import exp

from qiao.engines.gaps.expectation import LOW_COVERAGE, expected_reports
from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.intervals import poisson_interval
from qiao.engines.gaps.records import Action, Finding, FindingKind, PlaceRecord, in_order
from qiao.engines.gaps.wording import number, share


def _action(record: PlaceRecord) -> Action:
    """Ring up where people listen; go and see where nobody does."""
    heard_from = record.coverage is not None and record.coverage >= LOW_COVERAGE
    return Action.OPEN_TASK if heard_from else Action.SEND_VERIFIER


def _reason(record: PlaceRecord, expected: float | None) -> Reason:
    zh = f"这里没有一条信息（人口 {'未知' if record.population is None else record.population}）。"
    en = f"Nothing was heard from here (population {'unknown' if record.population is None else record.population})."
    if record.official:
        zh += f"官方统计 {record.official}。"
        en += f" The official count is {record.official}."
    if record.coverage is None:
        return Reason(
            zh + "我们不知道有没有人能替这里说话，情况未知，不等于没有需求；请派人核实。",
            en + " Nobody knows who would tell us, so the state is unknown, not “no need”; send a verifier.",
        )
    known = share(record.coverage)
    if record.coverage < LOW_COVERAGE:
        return Reason(
            zh + f"志愿者覆盖只有 {known}，情况未知，不等于没有需求；请派人核实。",
            en
            + f" Volunteer coverage is only {known}, so the state is unknown, not “no need”; send a verifier.",
        )
    usual = _usual(expected)
    return Reason(
        zh + f"志愿者覆盖 {known}，{usual.zh}，情况仍属未知；请打电话问。",
        en + f" Coverage is {known} and {usual.en}; still unknown, ask by telephone.",
    )


def _usual(expected: float | None) -> Reason:
    """Say how many reports were expected, in words where nobody anywhere has spoken or a tenth was not expected."""
    if expected == 0:
        return Reason("别处也都还没有声音，预期说不出", "nobody has spoken anywhere, so none can be expected")
    if expected is not None and expected < 0.05:  # noqa: PLR2004 what would be written 0.0
        return Reason("预期不到 0.1 条，一条未到", "less than 0.1 reports were expected")
    return Reason(
        f"预期 {number(expected, '未知')} 条而一条未到",
        f"{number(expected, 'an unknown number of')} reports were expected",
    )


def _finding(record: PlaceRecord, expected: float | None) -> Finding:
    return Finding(
        kind=FindingKind.SILENT,
        places=(record.place,),
        observed=0,
        expected=expected,
        coverage=record.coverage,
        official=record.official,
        ratio=None,
        low=0.0 if expected else None,
        high=poisson_interval(0)[1] / expected if expected else None,
        p=exp(-expected) if expected else None,
        action=_action(record),
        reason=_reason(record, expected),
    )


def silent_places(records: Iterable[PlaceRecord]) -> list[Finding]:
    """List the places nobody has spoken for. Silence is unknown, never "no need".

    Parameters
    ----------
    records
        One for each place that ought to be heard, reporting or not.

    Returns
    -------
    list[Finding]
        Places with no report: unknown population first (nothing excuses them), then by population, largest
        first; ties by place code. `expected` is what the mean rate of the other places would give there, `p`
        how likely no report would be then, `high` the ratio that no report still allows.
    """
    everywhere = in_order(records)
    expected = expected_reports(everywhere)
    silent = [record for record in everywhere if record.reports == 0]
    silent.sort(key=lambda r: (r.population is not None, -(r.population or 0), r.place))
    return [_finding(record, expected[record.place]) for record in silent]
