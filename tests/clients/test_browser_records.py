"""ODK Web Forms and Enketo, in a real Chromium, correct what was sent and fill the forms about records that are there."""

from datetime import date

import pytest
from django.db import transaction
from django_scopes import scopes_disabled

from qiao.intake.models import Attachment, FormResult, Need, Report
from qiao.relief.models import StockAccount, StockCount
from qiao.relief.queries import check_conservation
from qiao.relief.stock import balance, open_lot
from qiao.volunteering.models import Activity, HourRecord
from tests.clients.test_browser_clients import CLIENTS, PHOTO, answered, fill_and_send
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("name", CLIENTS)]


class Enketo:
    """Hands that fill a form in Enketo, question by question."""

    def __init__(self, page) -> None:
        self.page = page

    def type(self, path: str, _label: str, text: str, nth: int = 0) -> None:
        self.page.locator(f'[name="/data/{path}"]').nth(nth).fill(text)
        self.page.keyboard.press("Tab")

    def type_moment(self, path: str, _label: str, day: str, time: str) -> None:
        asked = self.page.locator(".question", has=self.page.locator(f'input[name="/data/{path}"]'))
        for kind, text in (("date", day), ("timepicker", time)):
            asked.locator(f".widget .{kind} input, .widget input.{kind}").first.fill(text)
            self.page.keyboard.press("Tab")

    def choose(self, path: str, _label: str, said: str, nth: int = 0) -> None:
        asked = self.page.locator(".question", has=self.page.locator(f'input[name="/data/{path}"]'))
        asked.locator("input.autocomplete").nth(nth).fill(said)
        self.page.keyboard.press("Tab")

    def offered(self, path: str, _label: str) -> list[str]:
        asked = self.page.locator(".question", has=self.page.locator(f'input[name="/data/{path}"]'))
        shown = asked.locator("option").evaluate_all("all => all.map(one => one.value)")
        return [one for one in shown if one]

    def pick(self, path: str, _label: str, _said: str, value: str) -> None:
        self.page.check(f'input[name="/data/{path}"][value="{value}"]')

    def add_line(self) -> None:
        self.page.click(".add-repeat-btn")

    def photograph(self) -> None:
        self.page.set_input_files("input[type=file]", PHOTO)
        self.page.wait_for_selector(".file-preview img")

    def send(self) -> None:
        self.page.click("#send")


class WebForms:
    """Hands that fill a form in ODK Web Forms, question by question."""

    def __init__(self, page) -> None:
        self.page = page
        page.wait_for_selector(".odk-form .question-container")

    def _asked(self, label: str, nth: int = 0):
        has = self.page.locator(f"label:text-is('{label}')")
        return self.page.locator(".question-container", has=has).nth(nth)

    def type(self, _path: str, label: str, text: str, nth: int = 0) -> None:
        field = self._asked(label, nth).locator("input, textarea").last
        field.press("Control+a")
        field.press_sequentially(text)
        self.page.keyboard.press("Tab")

    def type_moment(self, path: str, label: str, day: str, time: str) -> None:
        self.type(path, label, f"{day}T{time}")

    def choose(self, _path: str, label: str, said: str, nth: int = 0) -> None:
        self._asked(label, nth).locator("[role=combobox]").click()
        self.page.get_by_role("option", name=said, exact=True).click()
        self._closed()

    def offered(self, _path: str, label: str) -> list[str]:
        self._asked(label).locator("[role=combobox]").click()
        self.page.wait_for_selector("[role=listbox]")
        shown = self.page.get_by_role("option").all_text_contents()
        self.page.keyboard.press("Escape")
        self._closed()
        return [one for one in shown if one != "No available options"]

    def _closed(self) -> None:
        self.page.wait_for_selector("[role=listbox]", state="detached")

    def pick(self, _path: str, _label: str, said: str, _value: str) -> None:
        self.page.get_by_text(said, exact=True).click()

    def add_line(self) -> None:
        self.page.get_by_role("button", name="Add").click()

    def photograph(self) -> None:
        self.page.locator("input[type=file]").last.set_input_files(PHOTO)
        self.page.wait_for_selector(".question-container img")

    def send(self) -> None:
        self.page.click(".odk-form button:has-text('Send')")


@pytest.fixture
def hands(open_client, name):
    """Return who fills a page of this client: the form handed out, or the correction of a copy."""

    def begin(server, before: str = ""):
        page = open_client(name, server, before)
        return {"enketo": Enketo, "web_forms": WebForms}[name](page)

    return begin


def sent_thrice(page, code: str) -> list[int]:
    """Return the statuses: of sending, of sending again, of sending with a wrong code."""
    first = int(answered(page)[:3])
    return [first, *(page.evaluate("code => window.again(code)", one)["status"] for one in (code, "wrong"))]


