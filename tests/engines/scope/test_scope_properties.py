"""What holds of any charter, need and organisation: more of anything never makes a fit worse."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.scope import Answer, Aspect, Doer, Kind, Needed, Said, Standing, competent, fit, read_scope

KINDS = st.sets(st.sampled_from(list(Kind)), max_size=3)
PLACES = st.sets(st.sampled_from(["421124", "421100", "420000", "310000"]), max_size=2)
NEEDS = st.builds(
    lambda kinds, places, pieces, skill: Needed(
        "1", "water", frozenset(kinds), tuple(sorted(places)), "某地", pieces, "升", skill, Said("甲", "a")
    ),
    KINDS,
    PLACES,
    st.none() | st.integers(0, 100),
    st.sampled_from(["", "DRIVING"]),
)
DOERS = st.builds(
    lambda name, kinds, places, people, free: Doer(
        name,
        name,
        kinds and dict.fromkeys(kinds, ""),
        places and frozenset(places),
        None if people is None else {"DRIVING": people},
        None if free is None else {"water": free},
    ),
    st.sampled_from("甲乙丙丁"),
    st.none() | KINDS,
    st.none() | PLACES,
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 100),
)
PIECES = st.sampled_from(
    ["扶老", "助残", "赈灾救助", "不含医疗", "；", "、", "应急志愿服务", "心理援助", "除外", "。", "x", "\n"]
)


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_every_clause_is_words_of_the_charter_and_no_kind_stands_twice(charter):
    found = read_scope(charter)

    assert all(charter[one.start : one.end] == one.words for one in found)
    assert len({one.kind for one in found}) == len(found)


@settings(max_examples=60)
@given(NEEDS, DOERS)
def test_more_stock_people_places_and_kinds_never_make_a_known_fit_worse(needed, doer):
    order, before = list(Standing), fit(needed, doer)
    more = replace(
        doer,
        kinds=doer.kinds and {**doer.kinds, **dict.fromkeys(needed.kinds, "")},
        places=doer.places and doer.places | set(needed.places),
        skills=None if doer.skills is None else {"DRIVING": doer.skills["DRIVING"] + 1},
        stock=None if doer.stock is None else {"water": doer.stock["water"] + 100},
    )

    after = fit(needed, more)
    assert order.index(after.standing) <= order.index(before.standing) or before.standing is Standing.UNKNOWN
    assert tuple(one.aspect for one in after.findings) == tuple(Aspect)


@settings(max_examples=40)
@given(NEEDS, DOERS)
def test_only_four_times_yes_fits(needed, doer):
    told = fit(needed, doer)

    assert (told.standing is Standing.FITS) == ({one.answer for one in told.findings} == {Answer.YES})


@settings(max_examples=30)
@given(NEEDS, st.lists(DOERS, max_size=6, unique_by=lambda one: one.id), st.randoms())
def test_who_is_competent_does_not_hang_on_the_order(needed, doers, chance):
    told, mixed = competent(needed, doers), list(doers)
    chance.shuffle(mixed)

    assert competent(needed, mixed) == told
    assert {one.id for one, _fit in told} <= {one.id for one in doers}
