"""Forms about records that are there already: a need followed up, a lot counted, hours served; each entered once."""

import csv
import io
import uuid
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring

from qiao.intake import actions
from qiao.intake.models import FormResult, Need, Report
from qiao.intake.versions import version_of
from qiao.registry.models import Membership, Person
from qiao.relief.models import StockAccount, StockCount
from qiao.relief.queries import check_conservation
from qiao.relief.stock import balance
from qiao.volunteering.actions import verify_hours
from qiao.volunteering.models import Activity, HourRecord
from tests.api.forms import publish, telephone
from tests.conftest import NOW
from tests.makers import make_match, make_need, make_offer

MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


def phone_for(lin, crisis, kind):
    return telephone(lin, crisis, publish(lin, crisis, kind))


@pytest.fixture
def updates(at_work, lin, crisis):
    return phone_for(lin, crisis, "UPDATE")


@pytest.fixture
def counts(at_work, lin, crisis):
    return phone_for(lin, crisis, "STOCK")


@pytest.fixture
def shifts(at_work, lin, crisis):
    return phone_for(lin, crisis, "SHIFT")


@pytest.fixture
def need(at_work, lin, crisis, mask, yingshan):
    return make_need(lin, crisis, item=mask, place=yingshan, quantity=2000)


@pytest.fixture
def lot(at_work, lin, crisis, mask):
    """A lot of 100 masks, 40 of which are held for a match."""
    match = make_match(lin, crisis, item=mask, quantity=100)
    return match.lot


def sent(phone, inner, *, pk=None, replaces=None):
    """Send a filled form with these elements."""
    old = f"<deprecatedID>uuid:{replaces}</deprecatedID>" if replaces else ""
    form = phone.version
    return phone.send(
        f"<data id='{form.form.form_id}' version='{form.version}'>{inner}"
        f"<meta><instanceID>uuid:{pk or uuid.uuid4()}</instanceID>{old}{{}}</meta></data>".replace("{}", "")
    )


def followed(phone, need, outcome, *, base=None, left="", pk=None, replaces=None):
    """Send what a collector saw of a need."""
    base = version_of(need) if base is None else base
    old = f"<deprecatedID>uuid:{replaces}</deprecatedID>" if replaces else ""
    form = phone.version
    return phone.send(
        f"<data id='{form.form.form_id}' version='{form.version}'><need>{need.pk}</need><outcome>{outcome}</outcome>"
        f"<left>{left}</left><received>300</received><meta><instanceID>uuid:{pk or uuid.uuid4()}</instanceID>{old}"
        f"<entity dataset='qiao_needs' id='{need.pk}' update='1' baseVersion='{base}'/></meta></data>"
    )


def listed(phone, name) -> list[dict[str, str]]:
    """Return a list as a telephone loads it: by the manifest."""
    manifest = fromstring(phone.get(f"forms/{phone.version.pk}/manifest").content)
    urls = {
        one.findtext(f"{MANIFEST}filename"): one.findtext(f"{MANIFEST}downloadUrl")
        for one in manifest.iter(f"{MANIFEST}mediaFile")
    }
    return list(csv.DictReader(io.StringIO(phone.client.get(urls[name]).content.decode())))


def test_the_list_of_needs_carries_the_version_that_an_update_must_find(updates, need):
    row = listed(updates, "qiao_needs.csv")[0]

    assert (row["name"], row["amount"], row["__version"]) == (str(need.pk), "2000", str(version_of(need)))


def test_the_digest_of_a_list_changes_with_the_records(updates, need, lin):
    url = f"forms/{updates.version.pk}/manifest"
    before = updates.get(url).content
    again = updates.get(url).content
    actions.close_need(lin, need, state="MET", closed_at=NOW)

    assert before == again
    assert updates.get(url).content != before
    assert listed(updates, "qiao_needs.csv") == []


def test_a_list_is_handed_out_only_with_a_form_that_loads_it(updates, counts, need):
    pk = updates.version.pk

    assert updates.get(f"forms/{pk}/lists/qiao_needs.csv").status_code == 200
    assert updates.get(f"forms/{pk}/lists/qiao_lots.csv").status_code == 404
    assert counts.get(f"forms/{pk}/lists/qiao_needs.csv").status_code == 404


def test_a_collector_says_how_much_is_left(updates, need):
    answer = followed(updates, need, "CHANGED", left="1200")

    need.refresh_from_db()
    result = FormResult.objects.get()
    assert (answer.status_code, need.quantity, need.state) == (201, 1200, "OPEN")
    assert (result.state, result.before["amount"], result.after["received"]) == ("DONE", "2,000只", 300)


