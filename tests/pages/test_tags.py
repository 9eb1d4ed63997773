"""How values are said to people."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from qiao.intake.actions import ask_closure
from qiao.intake.models import Alert, Need
from qiao.pages import words
from qiao.pages.menu import ENTRIES, menu_for
from qiao.pages.templatetags import qiao as tags
from qiao.registry.models import Item, Place
from tests.makers import make_need, make_offer

NOW = datetime(2020, 2, 1, 8, 0, tzinfo=UTC)


def plain(html: str) -> str:
    """Return what a reader sees of a fragment."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def quantified(kind: str, quantity=None, quantity_max=None, unit="只", item=None):
    return SimpleNamespace(
        quantity_kind=kind, quantity=quantity, quantity_max=quantity_max, unit=unit, item=item
    )


def test_exact_quantity_has_thousands_and_unit():
    assert plain(tags.quantity(quantified("EXACT", 2000))) == "2,000 只"


def test_range_without_upper_end_says_at_least():
    assert plain(tags.quantity(quantified("RANGE", 200))) == "≥ 200 只"


@given(st.sampled_from(["UNKNOWN", "OPEN", "NONE"]))
def test_quantity_without_a_number_is_never_shown_as_one(kind):
    assert not re.search(r"\d", plain(tags.quantity(quantified(kind))))


@pytest.mark.parametrize(
    ("kind", "said"), [("OPEN", "Any amount"), ("UNKNOWN", "Unknown"), ("NONE", "Not needed")]
)
def test_quantity_without_a_number_is_said_in_english(kind, said):
    with translation.override("en"):
        assert plain(tags.quantity(quantified(kind))) == said


def test_unit_of_the_item_is_said_in_its_own_english_word():
    item = Item(name="医用外科口罩", unit="只", unit_en="piece")

    with translation.override("en"):
        assert plain(tags.quantity(quantified("EXACT", 3, item=item))) == "3 pieces"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=3), "3 小时前"),
        (timedelta(days=2), "2 天前"),
        (timedelta(days=40), "2019-12-23"),
        (-timedelta(days=3), "还有 3 天"),
    ],
)
def test_age_is_said_in_the_largest_whole_unit(gone, said):
    assert words.age_text(NOW - gone, NOW) == said


def test_age_of_one_hour_is_singular_in_english():
    with translation.override("en"):
        assert words.age_text(NOW - timedelta(hours=1), NOW) == "1 hour ago"


def test_age_keeps_the_full_moment_on_hover():
    moment = timezone.now() - timedelta(hours=3)

    assert f'title="{words.moment_text(moment)}"' in tags.age(moment)


def test_age_of_nothing_is_a_dash():
    assert plain(tags.age(None)) == "—"


def test_short_tier_shows_only_its_degree():
    assert plain(tags.tier(1, "short")) == "一级"


def test_tier_says_its_meaning_in_english():
    with translation.override("en"):
        assert plain(tags.tier(1)) == "Tier 1: life at risk"


def test_open_need_and_open_alert_do_not_look_alike():
    assert words.tone_of(Need(), "OPEN") != words.tone_of(Alert(), "OPEN")


@given(st.text(min_size=1))
def test_state_nobody_knows_has_a_quiet_tone(state):
    assert words.tone_of(None, f"?{state}") == "past"


def test_county_is_named_in_pinyin_on_english_pages():
    with translation.override("en"):
        assert words.name_of(Place(name="英山县")) == "Yingshan County"


def test_item_is_named_in_the_language_of_the_page():
    item = Item(name="医用外科口罩", name_en="Surgical mask")

    with translation.override("en"):
        assert words.name_of(item) == "Surgical mask"


def test_amount_in_fen_is_shown_in_yuan():
    assert tags.yuan(-123456) == "−¥1,234.56"


def test_link_to_a_page_that_does_not_exist_is_empty():
    shown = Template('{% load qiao %}[{% maybe_url "nowhere:page" 1 %}]').render(Context())

    assert shown == "[]"


def test_text_of_a_record_is_escaped_in_every_badge():
    evil = SimpleNamespace(state="NEW", get_state_display=lambda: "<script>")

    assert "<script>" not in tags.state(evil)


def test_menu_groups_the_pages_of_voices_by_what_a_person_does(lin, crisis, at_work):
    (voices,) = (desk for desk in menu_for(lin, crisis, "/") if desk.key == "intake")

    assert [(str(group.label), len(group.doors), group.is_folded) for group in voices.groups] == [
        ("收：进来的", 3, False),
        ("核：打电话", 3, False),
        ("合：是不是一件", 1, False),
        ("答：有没有结果", 4, False),
        ("从哪里来", 4, True),
    ]


def test_folded_group_is_open_for_whoever_stands_in_it(lin, crisis, at_work):
    here = reverse("intake:sheet_list", args=(crisis.slug,))
    (voices,) = (desk for desk in menu_for(lin, crisis, here) if desk.key == "intake")

    assert not voices.groups[-1].is_folded


def test_menu_counts_what_waits_for_a_call_or_an_answer(lin, crisis, mask, at_work):
    make_need(lin, crisis, item=mask, is_verified=False)
    make_offer(lin, crisis, item=mask)
    ask_closure(lin, make_need(lin, crisis, item=mask), why="EXPIRED", now=NOW)
    (voices,) = (desk for desk in menu_for(lin, crisis, "/") if desk.key == "intake")

    counts = {str(door.label): door.waiting for door in voices.doors if door.waiting}

    assert (counts["核实台"], counts["未闭环"]) == ("1", "1")


def test_every_desk_of_the_chain_has_its_pages_in_the_menu():
    from qiao.chain import DESKS

    assert set(ENTRIES) == {key for key, _zh, _en in DESKS}
