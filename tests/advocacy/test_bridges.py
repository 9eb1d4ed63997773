"""The two bridges of a small crisis: two counties served, one not; one proposal filed; ties of different age."""

import csv
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from qiao.advocacy import actions
from qiao.advocacy.bridging.explaining import explain
from qiao.advocacy.bridging.picture import NONE, POSSIBLE, USED, Picture
from qiao.advocacy.bridging.stopping import stop
from qiao.gaps.actions.notifications import give_notification
from qiao.intake.models import ImportBatch, ImportRow
from qiao.registry.models import Cooperation, Department, Organization, Partnership, Place, ServiceArea, Tie
from qiao.relief import actions as relief
from qiao.relief.models import GoodsLine, GoodsTable
from tests.conftest import NOW
from tests.makers import make_need, make_offer, make_report

pytestmark = pytest.mark.usefixtures("at_work")
CANARY = "张桂兰"
TODAY = date(2020, 2, 10)


@pytest.fixture
def area(crisis):
    """The crisis is that of a whole city with its counties."""
    crisis.places.set(Place.objects.filter(code="421100"))
    return crisis


@pytest.fixture
def donor(shanghai):
    return Organization.objects.create(name="示例基金会", kind="FOUNDATION", home=shanghai, is_sample=True)


@pytest.fixture
def carry(lin, area, mask):
    """Bring masks from an offer to a place; return the receipt."""

    def bring(place, quantity, *, party=None, origin=None, item=mask, hours=10):
        need = make_need(lin, area, item=item, place=place, quantity=quantity)
        offer = make_offer(lin, area, item=item, place=origin, party=party, quantity=quantity)
        match = relief.make_match(lin, need, offer, quantity=quantity, confirmed_at=NOW)
        delivery = relief.send_delivery(lin, match, sent_at=NOW)
        return relief.sign_receipt(lin, delivery, quantity=quantity, signed_at=NOW + timedelta(hours=hours))

    return bring


@pytest.fixture
def picture(area, association):
    return lambda: Picture(area, association.pk, TODAY)


def file_a_voice(lin, area, need, department):
    evidence = actions.note_evidence(lin, area, statement="缺口罩", records=[need], frozen_at=NOW)
    proposal = actions.draft_proposal(lin, area, title="示例建议", situation="", analysis="")
    item = actions.add_item(
        lin, proposal, problem="缺口罩", ask="配发到村", addressee=department, evidence=[evidence]
    )
    actions.file_proposal(lin, proposal, departments=[department], channel="DIRECT", filed_on=TODAY)
    return item


def key(record) -> str:
    kind = {Organization: "org", Place: "place", Department: "dept"}[type(record)]
    return f"{kind}:{record.code if kind == 'place' else record.pk}"


def way(picture, place):
    return next(one for one in picture.places if one.place == place)


# Bridge one


def test_shares_are_those_of_goods_not_known_to_be_local(
    picture, carry, donor, association, yingshan, luotian
):
    carry(yingshan, 300, party=donor)
    carry(luotian, 100, origin=yingshan)

    rows = picture().bearers

    assert [(one.unit.record, one.times.hauls, one.things[0][1].low) for one in rows] == [
        (association, 1, 300)
    ]


def test_hours_are_from_the_pledge_to_the_signature(picture, carry, donor, yingshan):
    for hours in (4, 10, 30):
        carry(yingshan, 10, party=donor, hours=hours)

    assert picture().bearers[0].times.hours == 10


def test_goods_for_another_area_are_not_on_this_bridge(picture, carry, donor, shanghai):
    carry(shanghai, 300, party=donor)

    assert picture().bearers == []


def test_a_giver_in_no_register_is_a_place_and_never_a_name(picture, lin, area, mask, yingshan, shanghai):
    need = make_need(lin, area, item=mask, place=yingshan, party_text=CANARY, quantity=5)
    offer = make_offer(lin, area, item=mask, place=shanghai, party_text=CANARY, quantity=5)
    match = relief.make_match(lin, need, offer, quantity=5, confirmed_at=NOW)
    relief.sign_receipt(lin, relief.send_delivery(lin, match, sent_at=NOW), quantity=5, signed_at=NOW)

    seen = picture()

    assert [one.unit.text for one in seen.giving] == ["未登记的捐赠方（上海市浦东新区）"]
    assert CANARY not in repr(seen.units)


