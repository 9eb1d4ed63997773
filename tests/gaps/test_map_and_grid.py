"""Where people were heard and where not, drawn without boundaries; and what is asked for, where, for whom."""

import json
import random
import re
import uuid
from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse

from qiao.exceptions import BoundaryUnapprovedError, BoundaryUnreadableError
from qiao.gaps.drawing import LABEL_HEIGHT, LABEL_WIDTH, LABELS, PHONE_TYPE, Spot, draw
from qiao.gaps.models import Boundary, Grain
from qiao.gaps.outlines import approval_of, outlines_of
from qiao.gaps.queries.grid import UNNAMED, grid
from qiao.gaps.queries.hearing import city_of, places_of, voices_by_place
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.models import Need
from qiao.registry.models import Place
from tests.gaps.test_beside import record
from tests.makers import MESSAGE, make_need

pytestmark = pytest.mark.usefixtures("at_work")
SQUARE = [[[115.0, 30.0], [116.0, 30.0], [116.0, 31.0], [115.0, 30.0]]]


def shape(code="421124", kind="Polygon", coordinates=SQUARE):
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": {"type": kind, "coordinates": coordinates}}  # fmt: skip


def geojson(*shapes):
    return json.dumps({"type": "FeatureCollection", "features": list(shapes)}).encode()


# Voices by place


@pytest.mark.parametrize(
    ("code", "city"),
    [("421124", "421100"), ("429004", "429004"), ("110105", "110000"), ("500101", "500000"), ("421100", "421100")],
)  # fmt: skip
def test_every_place_has_a_city(code, city):
    assert city_of(code) == city


@pytest.mark.parametrize("grain", Grain.values)
def test_the_database_finds_the_same_city_as_we_do(lin, crisis, mask, yingshan, luotian, grain, now):
    for place in (yingshan, yingshan, luotian):
        make_need(lin, crisis, item=mask, place=place)

    heard = voices_by_place(crisis, grain=grain, known_at=now)

    wanted = {"421124": 2, "421123": 1} if grain == Grain.COUNTY else {"421100": 3}
    assert heard == wanted


def test_a_need_found_untrue_is_no_voice(lin, crisis, mask, yingshan, now):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    Need.objects.filter(pk=need.pk).update(state="REJECTED")

    assert voices_by_place(crisis, grain=Grain.COUNTY, known_at=now) == {}


def test_a_province_has_its_counties_and_its_cities(crisis, now):
    crisis.places.set([type(crisis.places.get()).objects.get(code="420000")])

    counties, cities = places_of(crisis, Grain.COUNTY, at=now), places_of(crisis, Grain.CITY, at=now)

    assert len(cities) == 17
    assert {"429004", "421100", "422800"} <= {one.code for one in cities}
    assert {"429004", "421124"} <= {one.code for one in counties}
    assert not [one for one in counties if one.is_grouping]


def test_a_city_without_counties_stands_for_itself(crisis, now):
    crisis.places.set([Place.objects.get(code="441900")])

    found = [[one.code for one in places_of(crisis, grain, at=now)] for grain in (Grain.COUNTY, Grain.CITY)]

    assert found == [["441900"], ["441900"]]


def test_what_came_in_later_was_not_known_whenever_it_was_said(lin, crisis, yingshan, now):
    receive_report(
        lin,
        Message(MESSAGE, said_at=now - timedelta(days=2)),
        id=uuid.uuid4(),
        crisis=crisis,
        source="PASTE",
        received_at=now,
        place=yingshan,
    )

    then, today = (
        voices_by_place(crisis, grain=Grain.COUNTY, known_at=at) for at in (now - timedelta(hours=1), now)
    )

    assert (then, today) == ({}, {"421124": 1})


# The map


