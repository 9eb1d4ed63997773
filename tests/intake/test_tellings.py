import pytest
from django.urls import reverse

from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake.actions import tell_again, undo_telling
from qiao.intake.actions.tellings import Likeness
from qiao.intake.models import Need, Offer, Telling
from qiao.intake.queries import told_of
from qiao.pages.trace import walk
from tests.conftest import NOW
from tests.makers import make_report

AGAIN = "示例数据：英山县人民医院口罩还差2000只，打15400000001"
LIKE = Likeness(0.99, [{"code": "PHONE", "zh": "联系电话相同", "en": "same telephone number"}])


@pytest.fixture
def said(mask, yingshan):
    """What the second message says."""
    return {
        "item": mask,
        "item_text": "口罩",
        "place": yingshan,
        "quantity_kind": "EXACT",
        "quantity": 100,
        "quantity_max": None,
        "unit": "只",
        "tier": 2,
        "spans": {"item": [[13, 15]]},
    }


@pytest.fixture
def telling(lin, crisis, need, said):
    again = make_report(lin, crisis, text=AGAIN)
    return tell_again(lin, need, again, facts=said, decided_at=NOW, likeness=LIKE)


def test_a_need_told_again_counts_both_tellings(need, telling):
    assert told_of(need).times == 2


def test_one_telephone_number_in_two_reports_is_one_contact(need, telling):
    assert told_of(need).contacts == 1


def test_the_same_report_folded_twice_is_one_telling(lin, need, telling, said):
    second = tell_again(lin, need, telling.report, facts=said, decided_at=NOW)

    assert second == telling


def test_the_same_quantity_is_a_repeat(telling):
    assert telling.how == Telling.How.REPEAT


def test_another_quantity_is_an_update(lin, crisis, need, said):
    more = {**said, "quantity": 500}

    told = tell_again(lin, need, make_report(lin, crisis), facts=more, decided_at=NOW)

    assert told.how == Telling.How.UPDATE


def test_an_unknown_quantity_updates_nothing(lin, crisis, need, said):
    vague = {**said, "quantity_kind": "UNKNOWN", "quantity": None}

    told = tell_again(lin, need, make_report(lin, crisis), facts=vague, decided_at=NOW)

    assert told.how == Telling.How.REPEAT


def test_a_telling_taken_apart_becomes_a_need_with_all_that_was_said(lin, telling, mask, yingshan):
    made = undo_telling(lin, telling, undone_at=NOW)

    kept = Need.objects.get(pk=made.pk)
    assert (kept.report, kept.item, kept.place) == (telling.report, mask, yingshan)
    assert (kept.quantity, kept.unit, kept.tier, kept.spans) == (100, "只", 2, {"item": [[13, 15]]})


def test_a_telling_of_an_offer_taken_apart_becomes_an_offer(lin, crisis, offer, said):
    told = tell_again(lin, offer, make_report(lin, crisis), facts=said, decided_at=NOW)

    made = undo_telling(lin, told, undone_at=NOW)

    assert isinstance(made, Offer)


def test_a_telling_is_taken_apart_only_once(lin, telling):
    undo_telling(lin, telling, undone_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        undo_telling(lin, telling, undone_at=NOW)


def test_the_page_of_a_need_says_how_often_it_was_told_and_why(as_lin, need, telling):
    page = as_lin.get(reverse("intake:need", args=(need.pk,))).content.decode()

    assert "讲过 2 次" in page
    assert "联系电话相同" in page


def test_the_page_of_a_need_shows_no_telephone_of_a_telling(as_lin, need, telling):
    assert "15400000001" not in as_lin.get(reverse("intake:need", args=(need.pk,))).content.decode()


def test_the_trace_of_a_need_leads_back_to_each_telling(at_work, need, telling):
    assert walk("need", need.pk).ids("report") == {need.report_id, telling.report_id}


def test_the_trace_of_the_second_report_leads_to_the_need(at_work, need, telling):
    assert need.pk in walk("report", telling.report_id).ids("need")


def test_the_trace_forgets_a_telling_that_was_taken_apart(lin, need, telling):
    undo_telling(lin, telling, undone_at=NOW)

    assert walk("need", need.pk).ids("report") == {need.report_id}


def test_lin_takes_a_telling_apart_on_the_page(as_lin, telling):
    answer = as_lin.post(reverse("intake:telling_undo", args=(telling.pk,)))

    telling.refresh_from_db()
    assert answer.status_code == 302
    assert telling.undone_at is not None


def test_a_telling_of_another_organisation_does_not_exist(as_zhao, telling):
    assert as_zhao.post(reverse("intake:telling_undo", args=(telling.pk,))).status_code == 404


def test_a_telling_is_not_taken_apart_by_looking(as_lin, telling):
    assert as_lin.get(reverse("intake:telling_undo", args=(telling.pk,))).status_code == 405


def test_a_message_keeps_the_time_it_was_said(lin, crisis, at_work, new_id, mask):
    from datetime import timedelta

    from qiao.intake.actions import take_in
    from qiao.intake.actions.receive import Message

    said_at = NOW - timedelta(days=1)
    text = Message("示例数据：英山县急需医用外科口罩200只", said_at=said_at)
    taken = take_in(lin, text, id=new_id(), crisis=crisis, source="PASTE", received_at=NOW)

    assert taken.needs[0].valid_until == said_at + timedelta(days=mask.valid_days)