@pytest.fixture
def published(area, association, lin, mask, yingshan):
    """A list of the Red Cross: 100 to 300 masks went to a hospital of the county. Returns its row."""
    hospital = Organization.objects.create(name="示例医院", kind="HOSPITAL", home=yingshan, is_sample=True)
    held = {"organization": association, "crisis": area}
    batch = ImportBatch.objects.create(**held, name="示例.csv", sha256="0" * 64, size=1, state="LOADED")
    report = make_report(lin, area)
    row = ImportRow.objects.create(**held, batch=batch, number=1, level="OK", state="LOADED", report=report)
    table = GoodsTable.objects.create(
        **held, batch=batch, kind="HANDED_OUT", publisher="示例红会", read_at=NOW
    )
    GoodsLine.objects.create(
        organization=association, table=table, report=report, number=0, item=mask, item_text="口罩", at=NOW,
        ground="KNOWN", low=100, high=300, party_text="示例医院", party=hospital, link="SURE",
    )  # fmt: skip
    return row


def test_what_another_publishes_to_have_handed_out_counts_with_its_interval(
    picture, carry, donor, yingshan, published
):
    carry(yingshan, 100, party=donor)

    shares = {one.unit.label: one.things[0][1] for one in picture().bearers}

    assert (shares["示例红会"].share_low, shares["示例红会"].share_high) == (0.5, 0.75)
    assert picture().units["named:示例红会"].side == "UNKNOWN"


def test_a_published_row_that_was_taken_back_no_longer_counts(picture, published):
    published.state = "UNDONE"
    published.save()

    assert picture().bearers == []


# Bridge two


def test_voices_that_reach_a_department_are_followed_to_its_answer(
    picture, lin, area, mask, yingshan, luotian, health_commission
):
    need = make_need(lin, area, item=mask, place=yingshan)
    make_need(lin, area, item=mask, place=luotian)
    item = file_a_voice(lin, area, need, health_commission)
    actions.record_outcome(
        lin, item.proposal, step="ADOPTED", item=item, department=health_commission, attribution=1
    )

    seen = picture()

    (unit, reached), *others = seen.reached
    assert (unit.record, others) == (health_commission, [])
    assert [
        len(one) for one in (reached.filed, reached.acknowledged, reached.answered, reached.taken_up)
    ] == [1] * 4
    assert (seen.spoken, len(seen.voices.all_heard)) == (1, 2)


def test_a_dropped_record_no_longer_speaks(picture, lin, area, mask, yingshan, health_commission):
    need = make_need(lin, area, item=mask, place=yingshan)
    item = file_a_voice(lin, area, need, health_commission)
    record = item.evidence.get().records.get()
    actions.drop_record(lin, record, reason="与另一条重复", at=NOW)

    assert picture().reached[0][1].filed == set()


def test_a_telling_at_once_is_a_way_to_the_department(picture, lin, area, yingshan, health_commission):
    give_notification(
        lin, area, department=health_commission, place=yingshan, told="堤坝渗水", way="PHONE", told_at=NOW
    )

    seen = picture()

    assert seen.reached[0][1].told == 1
    assert key(yingshan) in seen.fed()[1]


# Ways


def test_a_place_has_a_used_way_a_possible_one_or_none(
    picture, carry, lin, area, mask, donor, luotian, yingshan
):
    third = Place.objects.get(code="421125")
    carry(yingshan, 10, party=donor)
    for place in (luotian, third):
        make_need(lin, area, item=mask, place=place)
    ServiceArea.objects.create(organization_id=lin.acts_for, place=luotian, since=date(2019, 1, 1))

    seen = picture()

    assert [way(seen, place).goods for place in (yingshan, luotian, third)] == [USED, POSSIBLE, NONE]


def test_a_local_gift_is_no_way_to_an_outside_donor(picture, carry, yingshan, luotian):
    carry(luotian, 10, origin=yingshan)

    assert way(picture(), luotian).goods == NONE


def test_counties_nobody_was_heard_from_are_listed_last_and_as_unheard(picture, lin, area, mask, yingshan):
    make_need(lin, area, item=mask, place=yingshan)

    rows = picture().places

    assert (rows[0].place, rows[0].heard) == (yingshan, 1)
    assert {one.heard for one in rows[1:]} == {0}
    assert len(rows) > 5


