"""A form that replaces an earlier one: the record is amended with its history, once, and never behind a person's back."""

import uuid

import pytest
from django_scopes import scope, scopes_disabled

from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake import actions
from qiao.intake.models import FilledForm, FormResult, Need, Offer, Report
from qiao.trail.chain import verify
from qiao.trail.models import TrailEntry
from tests.api.forms import ANSWERS, filled, publish, telephone
from tests.conftest import NOW

CORRECTED = ANSWERS | {"quantity": "500", "tier": "1"}


@pytest.fixture
def need_form(at_work, lin, crisis):
    return publish(lin, crisis)


@pytest.fixture
def phone(lin, crisis, need_form):
    return telephone(lin, crisis, need_form)


@pytest.fixture
def first(phone, need_form):
    """A filled form that opened a need of 2,000 masks."""
    pk = uuid.uuid4()
    assert phone.send(filled(need_form, pk)).status_code == 201
    return pk


def correct(phone, first, pk=None, /, **answers):
    return phone.send(filled(phone.version, pk, replaces=first, **(answers or CORRECTED)))


def test_a_correction_amends_the_need_and_opens_no_second(phone, first):
    answer = correct(phone, first)

    need = Need.objects.get()
    assert (answer.status_code, need.quantity, need.tier) == (201, 500, 1)
    assert need.report_id == first


def test_nothing_of_the_old_form_is_lost(phone, first, lin, need_form):
    pk = uuid.uuid4()
    correct(phone, first, pk)

    new = FilledForm.objects.get(pk=pk)
    result = FormResult.objects.get()
    text, _contact = actions.reveal_report(lin, Report.objects.get(pk=first), reason="核对")
    assert new.replaces_id == first
    assert "需要多少：2000" in text
    assert (result.before["amount"], result.after["amount"]) == ("2,000只", "500只")


def test_the_history_of_the_need_names_what_it_said_before(phone, first):
    correct(phone, first)

    entry = TrailEntry.objects.filter(verb="need.amend").get()
    assert entry.details["before"] == "2,000只"
    assert verify().breaks == ()


def test_the_corrected_form_is_a_further_source_of_the_need(phone, first):
    pk = uuid.uuid4()
    correct(phone, first, pk)

    telling = Need.objects.get().tellings.get()
    assert (telling.report_id, telling.how) == (pk, "FORM")


def test_the_same_correction_sent_twice_counts_once(phone, first):
    pk = uuid.uuid4()

    statuses = [correct(phone, first, pk).status_code for _ in range(2)]

    assert statuses == [201, 202]
    assert FormResult.objects.count() == 1
    assert Report.objects.count() == 2


def test_a_correction_of_a_correction_amends_the_same_need(phone, first):
    second = uuid.uuid4()
    correct(phone, first, second)
    correct(phone, second, **CORRECTED | {"quantity": "300"})

    assert Need.objects.get().quantity == 300
    assert [one.state for one in FormResult.objects.order_by("created_at")] == ["DONE", "DONE"]


def test_a_correction_of_what_never_came_is_refused_and_kept_nowhere(phone, first):
    answer = correct(phone, uuid.uuid4())

    assert answer.status_code == 409
    assert "先把原来那份发上来" in answer.content.decode()
    assert Report.objects.count() == 1


def test_a_correction_of_another_organisations_form_is_refused(phone, first, other_association, zhao, crisis):
    with scope(organization=other_association.pk):
        theirs = publish(zhao, crisis)
        other = telephone(zhao, crisis, theirs)

    answer = other.send(filled(theirs, replaces=first, **CORRECTED))

    assert answer.status_code == 409
    with scopes_disabled():
        assert Need.objects.get().quantity == 2000


def test_a_correction_of_another_form_is_refused(phone, first, lin, crisis):
    offer = publish(lin, crisis, "OFFER")

    answer = telephone(lin, crisis, offer).send(filled(offer, replaces=first, **CORRECTED))

    assert (answer.status_code, Offer.objects.count()) == (409, 0)


def test_a_correction_of_an_erased_form_is_refused(phone, first, lin):
    actions.erase_report(lin, Report.objects.get(), reason="本人要求删除")

    answer = correct(phone, first)

    assert answer.status_code == 409
    assert Report.objects.count() == 1


def test_what_was_verified_since_waits_for_a_person(phone, first, lin):
    actions.verify_need(lin, Need.objects.get(), method="PHONE", result="CONFIRMED", checked_at=NOW)

    answer = correct(phone, first)

    result = FormResult.objects.get()
    assert answer.status_code == 201
    assert Need.objects.get().quantity == 2000
    assert (result.state, result.reason) == ("WAITING", "changed_meanwhile")


def test_a_person_lets_a_waiting_correction_land_once(phone, first, lin):
    actions.verify_need(lin, Need.objects.get(), method="PHONE", result="CONFIRMED", checked_at=NOW)
    correct(phone, first)

    decided = actions.decide_result(lin, FormResult.objects.get(), apply=True, decided_at=NOW)

    assert (Need.objects.get().quantity, decided.state, decided.decided_by_id) == (500, "DONE", lin.user_id)
    with pytest.raises(LineAlreadyDecidedError):
        actions.decide_result(lin, decided, apply=True, decided_at=NOW)


def test_a_person_puts_a_waiting_correction_aside(phone, first, lin):
    actions.verify_need(lin, Need.objects.get(), method="PHONE", result="CONFIRMED", checked_at=NOW)
    correct(phone, first)

    decided = actions.decide_result(lin, FormResult.objects.get(), apply=False, decided_at=NOW)

    assert (Need.objects.get().quantity, decided.state) == (2000, "ASIDE")


def test_two_corrections_of_the_same_form_do_not_overwrite_each_other(phone, first):
    correct(phone, first)
    correct(phone, first, **CORRECTED | {"quantity": "900"})

    assert Need.objects.get().quantity == 500
    assert FormResult.objects.get(state="WAITING").after["amount"] == "900只"


def test_an_offer_is_corrected_as_a_need_is(at_work, lin, crisis):
    version = publish(lin, crisis, "OFFER")
    phone, pk = telephone(lin, crisis, version), uuid.uuid4()
    phone.send(filled(version, pk))

    phone.send(filled(version, replaces=pk, **ANSWERS | {"quantity": "800"}))

    assert Offer.objects.get().quantity == 800


def test_one_form_id_lives_in_two_crises_and_the_code_decides(phone, need_form, lin):
    from datetime import date

    from qiao.registry.models import Crisis

    other = Crisis.objects.create(
        name="示例水灾", slug="flood", hazard="FLOOD", began_on=date(2020, 7, 1), is_sample=True
    )
    second = publish(lin, other)
    telephone(lin, other, second).send(filled(second))
    phone.send(filled(need_form))

    assert second.form.form_id == need_form.form.form_id
    assert sorted(one.crisis.slug for one in Need.objects.all()) == ["flood", "small"]
