"""Crisp-set truth table: which combinations of conditions were seen, with which outcome."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Case:
    """One case coded for comparison.

    Attributes
    ----------
    name
        Key of the case.
    conditions
        Present or not, the same conditions in every case.
    outcome
        Present or not.
    """

    name: str
    conditions: Mapping[str, bool]
    outcome: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one condition goes with the outcome.

    Attributes
    ----------
    consistency
        Of those with the condition, the share with the outcome, 0 to 1 (sufficiency); None without any.
    coverage
        Of those with the outcome, the share with the condition, 0 to 1 (necessity); None without any.
    """

    consistency: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of conditions.

    Attributes
    ----------
    values
        In the order of the table's conditions.
    cases
        Names of the cases with this combination, in order; empty for a logical remainder.
    consistency
        Share of them with the outcome, 0 to 1; None for a remainder.
    """

    values: tuple[bool, ...]
    cases: tuple[str, ...]
    consistency: float | None

    @property
    def is_observed(self) -> bool:
        """Whether any case shows this combination."""
        return bool(self.cases)

    @property
    def is_contradictory(self) -> bool:
        """Whether its cases disagree on the outcome."""
        return self.consistency is not None and 0.0 < self.consistency < 1.0


@dataclass(frozen=True, slots=True)
class TruthTable:
    """All combinations, seen or not.

    Attributes
    ----------
    conditions
        Names, in the order of the rows' values.
    rows
        2^k of them, the one with every condition first.
    """

    conditions: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def observed(self) -> tuple[Row, ...]:
        """Rows with a case."""
        return tuple(row for row in self.rows if row.is_observed)

    @property
    def remainders(self) -> tuple[Row, ...]:
        """Rows without a case: nothing is known about them."""
        return tuple(row for row in self.rows if not row.is_observed)

    @property
    def contradictions(self) -> tuple[Row, ...]:
        """Rows whose cases disagree."""
        return tuple(row for row in self.rows if row.is_contradictory)

    @property
    def case_count(self) -> int:
        """Cases in the table."""
        return sum(len(row.cases) for row in self.rows)


def fit(cases: Sequence[Case], condition: str) -> Fit:
    """Measure consistency and coverage of one condition as sufficient for the outcome.

    Parameters
    ----------
    cases
        Coded cases.
    condition
        A condition of all of them.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research. Political Analysis 14(3), 291-310.
    """
    with_condition = sum(case.conditions[condition] for case in cases)
    with_outcome = sum(case.outcome for case in cases)
    both = sum(case.conditions[condition] and case.outcome for case in cases)
    return Fit(
        consistency=both / with_condition if with_condition else None,
        coverage=both / with_outcome if with_outcome else None,
    )


def truth_table(cases: Sequence[Case]) -> TruthTable:
    """Sort cases into the rows of a truth table.

    Parameters
    ----------
    cases
        At least one; all coded for the same conditions, which keep the order of the first case.

    Raises
    ------
    ValueError
        When there is no case, or one is coded for other conditions.

    References
    ----------
    Ragin, C. C. (1987). The Comparative Method, chapter 6.
    """
    if not cases:
        raise ValueError("a truth table needs a case.")
    conditions = tuple(cases[0].conditions)
    groups: defaultdict[tuple[bool, ...], list[Case]] = defaultdict(list)
    for case in cases:
        if case.conditions.keys() != set(conditions):
            raise ValueError(f"case {case.name} is coded for other conditions.")
        groups[tuple(case.conditions[name] for name in conditions)].append(case)
    rows = tuple(
        Row(
            values=values,
            cases=tuple(case.name for case in groups.get(values, ())),
            consistency=(
                sum(case.outcome for case in groups[values]) / len(groups[values])
                if values in groups
                else None
            ),
        )
        for values in product((True, False), repeat=len(conditions))
    )
    return TruthTable(conditions, rows)