# If one stops


def test_without_its_only_bearer_a_place_is_cut_off_and_the_share_is_told(
    picture, carry, donor, association, yingshan
):
    carry(yingshan, 300, party=donor)

    stopped = stop(picture(), key(association))

    assert [one.unit.record for one in stopped.goods] == [yingshan]
    assert stopped.carried[0].things[0][1].share_low == 1


def test_one_donor_of_two_cuts_nobody_off(picture, carry, donor, yingshan, shanghai):
    other = Organization.objects.create(name="示例公司", kind="COMPANY", home=shanghai, is_sample=True)
    carry(yingshan, 300, party=donor)
    carry(yingshan, 100, party=other)

    stopped = stop(picture(), key(donor))

    assert stopped.goods == ()
    assert stopped.given[0].things[0][1].share_low == 0.75


def test_a_tie_that_nobody_used_is_told_as_another_way(picture, carry, donor, association, yingshan, luotian):
    local = Organization.objects.create(
        name="示例义工队", kind="VOLUNTEER_GROUP", home=luotian, is_sample=True
    )
    carry(yingshan, 300, party=donor)
    carry(luotian, 300, party=donor)
    Partnership.objects.create(organization=association, lead=donor, local=local, place=luotian, scope="示例")

    lost = {one.unit.record: one.has_tie for one in stop(picture(), key(association)).goods}

    assert lost == {yingshan: False, luotian: True}


def test_departments_that_only_one_spoke_to_are_named(
    picture, lin, area, mask, association, yingshan, health_commission
):
    file_a_voice(lin, area, make_need(lin, area, item=mask, place=yingshan), health_commission)

    stopped = stop(picture(), key(association))

    assert [one.unit.record for one in stopped.departments] == [health_commission]
    assert [one.unit.record for one in stopped.voices] == [yingshan]
    assert (stopped.reports, stopped.all_reports) == (1, 1)


@pytest.mark.parametrize("what", ["nobody", "place"])
def test_only_who_bears_something_can_stop(picture, carry, donor, yingshan, what):
    carry(yingshan, 1, party=donor)

    assert stop(picture(), {"nobody": "org:1", "place": key(yingshan)}[what]) is None


# Ties


def test_ties_before_during_and_of_unknown_age_are_told_apart_with_those_used(
    picture, carry, association, donor, shanghai, health_commission, yingshan
):
    old = Organization.objects.create(name="示例老友", kind="ASSOCIATION", home=shanghai, is_sample=True)
    carry(yingshan, 5, party=donor)
    for other, since in ((donor, date(2019, 5, 1)), (old, date(2020, 1, 25))):
        Tie.objects.create(organization=association, kind="PARTNER", other=other, since=since)
    Cooperation.objects.create(organization=association, department=health_commission, subject="示例")

    kin = {one.kind: (one.before, one.during, one.undated, one.used) for one in picture().kin}

    assert kin == {"PARTNER": (1, 1, 0, 1), "COOPERATION": (0, 0, 1, 0)}


def test_ties_of_those_who_take_no_part_are_not_of_this_crisis(picture, donor, shanghai):
    far = Organization.objects.create(name="示例远方", kind="ASSOCIATION", home=shanghai, is_sample=True)
    with scope(organization=far.pk):
        Tie.objects.create(organization=far, kind="PARTNER", other=donor, since=date(2019, 5, 1))

    assert picture().kin == []


def test_who_worked_together_without_a_tie_on_record_is_named(picture, carry, association, donor, yingshan):
    carry(yingshan, 5, party=donor)

    assert [{one.record, other.record} for one, other in picture().unregistered] == [{association, donor}]


def test_indices_come_with_the_interval_of_chance(picture, carry, association, donor, yingshan, luotian):
    carry(yingshan, 5, party=donor)
    carry(luotian, 5, party=donor)

    found = explain(picture())

    top = found.rows[0]
    assert (top.unit.record, found.permutations) == (association, 200)
    assert top.chance.betweenness_low <= top.position.betweenness <= top.chance.betweenness_high
    assert not top.is_above_chance


# Pages and files


