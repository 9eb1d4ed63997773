"""Lists that may be endless: counted to a bound, read on from the last row."""

from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from qiao.accounts.paging import AtLeast, LongPaginator, keys_of, mark_of, page_of
from qiao.intake.models import Need, Report
from qiao.registry.models import Item, Place
from qiao.trail.models import Notice

pytestmark = pytest.mark.django_db


def places() -> object:
    """Thirty-four provinces, some of them without a position and a few with an end."""
    return Place.objects.filter(level=Place.Level.PROVINCE)


def walked(rows, *, per_page: int, most: int) -> list[str]:
    """Return the codes of all rows as somebody meets them who goes from page to page and on."""
    met, after = [], ""
    while True:
        pages = LongPaginator(rows, per_page, after=after, most=most)
        for number in pages.page_range:
            page = pages.page(number)
            met += [one.code for one in page]
        after = page.onward
        if not after:
            return met


@pytest.mark.parametrize(
    "order",
    [
        ("code",),
        ("-code",),
        ("level", "-name", "code"),
        ("name", "pk"),
        ("-created_at",),
        ("longitude", "code"),
        ("-valid_to", "code"),
    ],
)
def test_every_row_is_met_once_in_order_however_far_it_stands(order) -> None:
    Place.objects.filter(code__in=("110000", "420000", "510000", "650000")).update(valid_to=date(2020, 1, 1))
    Place.objects.filter(code__in=("110000", "820000")).update(longitude=None, latitude=None)
    rows = places().order_by(*order)
    met = walked(rows, per_page=3, most=7)

    assert met == [one.code for one in rows.order_by(*order, "-pk" if order[-1].startswith("-") else "pk")]
    assert len(met) == len(set(met)) == 34


def test_a_long_list_says_at_least_and_counts_no_further() -> None:
    pages = LongPaginator(places(), 5, most=20)
    with CaptureQueriesContext(connection) as asked:
        count = pages.count

    assert (str(count), f"{count:,}", count == 20, pages.num_pages) == ("20+", "20+", True, 4)
    assert "LIMIT 21" in asked[0]["sql"]


def test_a_short_list_is_counted_exactly_and_goes_nowhere_on() -> None:
    pages = LongPaginator(places(), 20, most=34)

    assert (pages.count, isinstance(pages.count, AtLeast)) == (34, False)
    assert pages.page(2).onward == ""


def test_deep_pages_skip_ids_alone_and_show_the_same_rows(monkeypatch) -> None:
    rows = Place.objects.order_by("code")
    plain = [one.code for one in rows[1000:1050]]
    with CaptureQueriesContext(connection) as asked:
        page = LongPaginator(rows, 50).page(21)
        codes = [one.code for one in page]

    assert codes == plain
    assert [sql["sql"].count('"registry_place"."name"') for sql in asked][-2:-1] == [0]


@pytest.mark.parametrize("mark", ["x", "!!", "W10", "bnVsbA", "W251bGwsbnVsbF0", "e30"])
def test_a_mark_that_is_none_begins_at_the_beginning(mark) -> None:
    pages = LongPaginator(places().order_by("code"), 5, after=mark)

    assert not pages.is_further_on
    assert pages.page(1)[0].code == "110000"


@pytest.mark.parametrize(
    ("rows", "can"),
    [
        (Need.objects.none, True),
        (Report.objects.none, True),
        (lambda: Need.objects.order_by("tier", "deadline"), True),
        (lambda: Need.objects.order_by("item__name"), False),
        (lambda: Need.objects.order_by("report__received_at"), True),
        (lambda: Notice.objects.order_by("?"), False),
        (Item.objects.distinct, False),
    ],
)
def test_only_what_is_ordered_by_columns_that_hold_something_is_read_on(rows, can, at_work) -> None:
    assert bool(keys_of(rows())) is can


def test_an_address_leads_on_and_keeps_its_filter() -> None:
    rows = places().order_by("code")
    mark = mark_of(rows[9], keys_of(rows))
    page = page_of(RequestFactory().get("/", {"after": mark, "page": "2"}), rows, 10)

    assert [page[0].code, page.paginator.is_further_on, page.paginator.count] == [rows[20].code, True, 24]
