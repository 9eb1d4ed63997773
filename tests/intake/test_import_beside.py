"""What stands beside a table: names like registered ones, rows like registered needs, needs matched since."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.intake.actions import Table, hand_in, load, restore, try_out, undo, verify_need
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded.opened import grids_of
from qiao.intake.models import ImportRow, Need
from qiao.intake.sources.tables import Direction, Plan, find_blocks, guess_roles
from qiao.registry.models import Organization
from qiao.relief.actions import make_match
from tests.conftest import NOW
from tests.intake.tables_made import clinics
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.django_db

HEADER = "单位名称,所在地,物资名称,数量,计量单位\n"


@pytest.fixture
def tried(lin, crisis, at_work, new_id):
    """Return a maker: a table of needs, tried out under guessed columns."""

    def make(content):
        batch = hand_in(lin, Table("表.csv", content), id=new_id(), crisis=crisis).batch
        block = find_blocks(grids_of(batch))[0]
        columns = [[row.cells[index] for row in block.data] for index in range(len(block.headers))]
        roles = guess_roles(block.headers, columns, is_item=catalogue_for(crisis).is_item)
        try_out(lin, batch, block, Plan(roles, Direction.NEED, year=2020), keep_repeats=False, at=NOW)
        batch.refresh_from_db()
        return batch

    return make


@pytest.fixture
def loaded(tried, lin):
    """A table of three clinics, loaded."""
    batch = tried(clinics(3))
    load(lin, batch, policy="SKIP")
    batch.refresh_from_db()
    return batch


def issues(batch, code):
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    return [(row.number, issue) for row in rows for issue in row.issues if issue["code"] == code]


def test_name_one_sign_away_from_a_registered_one_is_doubted(tried, yingshan):
    Organization.objects.create(name="示例阳光救援总队", home=yingshan)

    batch = tried(
        f"{HEADER}示例阳光救缓总队,英山县,口罩,200,只\n示例阳光救援总队,英山县,口罩,300,只\n".encode()
    )

    ((number, issue),) = issues(batch, "party_looks_like")
    assert (number, issue["level"], issue["as"], issue["why"]) == (
        2,
        "DOUBTFUL",
        "示例阳光救援总队",
        "ONE_SIGN",
    )
    assert ImportRow.objects.get(batch=batch, number=2).level == "DOUBTFUL"


def test_registered_name_and_a_name_like_no_other_are_not_remarked_on(tried, yingshan):
    Organization.objects.create(name="示例第1卫生院", home=yingshan)

    assert issues(tried(clinics(3)), "party_looks_like") == []


@pytest.fixture
def known(lin, crisis, mask, yingshan, at_work) -> Need:
    """What the first row of the table of clinics asks for, told today."""
    party = Organization.objects.create(name="示例第1卫生院", home=yingshan)
    facts = {"party": party, "is_verified": False, "quantity": 101, "at": timezone.now()}
    return make_need(lin, crisis, item=mask, place=yingshan, **facts)


def test_row_that_tells_a_known_need_again_names_it_before_loading(tried, known):

    batch = tried(clinics(2))

    found = issues(batch, "row_like_known")
    assert [(number, issue["report"]) for number, issue in found] == [(2, str(known.report_id))]
    assert Need.objects.count() == 1


def test_rows_of_one_table_are_not_called_repeats_of_each_other(tried):
    rows = "示例卫生院,英山县,口罩,200,只\n示例卫生院,英山县,口罩,300,只\n"

    assert issues(tried(f"{HEADER}{rows}".encode()), "row_like_known") == []


def test_likely_repeat_is_loaded_all_the_same(tried, lin, known):
    batch = tried(clinics(1))
    load(lin, batch, policy="ALL")

    assert Need.objects.count() == 2


def test_page_of_verdicts_leads_to_the_known_need(tried, known, as_lin: Client):
    batch = tried(clinics(1))

    page = as_lin.get(reverse("intake:import_batch", args=(batch.pk,))).content.decode()

    assert reverse("intake:report", args=(known.report_id,)) in page
    assert "可能与已登记的这一条是同一件事" in page


def matched_of(batch, lin, crisis, mask):
    """Match the first need of a batch with an offer."""
    need = Need.objects.filter(report__import_row__batch=batch).order_by("quantity")[0]
    verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=NOW)
    make_match(lin, need, make_offer(lin, crisis, item=mask), quantity=50, confirmed_at=NOW)
    return need


def test_undo_keeps_and_names_the_need_that_is_matched(loaded, lin, crisis, mask):
    need = matched_of(loaded, lin, crisis, mask)

    undone = undo(lin, loaded, at=NOW)

    assert (undone.withdrawn, [one.pk for one in undone.held]) == (2, [need.pk])
    need.refresh_from_db()
    assert need.state != "WITHDRAWN"
    assert ImportRow.objects.get(report=need.report_id).state == "LOADED"
    others = Need.objects.filter(report__import_row__batch=loaded).exclude(pk=need.pk)
    assert set(others.values_list("state", flat=True)) == {"WITHDRAWN"}


def test_page_names_what_undo_left_standing(loaded, lin, crisis, mask, association, as_lin: Client):
    need = matched_of(loaded, lin, crisis, mask)

    page = as_lin.post(reverse("intake:import_undo", args=(loaded.pk,)), follow=True).content.decode()

    assert "有 1 条已经对接，没有撤回" in page
    with scopes_disabled():
        assert need.who in page


def test_matched_need_stands_once_when_the_batch_is_given_back(loaded, lin, crisis, mask, association):
    matched_of(loaded, lin, crisis, mask)
    undo(lin, loaded, at=NOW)

    assert restore(lin, loaded) == 0
    with scope(organization=association.pk):
        assert Need.objects.filter(report__import_row__batch=loaded).exclude(state="WITHDRAWN").count() == 3
