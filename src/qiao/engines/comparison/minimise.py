"""Boolean minimisation (Quine-McCluskey), refused where there are too few cases to mean anything."""

from collections.abc import Iterable
from itertools import combinations

from qiao.engines.comparison.truth import TruthTable

LEAST_CASES = 12
"""Below this number of cases nothing is minimised."""

CASES_PER_CONDITION = 3
"""Cases asked for each condition, if that is more."""

MOST_CONDITIONS = 6
"""More are not minimised: the table has too many empty rows."""

Implicant = tuple[bool | None, ...]
"""One term: True present, False absent, None does not matter."""


class TooFewCasesError(ValueError):
    """Too few cases for the number of conditions; the truth table itself may always be shown."""

    def __init__(self, *, cases: int, needed: int) -> None:
        self.cases = cases
        self.needed = needed
        super().__init__(f"{cases} cases, {needed} needed: show the truth table instead.")


def cases_needed(conditions: int) -> int:
    """Return how many cases minimisation asks for: max(12, 3 x conditions), a stated judgement."""
    return max(LEAST_CASES, CASES_PER_CONDITION * conditions)


def _merge(one: Implicant, other: Implicant) -> Implicant | None:
    """Return the two terms as one where they differ in a single condition."""
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) != 1 or one[differing[0]] is None or other[differing[0]] is None:
        return None
    return (*one[: differing[0]], None, *one[differing[0] + 1 :])


def _primes(terms: set[Implicant]) -> set[Implicant]:
    primes: set[Implicant] = set()
    while terms:
        merged: set[Implicant] = set()
        used: set[Implicant] = set()
        for one, other in combinations(sorted(terms, key=str), 2):
            if (term := _merge(one, other)) is not None:
                merged.add(term)
                used |= {one, other}
        primes |= terms - used
        terms = merged
    return primes


def _covers(term: Implicant, values: tuple[bool, ...]) -> bool:
    return all(wanted is None or wanted == value for wanted, value in zip(term, values, strict=True))


def _simplicity(term: Implicant) -> tuple[int, str]:
    return sum(value is not None for value in term), str(term)


def _weight(terms: Iterable[Implicant]) -> tuple[int, int]:
    chosen = list(terms)
    return len(chosen), sum(_simplicity(term)[0] for term in chosen)


def _smallest_cover(primes: set[Implicant], minterms: list[tuple[bool, ...]]) -> list[Implicant]:
    """Branch on the row that fewest terms cover; give a branch up once it cannot beat the best."""
    ordered = sorted(primes, key=_simplicity)
    covered = {term: {values for values in minterms if _covers(term, values)} for term in ordered}
    widest = max(len(rows) for rows in covered.values())
    best: list[Implicant] = ordered

    def choose(chosen: list[Implicant], left: set[tuple[bool, ...]]) -> None:
        nonlocal best
        if len(chosen) + -(-len(left) // widest) > len(best):
            return
        if not left:
            best = min(best, chosen, key=_weight)
            return
        row = min(sorted(left), key=lambda values: sum(values in rows for rows in covered.values()))
        for term in (term for term in ordered if row in covered[term]):
            choose([*chosen, term], left - covered[term])

    choose([], set(minterms))
    return sorted(best, key=_simplicity)


def minimise(table: TruthTable) -> list[dict[str, bool]]:
    """Return the simplest combinations of conditions that go with the outcome in every observed case.

    The complex solution: only observed rows with consistency 1 are used, no logical remainder and no
    contradictory row.

    Parameters
    ----------
    table
        Truth table of at most 6 conditions.

    Returns
    -------
    list[dict[str, bool]]
        Alternatives ("or"), each a combination ("and") of conditions present (True) or absent (False);
        fewest terms, then fewest conditions; ties by order of conditions. Empty where no row has the outcome.

    Raises
    ------
    TooFewCasesError
        When there are fewer cases than `cases_needed`.
    ValueError
        When there are more than 6 conditions.

    References
    ----------
    Quine, W. V. (1952). The problem of simplifying truth functions. American Mathematical Monthly 59(8);
    McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal 35(6).
    """
    needed = cases_needed(len(table.conditions))
    if table.case_count < needed:
        raise TooFewCasesError(cases=table.case_count, needed=needed)
    if len(table.conditions) > MOST_CONDITIONS:
        raise ValueError("more than 6 conditions are not minimised.")
    minterms = [row.values for row in table.observed if row.consistency == 1.0]
    cover = _smallest_cover(_primes(set(minterms)), minterms) if minterms else []
    return [
        {name: value for name, value in zip(table.conditions, term, strict=True) if value is not None}
        for term in cover
    ]