@pytest.mark.parametrize(("outcome", "state"), [("MET", "MET"), ("GONE", "WITHDRAWN")])
def test_a_collector_ends_a_need(updates, need, outcome, state):
    followed(updates, need, outcome)

    need.refresh_from_db()
    assert (need.state, need.closed_at is not None) == (state, True)


def test_nothing_left_is_met(updates, need):
    followed(updates, need, "CHANGED", left="0")

    need.refresh_from_db()
    assert need.state == "MET"


def test_still_needed_makes_it_fresh_and_changes_nothing_else(updates, need):
    before = need.valid_until
    followed(updates, need, "STILL")

    need.refresh_from_db()
    assert (need.quantity, need.state) == (2000, "OPEN")
    assert need.valid_until > before


def test_what_changed_meanwhile_is_shown_as_a_conflict_and_not_overwritten(updates, need, lin):
    seen = version_of(need)
    actions.amend_need(lin, need, item=need.item, quantity_kind="EXACT", quantity=700, place=need.place)

    followed(updates, need, "CHANGED", left="1200", base=seen)

    need.refresh_from_db()
    result = FormResult.objects.get()
    assert need.quantity == 700
    assert (result.state, result.reason, result.after["left"]) == ("WAITING", "changed_meanwhile", 1200)


def test_two_collectors_with_the_same_list_do_not_overwrite_each_other(updates, need):
    seen = version_of(need)
    followed(updates, need, "CHANGED", left="1200", base=seen)
    followed(updates, need, "CHANGED", left="100", base=seen)

    need.refresh_from_db()
    assert need.quantity == 1200
    assert FormResult.objects.filter(state="WAITING").count() == 1


def test_the_same_follow_up_sent_twice_lands_once(updates, need):
    pk = uuid.uuid4()

    statuses = [followed(updates, need, "CHANGED", left="1200", pk=pk).status_code for _ in range(2)]

    assert (statuses, FormResult.objects.count()) == ([201, 202], 1)


def test_a_corrected_follow_up_takes_the_place_of_the_first(updates, need):
    pk = uuid.uuid4()
    followed(updates, need, "CHANGED", left="1200", pk=pk)
    followed(updates, need, "CHANGED", left="1300", replaces=pk)

    need.refresh_from_db()
    assert need.quantity == 1300


def test_a_need_of_another_crisis_is_not_touched(updates, need):
    from qiao.registry.models import Crisis

    other = Crisis.objects.create(name="另一件", slug="other", hazard="FLOOD", began_on=date(2020, 7, 1))
    Need.objects.update(crisis=other)

    followed(updates, need, "MET")

    need.refresh_from_db()
    assert need.state == "OPEN"
    assert FormResult.objects.get().reason == "no_record"


def counted(phone, lot, number, *, version="", pk=None, replaces=None):
    inner = f"<line><lot>{lot.pk}</lot><version>{version}</version><counted>{number}</counted></line>"
    return sent(phone, inner, pk=pk, replaces=replaces)


def test_a_count_that_agrees_moves_nothing(counts, lot):
    counted(counts, lot, 100)

    count = StockCount.objects.get()
    assert (count.counted, count.expected, count.movement) == (100, 100, None)


def test_pieces_over_come_in_and_the_books_agree(counts, lot, crisis):
    counted(counts, lot, 107)

    assert balance(lot, StockAccount.AVAILABLE) == 7
    assert check_conservation(crisis).holds


def test_pieces_missing_stand_under_difference(counts, at_work, lin, crisis, mask, yingshan):
    from qiao.relief.stock import open_lot

    lot = open_lot(make_offer(lin, crisis, item=mask, place=yingshan), at=NOW)
    counted(counts, lot, 88)

    assert balance(lot, StockAccount.AVAILABLE) == 88
    assert balance(lot, StockAccount.DIFFERENCE) == 12
    assert StockCount.objects.get().report == Report.objects.get(filled__isnull=False)
    assert check_conservation(crisis).holds


def test_goods_held_for_a_match_that_are_not_there_are_a_persons_matter(counts, lot):
    counted(counts, lot, 60)

    assert not StockCount.objects.exists()
    assert (FormResult.objects.get().state, FormResult.objects.get().reason) == ("WAITING", "stock_exhausted")


def test_each_line_of_a_count_is_one_entry_and_a_repeat_of_it_none(counts, lot, at_work, lin, crisis, mask):
    from qiao.relief.stock import open_lot

    other = open_lot(make_offer(lin, crisis, item=mask), at=NOW)
    inner = "".join(
        f"<line><lot>{one.pk}</lot><version/><counted>{number}</counted></line>"
        for one, number in ((lot, 101), (other, 99))
    )
    pk = uuid.uuid4()
    statuses = [sent(counts, inner, pk=pk).status_code for _ in range(2)]

    assert statuses == [201, 202]
    assert {one.lot: one.counted for one in StockCount.objects.all()} == {lot: 101, other: 99}