def test_the_page_says_who_carries_and_what_stops(as_lin, area, carry, donor, association, yingshan):
    carry(yingshan, 300, party=donor)

    page = as_lin.get(reverse("advocacy:bridges", args=[area.slug]), {"stop": key(association)})

    assert page.status_code == 200
    text = page.content.decode()
    assert ("示例基金会" in text, "别无他路" in text) == (True, True)


def test_an_empty_crisis_says_so(as_lin, crisis):
    text = as_lin.get(reverse("advocacy:bridges", args=[crisis.slug])).content.decode()

    assert "还没有送到本地、签收了的外来物资。" in text
    assert "还没有报送，也没有告知政府的记录。" in text


def test_the_explanation_is_shown_when_asked_for(as_lin, area, carry, donor, yingshan):
    carry(yingshan, 300, party=donor)

    page = as_lin.get(reverse("advocacy:bridges", args=[area.slug]), {"explain": "1"})

    assert "居间程度" in page.content.decode()


def test_a_volunteer_sees_no_bridges(as_chen, crisis):
    assert as_chen.get(reverse("advocacy:bridges", args=[crisis.slug])).status_code == 403


def test_another_organisation_sees_its_own_bridges_only(as_zhao, area, carry, donor, yingshan):
    carry(yingshan, 300, party=donor)

    page = as_zhao.get(reverse("advocacy:bridges", args=[area.slug]))

    assert "示例基金会" not in page.content.decode()


def read(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_file_tells_of_voices_in_blocks_only(as_lin, lin, area, mask, yingshan, luotian):
    for place, n in ((yingshan, 11), (luotian, 9)):
        for _one in range(n):
            make_need(lin, area, item=mask, place=place)

    rows = read(as_lin.get(reverse("advocacy:bridges_csv", args=[area.slug]), {"table": "places"}))

    told = {row["place_code"]: row["reports_at_least"] for row in rows}
    assert (told["421124"], told["421123"]) == ("10", "0")


@pytest.mark.parametrize("table", ["goods", "voices", "places", "ties"])
def test_no_file_holds_a_name_of_a_person(
    as_lin, lin, area, mask, yingshan, shanghai, health_commission, table
):
    need = make_need(lin, area, item=mask, place=yingshan, party_text=CANARY, quantity=5)
    offer = make_offer(lin, area, item=mask, place=shanghai, party_text=CANARY, quantity=5)
    match = relief.make_match(lin, need, offer, quantity=5, confirmed_at=NOW)
    relief.sign_receipt(
        lin, relief.send_delivery(lin, match, sent_at=NOW), quantity=5, signed_at=NOW, signer=CANARY[0]
    )
    file_a_voice(lin, area, need, health_commission)
    make_report(lin, area, text=f"示例数据：{CANARY} 15400000002")

    content = as_lin.get(reverse("advocacy:bridges_csv", args=[area.slug]), {"table": table}).content.decode()

    assert CANARY not in content
    assert "154000" not in content


def test_the_workbook_opens_and_holds_the_shares(as_lin, area, carry, donor, yingshan):
    carry(yingshan, 300, party=donor)

    answer = as_lin.get(reverse("advocacy:bridges_xlsx", args=[area.slug]), {"table": "goods"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    assert dict(zip(heads, rows[0], strict=True))["pieces_low"] in {300, "300"}


def test_an_unknown_table_is_not_found(as_lin, crisis):
    assert as_lin.get(reverse("advocacy:bridges_csv", args=[crisis.slug]), {"table": "x"}).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_records(picture, carry, donor, yingshan, luotian):
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            here = picture()
            _all = here.bearers, here.places, here.reached, here.kin, here.weight
        return len(seen)

    carry(yingshan, 5, party=donor)
    before = statements()
    for _one in range(4):
        carry(luotian, 5, party=donor)

    assert statements() == before


def test_the_map_tells_places_in_the_language_of_the_page(as_lin, lin, area, mask, yingshan):
    make_need(lin, area, item=mask, place=yingshan)
    address = reverse("advocacy:bridges", args=[area.slug])

    chinese = as_lin.get(address).content.decode()
    english = as_lin.get(address, headers={"accept-language": "en"}).content.decode()

    (drawn,) = re.findall(r'<svg class="gap-map".*?</svg>', english, re.DOTALL)[:1]
    assert "Yingshan" in drawn
    assert "英山县" not in drawn
    assert "英山县" in chinese
