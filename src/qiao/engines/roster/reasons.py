"""Why somebody serves here, and why a place stays empty, in words for a person."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from qiao.engines.roster.costs import SCALE, Matrices
from qiao.engines.roster.problem import Duty, Empty, Reason, Roster, Rules, ShiftAsked, Volunteer

Pairs = list[tuple[int, int]]


def told(
    pairs: Pairs,
    people: Sequence[Volunteer],
    shifts: Sequence[ShiftAsked],
    rules: Rules,
    *,
    matrices_of: Matrices | None,
    cost: float,
    bound: float,
) -> Roster:
    """Return the roster with a reason for each line and for each place left empty."""
    turns: Counter[int] = Counter()
    duties: dict[tuple[int, int], Duty] = {}
    for person, shift in sorted(pairs, key=lambda pair: (shifts[pair[1]].start, pair)):
        turns[person] += 1
        km = float(matrices_of.km[person, shift]) if matrices_of is not None else float("nan")
        known = round(km, 1) if km == km else None  # noqa: PLR0124 - not a number differs from itself
        duties[shift, person] = Duty(
            people[person].id,
            shifts[shift].id,
            known,
            turns[person],
            _why_here(shifts[shift], known, turns[person]),
        )
    filled: dict[int, list[int]] = defaultdict(list)
    for person, shift in pairs:
        filled[shift].append(person)
    empty = [
        Empty(one.id, one.slots - len(filled[at]), _why_empty(at, filled[at], one, matrices_of, rules))
        for at, one in enumerate(shifts)
        if one.slots > len(filled[at])
    ]
    return Roster(tuple(duties[key] for key in sorted(duties)), tuple(empty), cost / SCALE, bound / SCALE)


def _why_here(shift: ShiftAsked, km: float | None, turn: int) -> Reason:
    far_zh = "住所不详" if km is None else f"离家 {km:g} 公里"
    far_en = "home unknown" if km is None else f"{km:g} km from home"
    code = "SKILLED" if shift.skill else "NEAR"
    skill_zh, skill_en = ("有所需技能，", "has the skill, ") if shift.skill else ("", "")
    return Reason(
        code,
        f"{skill_zh}{far_zh}，这次排的第 {turn} 班",
        f"{skill_en}{far_en}, shift number {turn} of this roster",
    )


def _why_empty(
    at: int, filled: list[int], shift: ShiftAsked, matrices_of: Matrices | None, rules: Rules
) -> Reason:
    if matrices_of is None:
        return Reason("NOBODY", "没有可排的志愿者", "there is nobody to enter")
    lacks = matrices_of.lacks_skill[:, at]
    away = matrices_of.is_away[:, at] & ~lacks
    far = matrices_of.is_far[:, at] & ~lacks & ~matrices_of.is_away[:, at]
    able = int(matrices_of.may[:, at].sum())
    counts_zh = f"没有技能 {int(lacks.sum())} 人，没有空 {int(away.sum())} 人，太远 {int(far.sum())} 人"
    counts_en = (
        f"{int(lacks.sum())} lack the skill, {int(away.sum())} are not free, {int(far.sum())} live too far"
    )
    if able < shift.slots:
        return Reason(
            "TOO_FEW",
            f"要 {shift.slots} 人，能来的只有 {able} 人（{counts_zh}）",
            f"{shift.slots} are wanted and only {able} can come ({counts_en})",
        )
    busy = able - len(filled)
    return Reason(
        "ALL_SERVE",
        f"能来的 {able} 人里有 {busy} 人排在别的班，或要休息 {rules.rest_minutes // 60} 小时、到了上限（{counts_zh}）",
        f"of {able} who could come {busy} serve elsewhere, must rest {rules.rest_minutes // 60} h or are at their limit"
        f" ({counts_en})",
    )