def test_every_place_stands_inside_the_picture():
    spots = [Spot(str(n), f"县{n}", 110 + n % 7, 30 + n // 7, voices=n % 3) for n in range(40)]

    drawing = draw(spots)

    assert len(drawing.spots) == 40
    assert all(0 <= one.x <= drawing.width and 0 <= one.y <= drawing.height for one in drawing.spots)


def test_names_do_not_cover_each_other():
    at = random.Random(1)  # noqa: S311 - the same places every time
    spots = [
        Spot(str(n), "一个很长的地名", at.uniform(110, 118), at.uniform(28, 34), voices=1) for n in range(60)
    ]

    named = [one for one in draw(spots).spots if one.is_labelled]

    width = LABEL_WIDTH * 7
    boxes = [(one.label_x - width * one.is_left, one.label_y) for one in named]
    assert 10 < len(named) <= LABELS
    assert not [
        (one, other)
        for one, other in combinations(boxes, 2)
        if abs(one[0] - other[0]) < width and abs(one[1] - other[1]) < LABEL_HEIGHT
    ]


def test_names_in_the_larger_type_of_a_phone_stay_inside_the_map():
    spots = [Spot(str(n), "Wufengtujiazu County", 110 + n, 30 + n % 3, voices=1) for n in range(9)]

    drawing = draw(spots)

    width = LABEL_WIDTH * PHONE_TYPE * len("Wufengtujiazu County") / 2
    named = [one for one in drawing.spots if one.is_labelled]
    assert len(named) > 5
    assert all(one.label_x + width * (not one.is_left) <= drawing.width for one in named)
    assert all(one.label_x - width * one.is_left >= 0 for one in named)


def test_no_place_no_map():
    assert draw([]) is None


def test_the_page_draws_a_voice_as_a_circle_and_silence_as_a_square(
    as_lin, lin, crisis, mask, yingshan, luotian
):
    crisis.places.add(luotian)
    make_need(lin, crisis, item=mask, place=yingshan)

    page = as_lin.get(reverse("gaps:gap_list", args=[crisis.slug])).content.decode()

    picture = page[page.index('<svg class="gap-map"') :]
    picture = picture[: picture.index("</svg>")]
    assert picture.count("<circle") == picture.count("<rect") == 1
    assert re.search(r"<title>罗田县[^<]*没有声音，情况未知", picture)


def test_a_voice_from_beyond_the_crisis_is_told_and_does_not_shrink_the_map(
    as_lin, lin, crisis, mask, yingshan, shanghai
):
    make_need(lin, crisis, item=mask, place=yingshan)
    make_need(lin, crisis, item=mask, place=shanghai)

    page = as_lin.get(reverse("gaps:gap_list", args=[crisis.slug])).content.decode()

    picture = page[page.index('<svg class="gap-map"') :]
    assert picture[: picture.index("</svg>")].count("<circle") == 1
    assert f"事件范围以外也有声音：{shanghai.name} 1。" in re.sub(r"<[^>]+>", "", page)


def test_where_nobody_said_what_a_crisis_touches_every_voice_is_drawn(
    as_lin, lin, crisis, mask, yingshan, shanghai
):
    crisis.places.clear()
    for place in (yingshan, shanghai):
        make_need(lin, crisis, item=mask, place=place)

    page = as_lin.get(reverse("gaps:gap_list", args=[crisis.slug])).content.decode()

    picture = page[page.index('<svg class="gap-map"') :]
    assert picture[: picture.index("</svg>")].count("<circle") == 2


# Approved boundaries


@pytest.mark.parametrize(
    "text", ["GS(2019)1822号", "GS（2019）1822号", "鄂S(2020)005号", " GS京(2022)1061号 "]
)
def test_an_approval_number_is_known(text):
    assert approval_of(text)


@pytest.mark.parametrize("text", ["", "没有", "1822", "GS2019"])
def test_boundaries_without_an_approval_number_are_refused(text):
    with pytest.raises(BoundaryUnapprovedError):
        approval_of(text)


def test_outlines_are_read_by_code():
    found = outlines_of(geojson(shape(), shape("156420000", "MultiPolygon", [SQUARE, SQUARE])))

    assert {code: len(rings) for code, rings in found.items()} == {"421124": 1, "420000": 2}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "不是 JSON"),
        (b"[" * 100_000, "不是 JSON"),
        (b"{}", "没有 features"),
        (geojson(shape(), shape("四二")), "第 2 个图形，没有六位区划代码"),
        (geojson(shape(kind="Point", coordinates=[115, 30])), "第 1 个图形，不是多边形"),
        (geojson(shape(coordinates=[[[115, 30], [500, 30], [116, 31], [115, 30]]])), "坐标不在地球上"),
        (geojson(shape(coordinates=[["甲", "乙"]])), "坐标不是数"),
    ],
)
def test_a_faulty_file_is_refused_with_place_and_remedy(content, words):
    with pytest.raises(BoundaryUnreadableError, match=words):
        outlines_of(content)


