"""Many phrases in one pass."""

from qiao.engines.extraction.normal import normalise
from qiao.engines.extraction.phrases import PhraseIndex


def test_the_longest_phrase_at_a_place_wins():
    index = PhraseIndex([("英山", "short"), ("英山县", "full"), ("山县", "never")])

    assert index.find("到英山县和英山") == [(1, 4, "full"), (5, 7, "short")]


def test_the_leftmost_phrase_wins_over_a_longer_one_within_it():
    index = PhraseIndex([("武昌", 1), ("昌平区", 2)])

    assert index.find("武昌平区") == [(0, 2, 1)]


def test_of_equal_phrases_the_first_counts():
    assert PhraseIndex([("口罩", 1), ("口罩", 2)]).find("口罩") == [(0, 2, 1)]


def test_half_a_surrogate_pair_is_read_as_a_sign_that_says_nothing():
    broken = normalise("英山\ud83d县")

    assert broken.text == "英山□县"
    assert PhraseIndex([("英山", 1)]).find(broken.text) == [(0, 2, 1)]
