"""Networks and partners: who is in, what was given, how ready they were and are; a fixed number of statements."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from qiao.batch.grids import open_tables
from qiao.exceptions import (
    NetworkMemberLeftError,
    NetworkMemberStandsError,
    NetworkStandsError,
    PartnerSaidTodayError,
    SupportWithdrawnError,
)
from qiao.registry.models import CapacitySupport, Network, NetworkMember, Organization, PartnerReadiness
from qiao.registry.networks import actions, queries
from qiao.registry.networks.forms import LeaveForm, ReadinessForm, SupportForm
from qiao.registry.networks.queries import PartnerFilter
from qiao.registry.networks.readiness import readiness_of
from qiao.registry.ties.actions import note_contact, record_tie
from qiao.trail.models import TrailEntry
from tests.conftest import NOW

TODAY = date(2020, 2, 1)
BEFORE, LATER = date(2018, 3, 1), date(2019, 12, 1)
pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def group(luotian):
    return Organization.objects.create(name="示例罗田义工队", kind="VOLUNTEER_GROUP", home=luotian)


@pytest.fixture
def network(lin, association):
    return actions.found_network(lin, name="示例联合救灾网络", lead=association, since=date(2013, 4, 20))


def give(lin, association, group, *, on=date(2019, 6, 1), **facts):
    told = {"kind": "TRAINING", "what": "募捐合规，两天", "minutes": 720, "people": 12} | facts
    return actions.record_support(lin, giver=association, receiver=group, given_on=on, **told)


def assess(lin, group, on, *domains):
    facts = dict(zip(("m1", "m2", "m3", "m4", "m5"), domains, strict=True))
    return actions.assess_partner(lin, partner=group, assessed_on=on, basis="VISIT", source="示例", **facts)


def asked(**wanted):
    return queries.partners(PartnerFilter(**wanted), today=TODAY)


# Readiness


def test_the_two_examples_of_the_instrument():
    assert readiness_of((400, 100, 0, 100, 300)).shown == "48"
    assert readiness_of((400, 100, 0, 100, 300)).low == 47.5
    assert readiness_of((400, 400, 300, 300, 300)).low == 85.0


def test_what_is_unknown_is_an_interval_and_never_nought():
    told = readiness_of((400, None, 0, 100, None))

    assert (told.low, told.high, told.shown) == (23.75, 68.75, "24–69")
    assert str(told.weakest_name) == "长期互信的资助方"


def test_nothing_known_reaches_from_nought_to_a_hundred():
    told = readiness_of((None,) * 5)

    assert (told.low, told.high, told.weakest_name) == (0, 100, "")


# Networks


def test_a_member_leaves_and_may_come_back(lin, network, group, luotian):
    actions.join_network(lin, network, organization=group, part="MEMBER", place=luotian, since=BEFORE)
    with pytest.raises(NetworkMemberStandsError):
        actions.join_network(lin, network, organization=group)
    member = NetworkMember.objects.get()
    actions.leave_network(lin, member, until=LATER)
    with pytest.raises(NetworkMemberLeftError):
        actions.leave_network(lin, member, until=LATER)
    actions.join_network(lin, network, organization=group)

    here = queries.networks().get()
    assert (here.member_count, here.county_count) == (1, 0)
    assert [one.membership.until for one in queries.members_of(network, today=TODAY, left=True)] == [LATER]


def test_a_network_stands_once(lin, network):
    with pytest.raises(NetworkStandsError, match="示例联合救灾网络"):
        actions.found_network(lin, name=network.name)


def test_a_member_cannot_leave_before_it_joined(lin, network, group):
    actions.join_network(lin, network, organization=group, since=LATER)
    member = NetworkMember.objects.get()

    assert "until" in LeaveForm({"until": BEFORE.isoformat()}, member=member).errors
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.leave_network(lin, member, until=BEFORE)


def test_members_of_a_network_which_we_lead_are_partners(lin, network, group, other_association):
    actions.join_network(lin, network, organization=group)
    theirs = actions.found_network(lin, name="别家的网络", lead=other_association)
    actions.join_network(lin, theirs, organization=other_association)

    assert [one.organization for one in asked()] == [group]
    assert asked()[0].networks == (network.name,)


# Support, stages, readiness


def test_support_between_two_assessments_stands_beside_what_changed(lin, association, group):
    assess(lin, group, BEFORE, 100, 0, 0, 100, 200)
    give(lin, association, group, on=BEFORE - timedelta(days=1))
    give(lin, association, group)
    give(lin, association, group, on=LATER, kind="FUNDS", amount_fen=3_000_000, minutes=None, people=None)
    assess(lin, group, LATER, 200, 100, 100, 200, 300)

    partner = asked()[0]

    assert (partner.readiness_before.shown, partner.readiness.shown) == ("21", "46")
    assert (partner.between.times, partner.between.minutes, partner.between.amount_fen) == (2, 720, 3_000_000)
    assert partner.given.times == 2


def test_what_was_taken_back_counts_no_more(lin, association, group):
    given = give(lin, association, group)
    actions.withdraw_support(lin, given, reason="记错了", at=NOW)

    assert asked() == []
    with pytest.raises(SupportWithdrawnError):
        actions.withdraw_support(lin, given, reason="再来一次", at=NOW)


def test_nobody_supports_itself(lin, association):
    form = SupportForm(
        {
            "giver": association.name,
            "receiver": association.name,
            "kind": "TRAINING",
            "given_on": "2020-01-01",
            "what": "示例",
        }
    )

    assert "receiver" in form.errors
    with pytest.raises(IntegrityError), transaction.atomic():
        give(lin, association, association)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "FUNDS"}, "yuan"),
        ({"yuan": "100"}, "yuan"),
        ({"given_on": "2999-01-01"}, "given_on"),
        ({"what": "找王某 15400918274"}, "what"),
    ],
)
def test_what_is_told_of_support_is_looked_at(association, group, facts, field):
    told = {
        "giver": association.name,
        "receiver": group.name,
        "kind": "TRAINING",
        "given_on": "2020-01-01",
        "what": "示例",
    }

    assert field in SupportForm(told | facts).errors


def test_hours_and_yuan_become_minutes_and_fen(association, group):
    form = SupportForm(
        {
            "giver": association.name,
            "receiver": group.name,
            "kind": "EQUIPMENT",
            "given_on": "2020-01-01",
            "hours": "1.5",
            "yuan": "0.29",
            "what": "示例",
        }
    )

    assert form.is_valid()
    assert (form.facts["minutes"], form.facts["amount_fen"]) == (90, 29)


def test_a_second_word_on_one_day_is_refused_and_the_first_stays(lin, group):
    actions.set_stage(lin, partner=group, stage="SUPPORTED", since=BEFORE, reason="示例")
    assess(lin, group, BEFORE, 100, 0, 0, 100, 200)

    with pytest.raises(PartnerSaidTodayError):
        actions.set_stage(lin, partner=group, stage="WORKING", since=BEFORE, reason="示例")
    with pytest.raises(PartnerSaidTodayError):
        assess(lin, group, BEFORE, 0, 0, 0, 0, 0)

    assert asked()[0].stage.stage == "SUPPORTED"


def test_a_domain_outside_the_anchors_is_refused_by_the_database(lin, group):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerReadiness.objects.create(
            organization_id=lin.acts_for,
            partner=group,
            assessed_on=BEFORE,
            basis="SELF",
            m3=401,
            source="示例",
        )


def test_an_assessment_names_one_domain_at_least():
    told = {"assessed_on": "2020-01-01", "basis": "SELF", "source": "示例"}

    assert "m1" in ReadinessForm(told).errors
    assert ReadinessForm(told | {"m2": "2.5"}).is_valid()
    assert "m2" in ReadinessForm(told | {"m2": "4.5"}).errors


def test_who_should_be_visited_is_told(lin, association, group):
    actions.set_stage(lin, partner=group, stage="SUPPORTED", since=BEFORE, reason="示例")
    assert [one.is_quiet for one in asked(needs="contact")] == [True]

    tie = record_tie(lin, kind="PARTNER", other=group)
    note_contact(lin, tie, happened_on=TODAY - timedelta(days=30), way="VISIT")
    assert asked(needs="contact") == []
    assert [one.organization for one in asked(needs="support")] == [group]

    actions.set_stage(lin, partner=group, stage="ENDED", since=TODAY, reason="示例：没有续约")
    assert [one.is_quiet for one in asked()] == [False]


def test_the_course_tells_the_stage_at_the_end_of_each_year(lin, group):
    actions.set_stage(lin, partner=group, stage="SUPPORTED", since=date(2018, 5, 1), reason="示例")
    actions.set_stage(lin, partner=group, stage="WORKING", since=date(2019, 12, 31), reason="示例")

    course = queries.course_of(asked(), today=TODAY)

    assert [day.year for day in course.days] == [2016, 2017, 2018, 2019, 2020]
    assert course.counts["SUPPORTED"] == (0, 0, 1, 0, 0)
    assert course.counts["WORKING"] == (0, 0, 0, 1, 1)


def test_hundreds_of_partners_take_as_many_statements_as_one(lin, association, luotian):
    def stand(number):
        one = Organization.objects.create(name=f"示例组织 {number}", kind="ASSOCIATION", home=luotian)
        actions.set_stage(lin, partner=one, stage="SUPPORTED", since=BEFORE, reason="示例")
        assess(lin, one, BEFORE, 100, 0, 0, 100, 200)
        give(lin, association, one)

    stand(0)
    with CaptureQueriesContext(connection) as few:
        asked()
    for number in range(1, 12):
        stand(number)
    with CaptureQueriesContext(connection) as many:
        assert len(asked()) == 12

    assert len(many) == len(few)


def test_another_organisation_sees_neither_support_nor_stage(lin, association, group, other_association):
    give(lin, association, group)
    actions.set_stage(lin, partner=group, stage="SUPPORTED", since=BEFORE, reason="示例")

    with scope(organization=other_association.pk):
        assert CapacitySupport.objects.count() == 0
        assert asked() == []


# Pages


def test_the_whole_way_over_the_pages(as_lin, association, group, luotian):
    as_lin.post(
        reverse("registry:network_new"),
        {"name": "示例网络", "lead": association.name, "since": "2013-04-20", "purpose": "灾后一起做事"},
    )
    network = Network.objects.get()
    as_lin.post(
        reverse("registry:network_join", args=[network.pk]), {"organization": group.name, "part": "MEMBER"}
    )
    told = {
        "giver": association.name,
        "receiver": group.name,
        "kind": "MENTORING",
        "given_on": "2020-01-05",
        "hours": "3",
        "what": "陪做第一份项目书",
        "network": network.pk,
    }
    as_lin.post(reverse("registry:support_new"), told)
    page = as_lin.get(reverse("registry:network", args=[network.pk])).content.decode()
    assert "陪做第一份项目书" in page
    assert luotian.name in page

    here = reverse("registry:partner", args=[group.pk])
    as_lin.post(f"{here}stage/", {"stage": "SUPPORTED", "since": "2020-01-05", "reason": "开始陪伴"})
    for day, value in (("2020-01-04", "1"), ("2020-01-20", "3")):
        as_lin.post(f"{here}assess/", {"assessed_on": day, "basis": "VISIT", "source": "示例", "m1": value})
    page = as_lin.get(here).content.decode()
    assert "培育中" in page
    assert "5–85 → 15–95" in page.replace("\n", "")
    assert "示例罗田义工队" in as_lin.get(reverse("registry:partner_list")).content.decode()


def test_a_refused_form_keeps_what_was_typed(as_lin, association, group, network):
    told = {
        "giver": association.name,
        "receiver": group.name,
        "kind": "FUNDS",
        "given_on": "2020-01-05",
        "what": "写了很久的话",
    }

    answer = as_lin.post(reverse("registry:support_new"), told | {"network": str(network.pk)})

    assert answer.status_code == 422
    assert "写了很久的话" in answer.content.decode()
    assert not CapacitySupport.objects.exists()


def test_partners_leave_as_a_file_and_the_trail_says_so(as_lin, lin, association, group):
    actions.set_stage(lin, partner=group, stage="SUPPORTED", since=BEFORE, reason="王某 15400918274 说的")
    give(lin, association, group, on=timezone.localdate())

    answer = as_lin.get(reverse("registry:partner_export", args=["xlsx"]))

    rows = open_tables("a.xlsx", io.BytesIO(answer.content).getvalue())[0].rows
    assert "示例罗田义工队" in str(rows)
    assert "15400918274" not in str(rows)
    assert TrailEntry.objects.filter(verb="partner.export").exists()
