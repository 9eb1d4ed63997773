from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.comparison import Case, TooFewCasesError, cases_needed, fit, minimise, truth_table


def case(name: str, base: bool, local: bool, fund: bool, outcome: bool) -> Case:
    return Case(name, {"BASE": base, "LOCAL": local, "FUND": fund}, outcome)


SEED = [
    case("浦东社工协会", False, False, False, False),
    case("英山商会", True, True, False, True),
    case("荆门义工联", True, True, False, True),
    case("阿拉善SEE", True, False, True, True),
]


@pytest.mark.parametrize(
    ("condition", "consistency", "coverage"), [("BASE", 1.0, 1.0), ("LOCAL", 1.0, 0.67), ("FUND", 1.0, 0.33)]
)
def test_the_seed_cases_have_the_fit_of_methods_9(condition, consistency, coverage):
    measured = fit(SEED, condition)

    assert measured.consistency == consistency
    assert measured.coverage == pytest.approx(coverage, abs=0.005)


def test_the_seed_cases_fill_three_rows_of_eight():
    table = truth_table(SEED)

    assert (len(table.rows), len(table.observed), len(table.remainders)) == (8, 3, 5)
    assert table.case_count == 4


def test_a_condition_nobody_has_is_not_measured():
    nobody = [Case("a", {"X": False}, outcome=True)]

    assert fit(nobody, "X").consistency is None


def test_cases_that_disagree_make_a_contradictory_row():
    table = truth_table([case("a", True, True, True, True), case("b", True, True, True, False)])

    assert [row.cases for row in table.contradictions] == [("a", "b")]


def test_a_case_coded_for_other_conditions_is_refused():
    with pytest.raises(ValueError, match="other conditions"):
        truth_table([SEED[0], Case("b", {"BASE": True}, outcome=True)])


def test_four_cases_are_not_minimised():
    with pytest.raises(TooFewCasesError) as refusal:
        minimise(truth_table(SEED))

    assert (refusal.value.cases, refusal.value.needed) == (4, 12)


@pytest.mark.parametrize(("conditions", "needed"), [(3, 12), (4, 12), (5, 15), (6, 18)])
def test_minimising_needs_twelve_cases_or_three_a_condition(conditions, needed):
    assert cases_needed(conditions) == needed


def every_combination(outcome) -> list[Case]:
    return [
        case(f"{base}{local}{fund}{twin}", base, local, fund, outcome(base, local, fund))
        for base, local, fund in product((True, False), repeat=3)
        for twin in (1, 2)
    ]


def test_a_single_cause_is_found():
    cases = every_combination(lambda base, _local, _fund: base)

    assert minimise(truth_table(cases)) == [{"BASE": True}]


def test_two_roads_to_the_outcome_are_both_found():
    cases = every_combination(lambda base, local, fund: (base and local) or (fund and not local))

    assert {tuple(term.items()) for term in minimise(truth_table(cases))} == {
        (("BASE", True), ("LOCAL", True)),
        (("LOCAL", False), ("FUND", True)),
    }


def test_an_outcome_nobody_has_gives_no_combination():
    assert minimise(truth_table(every_combination(lambda *_: False))) == []


@given(st.lists(st.booleans(), min_size=8, max_size=8))
def test_a_minimised_table_says_the_same_as_the_table(outcomes):
    truth = dict(zip(product((True, False), repeat=3), outcomes, strict=True))

    terms = minimise(truth_table(every_combination(lambda *values: truth[values])))

    for values, outcome in truth.items():
        here = dict(zip(("BASE", "LOCAL", "FUND"), values, strict=True))
        assert any(all(here[name] == wanted for name, wanted in term.items()) for term in terms) == outcome