def test_an_approved_map_lies_beneath_the_points(as_lin, lin, crisis, mask, yingshan):
    from django.core.files.uploadedfile import SimpleUploadedFile

    make_need(lin, crisis, item=mask, place=yingshan)
    facts = {"file": SimpleUploadedFile("hubei.geojson", geojson(shape())), "approval": "GS（2019）1822号", "source": "示例数据"}  # fmt: skip

    answer = as_lin.post(reverse("gaps:boundary"), facts)

    page = as_lin.get(reverse("gaps:gap_list", args=[crisis.slug])).content.decode()
    assert answer.status_code == 302
    assert Boundary.objects.get().approval == "GS(2019)1822号"
    assert 'class="outline"' in page
    assert "GS(2019)1822号" in page


# The grid


@pytest.fixture
def three_needs(lin, crisis, mask, gown, yingshan, luotian):
    first = make_need(lin, crisis, item=mask, place=yingshan)
    make_need(lin, crisis, item=gown, place=yingshan)
    unnamed = make_need(lin, crisis, item=mask, place=luotian)
    Need.objects.filter(pk=first.pk).update(who_groups=["ELDERLY", "SICK"])
    Need.objects.filter(pk=unnamed.pk).update(item=None, item_text="哀伤陪伴")


def test_the_grid_counts_needs_by_place_and_thing(three_needs, crisis, now):
    found = grid(crisis, grain=Grain.COUNTY, known_at=now, unnamed="目录里没有的")

    assert [(row.place.code, row.total) for row in found.rows] == [("421124", 2), ("421123", 1)]
    assert sum(sum(row.counts) for row in found.rows) == 3
    assert found.columns[-1].key == UNNAMED


def test_the_grid_of_one_group_counts_only_what_was_told_for_it(three_needs, crisis, now):
    found = grid(crisis, grain=Grain.COUNTY, known_at=now, group="ELDERLY")

    assert [(row.place.code, row.total) for row in found.rows] == [("421124", 1)]
    assert found.groups == {"ELDERLY": 1, "SICK": 1}


def test_a_dot_marks_what_the_official_list_has(three_needs, as_lin, lin, crisis, mask, yingshan):
    record(lin, crisis, yingshan, mask, 20)

    page = as_lin.get(reverse("gaps:grid", args=[crisis.slug])).content.decode()

    assert page.count("stated-dot") == 1


def test_the_grid_and_the_findings_are_taken_out_as_tables(three_needs, as_lin, lin, crisis):
    as_lin.post(reverse("gaps:find", args=[crisis.slug]))

    table = as_lin.get(reverse("gaps:grid_csv", args=[crisis.slug])).content.decode("utf-8-sig")
    findings = as_lin.get(reverse("gaps:findings_csv", args=[crisis.slug])).content.decode("utf-8-sig")

    assert table.splitlines()[0].startswith("place_code,place,all_at_least")
    assert findings.splitlines()[0].startswith("kind,place_code,place,")
