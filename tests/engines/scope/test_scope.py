"""What fits a scope: charters read, needs held against four aspects, only who meets all of them named."""

import pytest

from qiao.engines.scope import (
    Answer,
    Aspect,
    Doer,
    Kind,
    Needed,
    Said,
    Standing,
    competent,
    fit,
    kinds_of,
    read_scope,
)

CHARTER = "组织会员开展扶老助残、赈灾救助、应急志愿服务；不含医疗；反映会员诉求，向有关部门提出建议。"
WATER = Needed("1", "water-drinking", kinds_of("water-drinking"), ("421124", "421100"), "英山县", 100, "升")
HEART = Needed(
    "2",
    "counselling",
    kinds_of("counselling"),
    ("421124",),
    "英山县",
    5,
    "人",
    "PSYCHOLOGY",
    Said("心理援助", "psychological support"),
)
ABLE = Doer("a", "甲", {Kind.RELIEF: "赈灾"}, frozenset({"421100"}), {}, {"water-drinking": 100})


def test_a_charter_names_kinds_by_its_own_words_and_what_it_excludes_is_left_out():
    found = {one.kind: one.words for one in read_scope(CHARTER)}

    assert found == {
        Kind.ELDERLY: "扶老",
        Kind.DISABILITY: "助残",
        Kind.RELIEF: "赈灾",
        Kind.VOLUNTEERING: "志愿",
        Kind.ADVOCACY: "诉求",
    }
    assert all(CHARTER[one.start : one.end] == one.words for one in read_scope(CHARTER))


@pytest.mark.parametrize(
    ("needed", "doer", "standing"),
    [
        (WATER, ABLE, Standing.FITS),
        (WATER, Doer("a", "甲", ABLE.kinds, ABLE.places, {}, {"water-drinking": 99}), Standing.SHORT),
        (WATER, Doer("a", "甲", ABLE.kinds, ABLE.places), Standing.SHORT),
        (WATER, Doer("a", "甲", ABLE.kinds, frozenset({"340000"}), {}, ABLE.stock), Standing.ELSEWHERE),
        (WATER, Doer("a", "甲", ABLE.kinds, None, {}, ABLE.stock), Standing.UNKNOWN),
        (WATER, Doer("a", "甲", None, ABLE.places, {}, ABLE.stock), Standing.UNKNOWN),
        (WATER, Doer("a", "甲", {Kind.MENTAL: ""}, ABLE.places, {}, ABLE.stock), Standing.OUTSIDE),
        (HEART, ABLE, Standing.OUTSIDE),
        (Needed("3", "", frozenset(), WATER.places), ABLE, Standing.UNKNOWN),
    ],
)
def test_a_need_stands_to_a_doer_by_four_aspects(needed, doer, standing):
    found = fit(needed, doer)

    assert found.standing is standing
    assert [one.aspect for one in found.findings] == list(Aspect)
    assert all(one.why.zh and one.why.en for one in found.findings)


def test_unknown_means_are_told_as_unknown_never_as_nothing():
    found = fit(WATER, Doer("a", "甲", ABLE.kinds, ABLE.places))

    assert found.of(Aspect.MEANS).answer is Answer.UNKNOWN


def test_only_who_meets_scope_and_place_is_named_and_who_also_has_the_people_comes_first():
    kinds, here = {Kind.MENTAL: "心理"}, frozenset({"421124"})
    doers = [
        Doer("1", "没有人的", kinds, here, {}, {}),
        Doer("2", "有人的", kinds, here, {"PSYCHOLOGY": 2}, {"counselling": 9}),
        Doer("3", "外地的", kinds, frozenset({"310000"}), {"PSYCHOLOGY": 2}),
        Doer("4", "别的事", {Kind.RELIEF: ""}, here, {"PSYCHOLOGY": 2}),
    ]

    assert [one.name for one, _fit in competent(HEART, doers)] == ["有人的", "没有人的"]


def test_work_for_a_group_covers_what_the_group_needs():
    kinds = kinds_of("rice", groups=["ELDERLY"])

    assert Kind.ELDERLY in kinds
    assert Kind.ELDERLY not in kinds_of("rice")
    assert kinds_of("") == frozenset()
