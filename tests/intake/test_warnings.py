"""Public warnings are kept as they came, once; updates and cancellations end what they name; places see them."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from qiao.exceptions import WarningConflictError
from qiao.intake.actions import receive_warning
from qiao.intake.models import PublicWarning
from qiao.intake.queries import current_warnings, warnings_for
from qiao.registry.models import Place
from tests.conftest import appoint
from tests.intake.cap_made import EN, ZH, cap, reference
from tests.makers import make_need

THEN = datetime(2020, 2, 1, 1, 0, tzinfo=UTC)
LATER = "2020-02-01T10:00:00+08:00"


def take(actor, **changed) -> PublicWarning:
    return receive_warning(actor, cap(**changed), received_at=THEN).warning


@pytest.fixture
def frozen():
    """Stand at a moment at which the warning holds."""
    with time_machine.travel(THEN, tick=False):
        yield


def test_a_warning_is_kept_byte_for_byte(lin, at_work, yingshan):
    content = cap()
    warning = receive_warning(lin, content, received_at=THEN).warning

    warning.refresh_from_db()
    assert bytes(warning.content) == content
    assert [one.place for one in warning.places.all()] == [yingshan]


def test_the_same_again_is_the_first_one(lin, at_work):
    first, again = (receive_warning(lin, cap(), received_at=THEN) for _ in range(2))

    assert (first.is_new, again.is_new, again.warning) == (True, False, first.warning)


def test_the_same_name_with_another_content_is_a_conflict(lin, at_work):
    take(lin)

    with pytest.raises(WarningConflictError):
        take(lin, severity="Minor")


def test_it_holds_until_it_expires(lin, at_work):
    warning = take(lin)

    assert list(current_warnings(THEN)) == [warning]
    assert list(current_warnings(datetime(2020, 2, 1, 12, 0, tzinfo=UTC))) == []


def test_without_a_stated_end_it_holds_for_three_days(lin, at_work):
    warning = take(lin, expires="")

    assert warning.is_end_stated is False
    assert warning.is_current(datetime(2020, 2, 3, 23, 59, tzinfo=UTC))
    assert not warning.is_current(datetime(2020, 2, 4, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize("message_type", ["Update", "Cancel"])
@pytest.mark.parametrize("is_late", [False, True], ids=["in order", "the later one first"])
def test_what_names_it_ends_it_in_any_order(lin, at_work, message_type, is_late):
    first = {}
    second = {"identifier": "示例-2", "sent": LATER, "message_type": message_type, "references": reference()}

    for one in (second, first) if is_late else (first, second):
        take(lin, **one)

    old = PublicWarning.objects.get(identifier="示例-1")
    current = {one.identifier for one in current_warnings(THEN)}
    assert old.ended_by.identifier == "示例-2"
    assert current == ({"示例-2"} if message_type == "Update" else set())


def test_a_chain_of_updates_leaves_the_last(lin, at_work):
    take(lin)
    take(lin, identifier="示例-2", sent=LATER, message_type="Update", references=reference())
    both = f"{reference()} {reference('示例-2', LATER)}"
    take(lin, identifier="示例-3", sent="2020-02-01T11:00:00+08:00", message_type="Update", references=both)

    assert [one.identifier for one in current_warnings(THEN)] == ["示例-3"]
    assert PublicWarning.objects.get(identifier="示例-1").ended_by.identifier == "示例-2"


@pytest.mark.parametrize(
    "changed", [{"sender": "other@example.org"}, {"status": "Test"}, {"status": "Exercise"}]
)
def test_neither_another_sender_nor_an_exercise_ends_what_is_in_earnest(lin, at_work, changed):
    take(lin)

    take(lin, identifier="示例-2", sent=LATER, message_type="Cancel", references=reference(), **changed)

    assert [one.identifier for one in current_warnings(THEN)] == ["示例-1"]


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_what_is_not_in_earnest_never_counts_as_current(lin, at_work, status):
    take(lin, status=status)

    assert list(current_warnings(THEN)) == []


@pytest.mark.parametrize(
    ("code", "is_concerned"),
    [("421124", True), ("421100", True), ("420000", True), ("421123", False), ("310115", False)],
)
def test_places_above_are_concerned_and_neighbours_are_not(lin, at_work, code, is_concerned):
    take(lin)

    assert bool(warnings_for([Place.objects.get(code=code)], THEN)) is is_concerned


def test_a_warning_for_a_city_concerns_its_counties(lin, at_work, yingshan, shanghai):
    take(lin, area="<area><areaDesc>黄冈市</areaDesc></area>")

    assert (len(warnings_for([yingshan], THEN)), len(warnings_for([shanghai], THEN))) == (1, 0)


def test_the_worst_comes_first(lin, at_work, yingshan):
    for number, severity in enumerate(("Minor", "Extreme", "Moderate")):
        take(lin, identifier=f"示例-{number}", severity=severity)

    assert [one.severity for one in warnings_for([yingshan], THEN)] == ["Extreme", "Moderate", "Minor"]


def test_another_organisation_neither_sees_nor_ends_it(lin, zhao, at_work, other_association):
    take(lin)

    with scope(organization=other_association.pk):
        take(zhao, identifier="示例-2", sent=LATER, message_type="Cancel", references=reference())
        seen = PublicWarning.objects.count()

    assert (seen, len(current_warnings(THEN))) == (1, 1)


def test_the_overview_and_the_desk_show_it(as_lin, lin, at_work, crisis, frozen):
    take(lin)

    pages = [as_lin.get(path).content.decode() for path in (f"/e/{crisis.slug}/", f"/e/{crisis.slug}/queue/")]

    assert ["英山县暴雨红色预警" in one for one in pages] == [True, True]


def test_a_need_in_the_place_shows_it(as_lin, lin, at_work, crisis, mask, yingshan, frozen):
    take(lin)
    need = make_need(lin, crisis, item=mask, place=yingshan)

    assert "英山县暴雨红色预警" in as_lin.get(f"/needs/{need.pk}/").content.decode()


def test_the_reader_of_english_gets_the_english_info(as_lin, lin, at_work, frozen):
    warning = take(lin)

    page = as_lin.get(f"/warnings/{warning.pk}/", headers={"accept-language": "en"}).content.decode()
    assert '<h1 lang="en-US">Sample data: red rainstorm warning for Yingshan' in page
    assert "英山县暴雨红色预警" not in page.split("<details")[0]


def test_a_file_is_handed_in_on_the_page(as_lin, at_work):
    answer = as_lin.post("/warnings/add/", {"file": SimpleUploadedFile("w.xml", cap())}, follow=True)

    assert "英山县暴雨红色预警" in answer.content.decode()
    assert PublicWarning.objects.count() == 1


@pytest.mark.parametrize(
    "pasted", ["", "<alert/>", "not xml", '<!DOCTYPE x [<!ENTITY y "z">]><alert>&y;</alert>']
)
def test_what_is_no_warning_is_refused_on_the_page(as_lin, at_work, pasted):
    answer = as_lin.post("/warnings/add/", {"pasted": pasted})

    assert (answer.status_code, PublicWarning.objects.count()) == (422, 0)
    assert answer.context["form"].errors


def test_words_of_a_warning_are_words_on_the_page(as_lin, lin, at_work, frozen):
    harm = ZH.replace("低洼处人员请转移。", "&lt;script&gt;alert(1)&lt;/script&gt;")
    warning = take(lin, infos=(harm, EN))

    assert "<script>alert(1)" not in as_lin.get(f"/warnings/{warning.pk}/").content.decode()


def test_the_form_of_a_new_crisis_is_filled_from_it(as_lin, lin, at_work, frozen):
    warning = take(lin)
    url = as_lin.get(f"/warnings/{warning.pk}/").context["crisis_url"]

    form = as_lin.get(url).context["form"]

    assert (form["name"].value(), form["hazard"].value(), form["places"].value()) == (
        "湖北省黄冈市英山县暴雨",
        "FLOOD",
        "湖北省黄冈市英山县",
    )


def test_the_xml_is_handed_out_as_it_came(as_lin, lin, at_work):
    warning = take(lin)
    answer = as_lin.get(f"/warnings/{warning.pk}/xml/")

    assert (answer.content, answer["Content-Type"]) == (cap(), "application/octet-stream")


def test_a_program_sends_a_warning(as_lin, at_work):
    answers = [as_lin.post("/api/warnings", cap(), content_type="application/cap+xml") for _ in range(2)]

    told = answers[0].json()
    assert [one.status_code for one in answers] == [201, 200]
    assert (told["places"], told["severity"]) == ([{"code": "421124", "name": "英山县"}], "Extreme")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"<alert/>", "application/xml", 422, "cap_element"),
        (b"<alert", "text/xml", 422, "xml_refused"),
        (b"{}", "application/json", 415, "not_xml"),
        (b"x" * (2 * 2**20 + 1), "application/xml", 413, "too_large"),
    ],
)
def test_what_a_program_sends_wrongly_is_a_problem(as_lin, at_work, body, kind, status, code):
    answer = as_lin.post("/api/warnings", body, content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_who_may_not_take_in_a_warning_is_refused(association, at_work, client):
    client.force_login(
        appoint("qian", association, "FINANCE"), backend="django.contrib.auth.backends.ModelBackend"
    )

    assert client.post("/api/warnings", cap(), content_type="application/xml").status_code == 403
    assert client.get("/warnings/").status_code == 403