def test_a_corrected_form_changes_the_need_it_opened(hands, open_client, server, name):
    page = open_client(name, server)
    fill_and_send(page, name)
    answered(page)

    again = hands(server, page.evaluate("window.sent"))
    again.type("amount/quantity", "需要多少", "1500")
    again.send()
    statuses = sent_thrice(again.page, server.code)

    with scopes_disabled():
        need, result = Need.objects.get(), FormResult.objects.get()
        reports = Report.objects.count()
        photos = Attachment.objects.values_list("report_id", "kind")
    assert (statuses, reports) == ([201, 202, 401], 2)
    assert (need.quantity, need.unit, need.tier) == (1500, "只", 2)
    assert (result.kind, result.state, result.subject_id) == ("CORRECTION", "DONE", need.pk)
    assert (need.report_id, "PHOTO") in photos


def test_a_need_chosen_from_the_list_is_followed_up_once(hands, handed_out, need):
    server = handed_out("UPDATE")
    form = hands(server)
    label = form.offered("need", "哪条需求")
    form.choose("need", "哪条需求", label[0])
    form.pick("outcome", "现在怎样", "还需要，数量变了", "CHANGED")
    form.type("left", "还缺多少", "1200")
    form.photograph()
    form.send()
    statuses = sent_thrice(form.page, server.code)

    need.refresh_from_db()
    result = FormResult.objects.get()
    assert (statuses, len(label)) == ([201, 202, 401], 1)
    assert (need.quantity, result.state, result.after["left"]) == (1200, "DONE", 1200)
    assert (Attachment.objects.get().kind, Report.objects.filter(filled__isnull=False).count()) == (
        "PHOTO",
        1,
    )


def test_two_needs_in_the_same_words_are_told_apart(hands, handed_out, need, lin, crisis, mask, yingshan):
    other = make_need(lin, crisis, item=mask, place=yingshan, quantity=2000)
    server = handed_out("UPDATE")
    form = hands(server)
    labels = form.offered("need", "哪条需求")
    form.choose("need", "哪条需求", labels[1])
    form.pick("outcome", "现在怎样", "已经满足", "MET")
    form.send()
    statuses = sent_thrice(form.page, server.code)

    states = {Need.objects.get(pk=one.pk).state for one in (need, other)}
    assert (statuses, len(set(labels)), states) == ([201, 202, 401], 2, {"OPEN", "MET"})


def test_a_need_of_another_place_is_not_offered(hands, handed_out, need):
    form = hands(handed_out("UPDATE"))
    form.type("where", "在哪个区县或单位（可不填，填了只列这里的）", "罗田")

    assert form.offered("need", "哪条需求") == []


def test_lots_chosen_line_by_line_are_counted_once(hands, handed_out, lot, lin, crisis, mask, yingshan):
    with transaction.atomic():
        other = open_lot(make_offer(lin, crisis, item=mask, place=yingshan, quantity=50), at=NOW)
    counts = {lot: 88, other: 50}
    server = handed_out("STOCK")
    form = hands(server)
    for nth, (one, counted) in enumerate(counts.items()):
        if nth:
            form.add_line()
        label = next(said for said in form.offered("line/lot", "哪一批") if one.trace_code in said)
        form.choose("line/lot", "哪一批", label, nth)
        form.type("line/counted", "数到多少", str(counted), nth)
    form.photograph()
    form.send()
    statuses = sent_thrice(form.page, server.code)

    assert statuses == [201, 202, 401]
    assert dict(StockCount.objects.values_list("lot", "counted")) == {
        one.pk: counted for one, counted in counts.items()
    }
    assert [balance(one, StockAccount.DIFFERENCE) for one in counts] == [12, 0]
    assert check_conservation(crisis).holds


def test_hours_are_entered_as_they_were_filled_in_once(hands, handed_out, volunteer, yingshan):
    server = handed_out("SHIFT")
    form = hands(server)
    form.type("contact", "姓名", "示例志愿者")
    form.type("place", "服务地点", "英山县")
    form.type("item", "做什么", "社区值守")
    form.type_moment("began", "几点开始", "2020-02-01", "08:00")
    form.type_moment("ended", "几点结束", "2020-02-01", "11:30")
    form.photograph()
    form.send()
    statuses = sent_thrice(form.page, server.code)

    with scopes_disabled():
        hours, activity = HourRecord.objects.get(), Activity.objects.get()
    assert statuses == [201, 202, 401]
    assert (hours.person, hours.minutes, hours.served_on) == (volunteer, 210, date(2020, 2, 1))
    assert (activity.title, activity.place) == ("社区值守", yingshan)


def test_hours_that_end_before_they_begin_are_not_sent(hands, handed_out, volunteer):
    form = hands(handed_out("SHIFT"))
    form.type("contact", "姓名", "示例志愿者")
    form.type("place", "服务地点", "英山县")
    form.type("item", "做什么", "社区值守")
    form.type_moment("began", "几点开始", "2020-02-01", "08:00")
    form.type_moment("ended", "几点结束", "2020-02-01", "07:59")
    form.send()
    form.page.wait_for_selector(".invalid-constraint, .form-error-message")

    assert not Report.objects.exists()
