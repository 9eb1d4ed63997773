import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.comparison import Level, krippendorff_alpha

N = None
# Krippendorff's data "C": 4 coders by 12 units, as in the manual of R's irr.
DATA_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
codes = st.one_of(st.none(), st.integers(1, 4))


@pytest.mark.parametrize(
    ("level", "alpha"),
    [
        (Level.NOMINAL, 0.743),
        (Level.ORDINAL, 0.815),
        (Level.INTERVAL, 0.849),
        (Level.RATIO, 0.797),
    ],
)
def test_krippendorffs_data_c_has_its_published_alpha(level, alpha):
    assert krippendorff_alpha(DATA_C, level) == pytest.approx(alpha, abs=0.0005)


def test_coders_who_agree_on_all_have_alpha_one():
    assert krippendorff_alpha([[1, 2, 3], [1, 2, 3]]) == 1


def test_one_value_throughout_says_nothing_about_agreement():
    assert krippendorff_alpha([[1, 1, 1], [1, 1, 1]]) is None


def test_units_judged_once_say_nothing_about_agreement():
    assert krippendorff_alpha([[1, N], [N, 2]]) is None


def test_coders_of_different_numbers_of_units_are_refused():
    with pytest.raises(ValueError, match="zip"):
        krippendorff_alpha([[1, 2], [1]])


@given(st.lists(st.tuples(codes, codes, codes), min_size=1, max_size=12), st.sampled_from(Level))
def test_the_order_of_coders_does_not_matter(units, level):
    ratings = [list(coder) for coder in zip(*units, strict=True)]

    backwards = krippendorff_alpha(ratings[::-1], level)

    assert backwards == pytest.approx(krippendorff_alpha(ratings, level))


@given(st.lists(st.tuples(codes, codes), min_size=1, max_size=12), st.sampled_from(Level))
def test_alpha_never_exceeds_one(units, level):
    alpha = krippendorff_alpha([list(coder) for coder in zip(*units, strict=True)], level)

    assert alpha is None or alpha <= 1
