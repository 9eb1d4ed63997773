"""JavaRosa fills the forms about records that are there: it chooses from our lists, and each answer lands once."""

from datetime import date

import pytest
from django_scopes import scopes_disabled

from qiao.intake import actions
from qiao.intake.models import Attachment, FormResult
from qiao.intake.sources.openrosa.xlsform import form_from_file
from qiao.relief.models import StockAccount, StockCount
from qiao.relief.queries import check_conservation
from qiao.relief.stock import balance
from qiao.volunteering.models import Activity, HourRecord
from tests.clients.conftest import Server, photograph
from tests.clients.test_javarosa import typed_into_javarosa
from tests.intake.test_form_times import form_file

pytestmark = pytest.mark.django_db(transaction=True)
BY_MINUTE = "number(format-date-time(., '%Y%m%d%H%M')) > number(format-date-time(${began}, '%Y%m%d%H%M'))"
PHOTO = ("1.jpg", photograph())


@pytest.fixture
def fill(tmp_path):
    """Return a filler: it loads the form and its lists from the server, then types the answers in."""

    def typed(server: Server, **answers: str) -> bytes:
        for name, content in server.lists().items():
            (tmp_path / name).write_bytes(content)
        return typed_into_javarosa(server.form(), tmp_path, answers)[0]

    return typed


@pytest.fixture
def fill_shift(tmp_path):
    """Return a filler of the shift form, which loads no list."""

    def typed(server: Server, **times: str) -> bytes:
        answers = {"contact": "示例志愿者", "place": "英山县", "item": "社区值守"} | times
        return typed_into_javarosa(server.form(), tmp_path, answers)[0]

    return typed


def test_a_need_chosen_from_the_list_is_followed_up_once(handed_out, fill, need):
    server = handed_out("UPDATE")
    xml = fill(server, where="英山", need=str(need.pk), outcome="CHANGED", left="1200", photo="1.jpg")

    statuses = [server.post(xml, PHOTO)[0] for _ in range(3)]

    need.refresh_from_db()
    result = FormResult.objects.get()
    assert statuses == [201, 202, 202]
    assert (need.quantity, result.state, result.after["left"]) == (1200, "DONE", 1200)
    assert Attachment.objects.get().kind == "PHOTO"


def test_a_list_loaded_before_the_need_changed_is_a_conflict(handed_out, fill, need, lin):
    server = handed_out("UPDATE")
    xml = fill(server, need=str(need.pk), outcome="CHANGED", left="1200")
    actions.amend_need(lin, need, item=need.item, quantity_kind="EXACT", quantity=700, place=need.place)

    status, _text = server.post(xml)

    need.refresh_from_db()
    result = FormResult.objects.get()
    assert (status, need.quantity, result.state, result.reason) == (201, 700, "WAITING", "changed_meanwhile")


def test_a_need_of_another_place_is_not_offered(handed_out, fill, need):
    with pytest.raises(AssertionError, match="no choice"):
        fill(handed_out("UPDATE"), where="罗田", need=str(need.pk), outcome="MET")


def test_a_lot_chosen_from_the_list_is_counted_once(handed_out, fill, lot, crisis):
    server = handed_out("STOCK")
    xml = fill(server, **{"line/lot": str(lot.pk), "line/counted": "88"})

    statuses = [server.post(xml)[0] for _ in range(2)]

    assert statuses == [201, 202]
    assert (StockCount.objects.get().counted, balance(lot, StockAccount.DIFFERENCE)) == (88, 12)
    assert check_conservation(crisis).holds


def test_a_count_sent_with_a_wrong_code_moves_nothing(handed_out, fill, lot):
    server = handed_out("STOCK")
    xml = fill(server, **{"line/lot": str(lot.pk), "line/counted": "88"})

    status, _text = server.post(xml, code="wrong")

    assert (status, StockCount.objects.exists(), balance(lot, StockAccount.AVAILABLE)) == (401, False, 100)


def test_hours_are_entered_as_they_were_filled_in_once(handed_out, fill_shift, volunteer, yingshan):
    server = handed_out("SHIFT")
    xml = fill_shift(server, began="2020-02-01T08:00:00.000+08:00", ended="2020-02-01T11:30:00.000+08:00")

    statuses = [server.post(xml)[0] for _ in range(2)]

    with scopes_disabled():
        hours, activity = HourRecord.objects.get(), Activity.objects.get()
    assert statuses == [201, 202]
    assert (hours.person, hours.minutes, hours.served_on) == (volunteer, 210, date(2020, 2, 1))
    assert (activity.title, activity.place) == ("社区值守", yingshan)


def test_hours_that_end_before_they_begin_are_refused_on_the_telephone(handed_out, fill_shift):
    with pytest.raises(AssertionError, match=r"JavaRosa refuses .* for ended"):
        fill_shift(
            handed_out("SHIFT"), began="2020-02-01T08:00:00.000+08:00", ended="2020-02-01T07:59:00.000+08:00"
        )


@pytest.mark.parametrize(
    ("kind", "constraint", "ended", "is_refused"),
    [
        ("dateTime", ". > ${began}", "2020-02-01T11:30:00.000+08:00", True),
        ("dateTime", BY_MINUTE, "2020-02-01T11:30:00.000+08:00", False),
        ("dateTime", BY_MINUTE, "2020-02-01T07:59:00.000+08:00", True),
        ("time", ". > ${began}", "11:30:00.000+08:00", True),
        ("time", "decimal-time(.) > decimal-time(${began})", "11:30:00.000+08:00", False),
        ("time", "decimal-time(.) > decimal-time(${began})", "07:59:00.000+08:00", True),
    ],
)
def test_javarosa_tells_times_apart_only_as_the_remedy_says(tmp_path, kind, constraint, ended, is_refused):
    rows = ((kind, "began", "几点开始"), (kind, "ended", "几点结束", constraint))
    form = form_from_file("签到.xlsx", form_file(*rows), version="1")
    began = "2020-02-01T08:00:00.000+08:00" if kind == "dateTime" else "08:00:00.000+08:00"
    typed = {"began": began, "ended!": ended}

    _xml, said = typed_into_javarosa(form.xml.encode(), tmp_path, typed)

    assert ("REFUSED ended" in said) is is_refused
