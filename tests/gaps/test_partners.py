"""Partners on the spot for those from elsewhere: suggested with reasons, proposed, answered; obstacles."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from qiao.exceptions import ObstacleResolvedError, PartnershipStandsError, PartnershipStateError
from qiao.gaps.models import Presence
from qiao.gaps.queries import partners as queries
from qiao.gaps.queries.partners import is_elsewhere, suggestions
from qiao.registry.models import Obstacle, Organization, Partnership, Place, ServiceArea
from qiao.registry.ties import partnering as actions
from qiao.registry.ties.actions import record_tie
from qiao.trail.models import TrailEntry

pytestmark = pytest.mark.usefixtures("at_work")


def presence(association, crisis, unit, place, what="送餐", **facts):
    return Presence.objects.create(
        organization=association,
        crisis=crisis,
        who=unit.name,
        party=unit,
        what=what,
        place=place,
        stated_on=date(2020, 1, 31),
        source="示例通报",
        **facts,
    )


@pytest.fixture
def local(luotian):
    return Organization.objects.create(name="示例罗田义工联", kind="ASSOCIATION", home=luotian)


@pytest.fixture
def partnership(lin, crisis, other_association, local, luotian):
    return actions.propose_partnership(
        lin, crisis, lead=other_association, local=local, place=luotian, scope="送餐"
    )


def test_home_and_place_are_apart_only_where_neither_holds_the_other(yingshan, luotian):
    province = Place.objects.get(code="420000")

    assert is_elsewhere(yingshan, luotian)
    assert not is_elsewhere(province, luotian)
    assert not is_elsewhere(luotian, luotian)


def test_whoever_works_away_from_home_is_told_who_is_there_and_why(
    lin, association, crisis, other_association, local, luotian, now
):
    presence(association, crisis, other_association, luotian)
    presence(association, crisis, local, luotian, what="登记需求")
    ServiceArea.objects.create(organization=local, place=luotian, since=date(2015, 1, 1))
    record_tie(lin, kind="PARTNER", other=local, since=date(2018, 1, 1))

    (one,) = suggestions(crisis, now=now)

    assert (one.lead, one.place, one.doing) == (other_association, luotian, ("送餐",))
    assert [each.organization for each in one.locals] == [local]
    assert [reason["code"] for reason in one.locals[0].reasons] == ["HOME", "SERVES", "PRESENT", "TIED"]
    assert all("%(" not in words for words in one.locals[0].words)


def test_whoever_is_at_home_needs_no_partner(association, crisis, local, luotian, now):
    presence(association, crisis, local, luotian)

    assert suggestions(crisis, now=now) == []


def test_a_hospital_is_no_partner_that_carries_work_out(association, crisis, other_association, luotian, now):
    Organization.objects.create(name="示例罗田医院", kind="HOSPITAL", home=luotian)
    presence(association, crisis, other_association, luotian)

    assert suggestions(crisis, now=now)[0].locals == ()


@pytest.mark.parametrize("is_accepted", [True, False])
def test_what_was_answered_is_suggested_no_more(
    lin, association, crisis, other_association, luotian, partnership, now, is_accepted
):
    presence(association, crisis, other_association, luotian)

    actions.answer_partnership(
        lin, partnership, is_accepted=is_accepted, answer="已商定", at=now, on=date(2020, 2, 1)
    )

    assert suggestions(crisis, now=now) == []


def test_a_proposal_is_answered_once(lin, partnership, now):
    answer = {"answer": "人手不够", "at": now, "on": date(2020, 2, 1)}
    actions.answer_partnership(lin, partnership, is_accepted=False, **answer)

    with pytest.raises(PartnershipStateError):
        actions.answer_partnership(lin, partnership, is_accepted=True, **answer)
    assert (partnership.state, partnership.since) == ("REFUSED", None)


def test_the_same_two_are_proposed_once(lin, crisis, other_association, local, luotian, partnership):
    with pytest.raises(PartnershipStandsError):
        actions.propose_partnership(
            lin, crisis, lead=other_association, local=local, place=luotian, scope="再来"
        )


def test_a_refusal_without_a_reason_is_refused_by_the_database(lin, partnership, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.answer_partnership(lin, partnership, is_accepted=False, answer="", at=now, on=now.date())


def test_the_page_proposes_with_the_reasons_and_takes_the_answer(
    as_lin, association, crisis, other_association, local, luotian
):
    presence(association, crisis, other_association, luotian)
    page = reverse("gaps:partner_list", args=[crisis.slug])
    assert "可以找谁合作" in as_lin.get(page).content.decode()
    data = {"lead": other_association.name, "local": local.name, "place": luotian.code, "scope": "送餐"}

    as_lin.post(reverse("gaps:partner_propose", args=[crisis.slug]), data)
    made = Partnership.objects.get()
    unsaid = as_lin.post(reverse("gaps:partner_answer", args=[made.pk]), {"decision": "REFUSED"})
    as_lin.post(reverse("gaps:partner_answer", args=[made.pk]), {"decision": "ACCEPTED", "on": "2020-02-01"})
    made.refresh_from_db()

    assert made.reasons == [{"code": "HOME"}]
    assert (unsaid.status_code, made.state, made.since) == (422, "ACCEPTED", date(2020, 2, 1))
    as_lin.post(reverse("gaps:partner_end", args=[made.pk]), {"answer": "任务完成"})
    assert Partnership.objects.get().state == "ENDED"


# Obstacles


def test_an_obstacle_stands_until_somebody_says_how_it_was_overcome(lin, crisis):
    met = actions.record_obstacle(lin, crisis, kind="PERMIT", what="路口不让进", met_on=date(2020, 1, 25))

    assert met.days_open(date(2020, 2, 1)) == 7
    actions.resolve_obstacle(lin, met, how="县防指开了证明", resolved_on=date(2020, 1, 28))
    assert met.days_open(date(2020, 2, 1)) == 3
    with pytest.raises(ObstacleResolvedError):
        actions.resolve_obstacle(lin, met, how="改口", resolved_on=date(2020, 1, 29))


def test_an_obstacle_cannot_be_overcome_before_it_was_met(lin, as_lin, crisis):
    met = actions.record_obstacle(lin, crisis, kind="PERMIT", what="路口不让进", met_on=date(2020, 1, 25))
    early = met.met_on - timedelta(days=1)

    answer = as_lin.post(
        reverse("gaps:obstacle_resolve", args=[met.pk]), {"how": "放行", "resolved_on": early.isoformat()}
    )

    assert answer.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.resolve_obstacle(lin, met, how="放行", resolved_on=early)


def test_the_page_counts_obstacles_by_kind(lin, as_lin, crisis):
    page = reverse("gaps:obstacle_list", args=[crisis.slug])
    assert "还没有记过障碍" in as_lin.get(page).content.decode()
    as_lin.post(
        reverse("gaps:obstacle_new", args=[crisis.slug]),
        {"kind": "MONEY", "what": "油费没有着落", "met_on": "2020-01-25"},
    )
    met = Obstacle.objects.get()
    done = as_lin.post(
        reverse("gaps:obstacle_resolve", args=[met.pk]),
        {"how": "会员垫付", "resolved_on": "2020-01-29"},
        follow=True,
    ).content.decode()

    assert "会员垫付" in done
    assert "4 天" in done


@pytest.mark.parametrize(("name", "said"), [("partner_export", "送餐"), ("obstacle_export", "路口不让进")])
def test_partnerships_and_obstacles_are_handed_out_with_a_trace(lin, as_lin, crisis, partnership, name, said):
    actions.record_obstacle(lin, crisis, kind="PERMIT", what="路口不让进", met_on=date(2020, 1, 25))

    handed = as_lin.get(reverse(f"gaps:{name}", args=[crisis.slug, "csv"])).content.decode("utf-8-sig")

    assert said in handed
    assert TrailEntry.objects.filter(verb=name.replace("partner_", "partnership_").replace("_", ".")).exists()


def test_what_waits_or_still_stands_comes_first_on_every_database(lin, crisis, partnership, now, yingshan):
    actions.answer_partnership(lin, partnership, is_accepted=True, answer="", at=now, on=now.date())
    waiting = actions.propose_partnership(
        lin, crisis, lead=partnership.lead, local=partnership.local, place=yingshan, scope="送药"
    )
    solved = actions.record_obstacle(lin, crisis, kind="PERMIT", what="已放行", met_on=date(2020, 1, 2))
    actions.resolve_obstacle(lin, solved, how="开了证明", resolved_on=date(2020, 1, 3))
    standing = actions.record_obstacle(lin, crisis, kind="MONEY", what="没有油费", met_on=date(2020, 1, 9))

    assert list(queries.partnerships(crisis)) == [waiting, partnership]
    assert list(queries.obstacles(crisis)) == [standing, solved]
