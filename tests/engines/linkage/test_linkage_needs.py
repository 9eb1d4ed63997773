"""The same need told twice. All records are invented (示例数据)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qiao.engines.linkage import LinkIndex, NeedRecord, VerdictKind, is_plausible, same_need, text_marks
from qiao.engines.linkage.verdicts import POSSIBLE

TOLD = NeedRecord(
    at=datetime(2020, 2, 1, 8, tzinfo=UTC),
    item="口罩",
    organisation="石桥县人民医院",
    place="421199",
    quantity=200,
    phones=frozenset({"key-1"}),
)


def test_a_repost_an_hour_later_is_the_same_need() -> None:
    assert same_need(TOLD, replace(TOLD, at=TOLD.at + timedelta(hours=1))).kind is VerdictKind.SAME


def test_a_relay_with_another_phone_but_the_same_organisation_is_the_same_need() -> None:
    relay = replace(TOLD, phones=frozenset({"key-2"}), organisation="石桥县人民医院（设备）")

    assert same_need(TOLD, relay).kind in {VerdictKind.SAME, VerdictKind.UNSURE}


def test_another_item_from_the_same_phone_is_another_need() -> None:
    assert same_need(TOLD, replace(TOLD, item="防护服")).kind is VerdictKind.DIFFERENT


def test_the_second_hospital_of_the_county_is_another_need() -> None:
    other = replace(TOLD, organisation="石桥县第二人民医院", phones=frozenset({"key-2"}))

    assert same_need(TOLD, other).kind is VerdictKind.DIFFERENT


def test_the_same_hospital_two_weeks_later_is_not_joined_by_itself() -> None:
    later = replace(TOLD, at=TOLD.at + timedelta(days=14), quantity=500)

    assert same_need(TOLD, later).kind is not VerdictKind.SAME


def test_likeness_alone_is_never_the_same() -> None:
    bare = replace(TOLD, organisation="", phones=frozenset())

    assert same_need(bare, bare).kind is not VerdictKind.SAME


def test_a_changed_quantity_does_not_part_a_need_that_shares_its_phone() -> None:
    assert same_need(TOLD, replace(TOLD, quantity=300)).kind is VerdictKind.SAME


def test_a_later_quantity_is_an_update_of_the_same_need() -> None:
    newer = replace(TOLD, at=TOLD.at + timedelta(hours=5), quantity=300)

    assert same_need(TOLD, newer).kind is VerdictKind.UPDATE


def test_a_later_word_that_the_need_is_met_is_an_update() -> None:
    newer = replace(TOLD, at=TOLD.at + timedelta(hours=5), closed=True)

    assert same_need(TOLD, newer).kind is VerdictKind.UPDATE


def test_a_need_without_an_item_is_never_joined_by_its_organisation_alone() -> None:
    silent = replace(TOLD, item="", phones=frozenset())

    assert same_need(TOLD, silent).kind is VerdictKind.DIFFERENT


def test_two_needs_that_say_nothing_are_not_the_same() -> None:
    assert same_need(NeedRecord(), NeedRecord()).kind is VerdictKind.DIFFERENT


def test_a_repost_of_the_text_without_phone_or_organisation_is_the_same_need() -> None:
    marks = text_marks("石桥县下湾村急需饮用水，村里三百人两天没有水喝，道路已断")
    bare = replace(TOLD, organisation="", phones=frozenset(), marks=marks)

    assert same_need(bare, replace(bare, at=TOLD.at + timedelta(hours=3))).kind is VerdictKind.SAME


def test_the_county_inside_the_city_may_be_the_same_place() -> None:
    reasons = same_need(TOLD, replace(TOLD, place="421100")).reasons

    assert next(reason for reason in reasons if reason.code == "PLACE").weight > 0


def test_the_order_of_two_needs_does_not_matter() -> None:
    other = replace(TOLD, quantity=300, place="421100")

    assert same_need(TOLD, other).kind is same_need(other, TOLD).kind


def test_a_department_asks_for_its_house() -> None:
    department = replace(TOLD, organisation="石桥县人民医院设备科", phones=frozenset())

    assert same_need(TOLD, department).kind is VerdictKind.SAME


def test_another_campus_asks_for_itself() -> None:
    campus = replace(TOLD, organisation="石桥县人民医院东院区", phones=frozenset())

    assert same_need(TOLD, campus).kind is not VerdictKind.SAME


def _two_spellings(place: str) -> tuple[NeedRecord, NeedRecord]:
    town, short = "青川市石桥县河口镇卫生院", "青川市石桥河口镇卫生院"
    one, other = (replace(TOLD, organisation=name, phones=frozenset(), place=place) for name in (town, short))
    return one, other


def test_a_name_that_leaves_out_the_word_county_before_the_town_is_put_before_a_person() -> None:
    assert same_need(*_two_spellings("421100")).kind is VerdictKind.UNSURE


def test_the_county_of_both_tellings_settles_a_name_written_two_ways() -> None:
    assert same_need(*_two_spellings("421199")).kind is VerdictKind.SAME


def test_a_house_that_asks_again_after_a_week_asks_anew() -> None:
    later = replace(TOLD, at=TOLD.at + timedelta(days=8))
    verdict = same_need(TOLD, later)

    assert verdict.kind is VerdictKind.AGAIN
    assert verdict.probability < POSSIBLE


def test_asking_again_is_plausible_and_is_found_by_the_index() -> None:
    later = replace(TOLD, at=TOLD.at + timedelta(days=30), quantity=50)

    assert is_plausible(TOLD, later)
    assert [one.verdict.kind for one in LinkIndex([("first", TOLD)]).likely(later)] == [VerdictKind.AGAIN]


def test_a_shared_link_makes_a_late_telling_the_same() -> None:
    linked = replace(TOLD, links=frozenset({"link-1"}))
    later = replace(linked, at=TOLD.at + timedelta(days=8))

    assert same_need(linked, later).kind is VerdictKind.SAME


def test_another_house_of_the_county_weeks_later_asks_for_itself() -> None:
    other = replace(
        TOLD, organisation="石桥县中医院", phones=frozenset({"key-2"}), at=TOLD.at + timedelta(days=9)
    )

    assert same_need(TOLD, other).kind is VerdictKind.DIFFERENT


def test_a_name_that_lost_a_sign_is_put_before_a_person_where_the_telephone_is_shared() -> None:
    lost = replace(TOLD, organisation="石桥县人民医", quantity=None)

    assert same_need(TOLD, lost).kind in {VerdictKind.SAME, VerdictKind.UNSURE}
    assert same_need(TOLD, replace(lost, phones=frozenset())).kind is VerdictKind.DIFFERENT


def test_a_lost_sign_never_joins_two_numbers() -> None:
    first, second = (replace(TOLD, organisation=f"石桥县第{number}人民医院") for number in "一二")
    lost = replace(TOLD, organisation="石桥县第二人民医")

    for other in (second, lost):
        verdict = same_need(first, other)

        assert verdict.kind not in {VerdictKind.SAME, VerdictKind.UPDATE}
        assert min(reason.weight for reason in verdict.reasons if reason.code == "ORGANISATION") < 0