def test_a_count_over_movements_since_waits(counts, lot):
    row = next(one for one in listed(counts, "qiao_lots.csv") if one["name"] == str(lot.pk))
    counted(counts, lot, 105, version=row["__version"])
    counted(counts, lot, 90, version=row["__version"])

    assert balance(lot, StockAccount.AVAILABLE) == 5
    assert FormResult.objects.get(state="WAITING").reason == "changed_meanwhile"


def test_a_corrected_count_is_counted_from_the_first(counts, lot):
    pk = uuid.uuid4()
    counted(counts, lot, 107, pk=pk)
    counted(counts, lot, 103, replaces=pk)

    assert balance(lot, StockAccount.AVAILABLE) == 3
    assert [one.counted for one in StockCount.objects.order_by("created_at")] == [107, 103]


def test_a_lot_of_nobodys_is_not_counted(counts, lot):
    sent(counts, f"<line><lot>{uuid.uuid4()}</lot><counted>5</counted></line>")

    assert FormResult.objects.get().reason == "no_record"


@pytest.fixture
def volunteer(association) -> Person:
    person = Person.objects.create(name="示例志愿者", is_sample=True)
    Membership.objects.create(organization=association, person=person)
    return person


def served(
    phone, *, name="示例志愿者", began="2020-02-01T08:00:00+08:00", ended="2020-02-01T11:30:00+08:00", **more
):
    inner = f"<contact>{name}</contact><place>英山县</place><item>社区值守</item><began>{began}</began><ended>{ended}</ended>"
    return sent(phone, inner, **more)


def test_hours_are_entered_as_they_were_filled_in(shifts, volunteer, yingshan):
    answer = served(shifts)

    hours = HourRecord.objects.get()
    assert answer.status_code == 201
    assert (hours.person, hours.minutes, hours.served_on) == (volunteer, 210, date(2020, 2, 1))
    assert (hours.activity.title, hours.activity.place, hours.is_verified) == ("社区值守", yingshan, False)


def test_a_second_form_of_the_same_activity_begins_none_anew(shifts, volunteer):
    served(shifts)
    served(shifts, began="2020-02-02T08:00:00+08:00", ended="2020-02-02T09:00:00+08:00")

    assert (Activity.objects.count(), HourRecord.objects.count()) == (1, 2)


def test_hours_sent_twice_are_entered_once(shifts, volunteer):
    pk = uuid.uuid4()

    statuses = [served(shifts, pk=pk).status_code for _ in range(2)]

    assert (statuses, HourRecord.objects.count()) == ([201, 202], 1)


def test_a_name_that_is_nobodys_or_two_persons_waits(shifts, volunteer, association):
    served(shifts, name="没有这个人")
    twin = Person.objects.create(name="示例志愿者", is_sample=True)
    Membership.objects.create(organization=association, person=twin)
    served(shifts)

    assert not HourRecord.objects.exists()
    assert {one.reason for one in FormResult.objects.all()} == {"person_unknown", "persons_several"}


def test_a_name_that_was_unknown_is_entered_once_the_person_is_there(shifts, lin, association):
    served(shifts)
    person = Person.objects.create(name="示例志愿者", is_sample=True)
    Membership.objects.create(organization=association, person=person)

    decided = actions.decide_result(lin, FormResult.objects.get(), apply=True, decided_at=NOW)

    assert (decided.state, HourRecord.objects.get().person) == ("DONE", person)


def test_corrected_hours_change_the_record_until_it_is_verified(shifts, volunteer, lin):
    first, second = uuid.uuid4(), uuid.uuid4()
    served(shifts, pk=first)
    served(shifts, pk=second, replaces=first, ended="2020-02-01T09:00:00+08:00")
    assert HourRecord.objects.get().minutes == 60
    verify_hours(lin, HourRecord.objects.get(), verified_at=NOW)

    served(shifts, replaces=second, ended="2020-02-01T10:00:00+08:00")

    assert HourRecord.objects.get().minutes == 60
    assert FormResult.objects.get(state="WAITING").reason == "verified_already"


@pytest.mark.parametrize("ended", ["2020-02-01T07:00:00+08:00", "2020-02-03T08:00:00+08:00", "bald"])
def test_times_that_cannot_be_are_not_entered(shifts, volunteer, ended):
    served(shifts, ended=ended)

    assert not HourRecord.objects.exists()
    assert FormResult.objects.get().reason == "times_impossible"


def test_no_name_of_a_person_is_in_what_a_form_changed_or_in_the_trail(shifts, volunteer):
    from qiao.trail.models import TrailEntry

    served(shifts)

    kept = [(one.before, one.after) for one in FormResult.objects.all()]
    assert "示例志愿者" not in str(kept) + str([one.details for one in TrailEntry.objects.all()])
