"""The page of what forms changed: both sides of a conflict, decided by a person."""

import pytest
from django_scopes import scope

from qiao.intake import actions
from qiao.intake.models import FormResult, Need
from tests.api.forms import ANSWERS, filled, publish, telephone
from tests.conftest import NOW

LIST = "/e/small/field-forms/results/"


@pytest.fixture
def waiting(association, lin, crisis) -> FormResult:
    """A correction of a need that was verified since: 2,000 became 500 on the form."""
    import uuid

    with scope(organization=association.pk):
        version = publish(lin, crisis)
        phone, pk = telephone(lin, crisis, version), uuid.uuid4()
        phone.send(filled(version, pk))
        actions.verify_need(lin, Need.objects.get(), method="PHONE", result="CONFIRMED", checked_at=NOW)
        phone.send(filled(version, replaces=pk, **ANSWERS | {"quantity": "500"}))
        return FormResult.objects.get()


def quantity(association) -> int:
    with scope(organization=association.pk):
        return Need.objects.get().quantity


def test_both_sides_of_a_conflict_are_shown_with_the_reason(as_lin, waiting):
    page = as_lin.get(LIST).content.decode()

    assert "2,000只" in page
    assert "500只" in page
    assert "填表以后这条记录有人改过或核实过" in page


@pytest.mark.parametrize(("apply", "after"), [("1", 500), ("0", 2000)])
def test_a_person_decides(as_lin, waiting, association, apply, after):
    answer = as_lin.post(f"/form-results/{waiting.pk}/decide/", {"apply": apply})

    assert (answer.status_code, quantity(association)) == (302, after)
    assert b"decide/" not in as_lin.get(LIST).content


def test_a_volunteer_sees_it_and_decides_nothing(as_chen, waiting, association):
    assert as_chen.get(LIST).status_code == 200
    assert as_chen.post(f"/form-results/{waiting.pk}/decide/", {"apply": "1"}).status_code == 403
    assert quantity(association) == 2000


def test_the_page_of_forms_counts_what_waits(as_lin, waiting):
    assert 'text-bg-warning">1<' in as_lin.get("/e/small/field-forms/").content.decode()


def test_an_empty_page_says_what_will_be_here(as_lin, crisis):
    assert "还没有表单改动过记录" in as_lin.get(LIST).content.decode()
