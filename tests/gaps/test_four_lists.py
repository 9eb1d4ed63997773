"""The four lists from records to findings: what stands high, what is not seen, what is new, who fell silent."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from qiao.engines.gaps import HeardLine
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import CoverageStatement, Gap, GapSearch, Grain, OfficialFigure, PlaceFact
from qiao.gaps.queries.basis import basis_of
from qiao.gaps.queries.behind import lines_behind, needs_behind, reports_behind
from qiao.gaps.queries.drafts import fallen_silent
from qiao.gaps.queries.hearing import city_of
from qiao.intake.actions.sheets import load_version, open_sheet
from qiao.intake.actions.understand import interpret_report
from qiao.intake.sources.sheet import Differ
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import Place
from tests.intake.test_sheets import FIRST, SECOND, rows
from tests.makers import make_need, make_report

pytestmark = pytest.mark.usefixtures("at_work")
HUANGGANG = "4211"


@pytest.fixture
def county_facts(association, crisis, now):
    """Give every county of 黄冈 a hundred thousand people, half of whose needs would reach us."""
    crisis.places.set([Place.objects.get(code="421100")])
    counties = Place.objects.filter(
        code__startswith=HUANGGANG, level="COUNTY", is_grouping=False, valid_to=None
    )
    for place in counties:
        told = {"organization": association, "place": place}
        PlaceFact.objects.create(
            **told, kind="POPULATION", value=100_000, as_of=date(2019, 1, 1), source="示例数据"
        )
        CoverageStatement.objects.create(**told, crisis=crisis, share=0.5, reason="示例数据", stated_at=now)
    return list(counties)


def find(actor, crisis, now, **more):
    search = find_gaps(actor, crisis, now=now, **more)
    return {one.gap.key: one for one in search.sightings.select_related("gap")}


# Excess need


def test_where_far_more_is_heard_than_people_explain_is_found_with_its_numbers(
    lin, crisis, county_facts, mask, yingshan, now
):
    for place in county_facts:
        make_need(lin, crisis, item=mask, place=place, is_verified=False)
    for _ in range(20):
        make_need(lin, crisis, item=mask, place=yingshan, is_verified=False)

    seen = find(lin, crisis, now)["EXCESS|421124||"]

    assert seen.observed >= 21
    assert seen.expected < seen.observed / 2
    assert seen.ratio_low > 1
    assert seen.p_value <= 0.05
    assert seen.facts["places"][0] == "421124"


def test_the_same_search_again_finds_the_same_to_the_last_digit(
    lin, crisis, county_facts, mask, yingshan, now
):
    for _ in range(20):
        make_need(lin, crisis, item=mask, place=yingshan, is_verified=False)

    def told(found):
        return {key: (one.p_value, one.ratio, one.reason, one.facts) for key, one in found.items()}

    assert told(find(lin, crisis, now, seed=7)) == told(find(lin, crisis, now, seed=7))


def test_the_records_behind_a_finding_are_those_it_counted(
    lin, crisis, county_facts, mask, yingshan, luotian, now
):
    ours = {make_need(lin, crisis, item=mask, place=yingshan, is_verified=False).pk for _ in range(20)}
    later = make_need(lin, crisis, item=mask, place=yingshan, is_verified=False, at=now + timedelta(days=1))

    find(lin, crisis, now, known_at=now)
    gap = Gap.objects.get(kind=Gap.Kind.EXCESS)

    assert set(needs_behind(gap).values_list("pk", flat=True)) == ours
    assert later.pk not in ours


# Blind spots


def test_what_volunteers_hear_and_the_official_count_passes_over_is_found(
    lin, association, crisis, county_facts, mask, yingshan, now
):
    for place in county_facts:
        for _ in range(4):
            make_need(lin, crisis, item=mask, place=place, is_verified=False)
        OfficialFigure.objects.create(
            organization=association, crisis=crisis, kind="CASES", place=place, source="示例数据", stated_on=date(2020, 1, 30),
            quantity_kind="EXACT", quantity=1 if place == yingshan else 400,
        )  # fmt: skip

    seen = find(lin, crisis, now)["BLIND_SPOT|421124||"]

    assert (seen.official, seen.observed) == (1, 4)
    assert seen.ratio_low > 1


# New words


def test_what_no_thing_of_the_registry_holds_is_listed_with_its_voices(lin, crisis, now):
    texts = [f"示例数据：急需轮椅坡道板，{where}" for where in ("东门", "西门", "南门")]
    reports = [make_report(lin, crisis, text=text) for text in texts]
    for report in reports:
        interpret_report(lin, report)

    find(lin, crisis, now)

    gap = next(one for one in Gap.objects.filter(kind=Gap.Kind.NEW_KIND) if "坡道板" in one.term)
    assert {one.pk for one in reports_behind(gap)} == {one.pk for one in reports}
    assert gap.observed == 3


# Falling silent


def test_a_unit_that_vanished_from_a_sheet_makes_its_place_silent(lin, crisis, luotian, now):
    crisis.places.add(luotian)
    sheet = open_sheet(lin, crisis, name="示例表", open_marks={"1"})
    differ = Differ(national_gazetteer())
    for hours, lines in enumerate(((FIRST, SECOND), (FIRST,))):
        at = now + timedelta(hours=hours)
        load_version(lin, sheet, differ.version(at.isoformat(), at, rows(*lines)))

    find(lin, crisis, now + timedelta(hours=2))

    gap = Gap.objects.get(place=luotian)
    assert gap.facts["vanished"] == 1
    assert [one.institution.name for one in lines_behind(gap)] == ["示例第二医院"]
    assert not Gap.objects.exclude(place=luotian).exists()


def test_what_was_heard_before_a_place_fell_silent_can_be_frozen_as_evidence(
    as_lin, lin, crisis, luotian, shanghai, now
):
    crisis.places.add(luotian, shanghai)
    sheet = open_sheet(lin, crisis, name="示例表", open_marks={"1"})
    differ = Differ(national_gazetteer())
    for hours, lines in enumerate(((FIRST, SECOND), (FIRST,))):
        at = now + timedelta(hours=hours)
        load_version(lin, sheet, differ.version(at.isoformat(), at, rows(*lines)))
    find(lin, crisis, now + timedelta(hours=2))

    pages = {
        one.place.name: as_lin.get(reverse("gaps:gap", args=[one.pk])).content.decode()
        for one in Gap.objects.filter(kind=Gap.Kind.SILENT)
    }

    assert {name for name, page in pages.items() if "定格为证据" in page} == {luotian.name}
    assert shanghai.name in pages


def test_the_city_where_most_fell_silent_comes_before_one_of_one(now):
    def line(number, place, *, gone):
        return HeardLine(
            f"{place}{number}", f"{place}{number}", place, (now,), now + timedelta(hours=1) if gone else None
        )

    lines = [line(n, "many", gone=n < 17) for n in range(32)] + [line(0, "one", gone=True)]
    lines += [line(n, "few", gone=n < 2) for n in range(30)]

    assert [one.place for one in fallen_silent(lines, now + timedelta(days=1))] == ["many", "one", "few"]


@pytest.mark.shared
def test_in_2020_the_units_dropped_around_the_first_of_february_are_found_without_being_told_where(shared):
    """Read only who stood in the sheet and when: 孝感 and 咸宁 are among the first."""
    with (shared / "wuhan2020" / "hospital_history.csv").open(encoding="utf-8") as table:
        told = list(csv.DictReader(table))
    gazetteer = national_gazetteer()
    names = {
        name: gazetteer.choose(gazetteer.by_name(name, context=("420000",)))
        for name in {row["city"] for row in told}
    }
    lines = [
        HeardLine(
            line=str(number),
            speaker=f"{row['city']}{row['hospital']}",
            place=city_of(names[row["city"]].code),
            heard=(datetime.fromisoformat(row["first_seen"]),),
            vanished=None if row["last_seen"] == "(head)" else datetime.fromisoformat(row["last_seen"]),
        )
        for number, row in enumerate(told)
    ]

    found = fallen_silent(lines, datetime.fromisoformat("2020-02-05T00:00+08:00"))

    first = [one.place for one in found[:3]]
    assert {"420900", "421200"} <= set(first)
    gone = sum(one.measured["facts"]["vanished"] for one in found)
    assert gone > 50


# Cities, basis, command


def test_a_city_is_the_sum_of_its_counties(lin, crisis, county_facts, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan, is_verified=False)
    search = GapSearch(crisis=crisis, grain=Grain.CITY, known_at=now)

    (record,) = basis_of(crisis, search).records

    assert record.place == "421100"
    assert record.population == 100_000 * len(county_facts)
    assert record.coverage == pytest.approx(0.5)
    assert record.reports == 1


def test_a_city_with_a_county_of_unknown_population_is_unknown(lin, crisis, county_facts, now):
    PlaceFact.objects.filter(place=county_facts[0]).delete()

    (record,) = basis_of(crisis, GapSearch(crisis=crisis, grain=Grain.CITY, known_at=now)).records

    assert record.population is None


def test_the_command_goes_through_a_past_crisis_moment_by_moment(
    lin, association, crisis, mask, yingshan, now
):
    make_need(lin, crisis, item=mask, place=yingshan)
    out = StringIO()

    call_command(
        "gaps", crisis=crisis.slug, organization=association.name, first=datetime(2020, 1, 30, tzinfo=UTC), last=datetime(2020, 2, 2, tzinfo=UTC), every=24, stdout=out
    )  # fmt: skip

    assert GapSearch.objects.count() == 4
    assert "1 / 1 places heard" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"crisis": "none"}, "No such crisis"),
        ({"every": 0}, "at least one hour"),
        ({"first": datetime(2020, 1, 30, tzinfo=UTC)}, "together"),
        (
            {"first": datetime(2020, 2, 20, tzinfo=UTC), "last": datetime(2020, 1, 1, tzinfo=UTC)},
            "must not be later",
        ),
    ],
)
def test_the_command_says_what_is_wrong(crisis, association, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("gaps", **{"crisis": crisis.slug, "organization": association.name} | options)
