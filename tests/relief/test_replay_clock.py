"""A replayed crisis is judged at the moment that its replay has reached; every other one by today."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.intake.actions import expire_needs
from qiao.intake.clock import REPLAY, judged_at, judged_on
from qiao.intake.models import Alert, Need, SheetSource
from qiao.registry.models import Crisis
from qiao.relief.models import Match, Plan, Share
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def replay(at_work, association, yingshan) -> Crisis:
    """A replay that has reached an hour after the small records were told."""
    crisis = Crisis.objects.create(
        id=REPLAY, name="示例回放", slug="replay", hazard=Crisis.Hazard.EPIDEMIC, began_on=date(2020, 1, 20)
    )
    SheetSource.objects.create(
        organization=association, crisis=crisis, name="示例表", last_version_at=NOW + timedelta(hours=1)
    )
    return crisis


@pytest.fixture
def need(replay, lin, mask, yingshan) -> Need:
    return make_need(lin, replay, item=mask, place=yingshan)


def test_the_clock_of_a_replay_stands_where_the_replay_is(replay, crisis):
    assert judged_at(replay) == NOW + timedelta(hours=1)
    assert judged_on(replay) == timezone.localtime(NOW + timedelta(hours=1)).date()
    assert judged_at(crisis) - timezone.now() < timedelta(minutes=1)


def test_a_replay_that_has_read_nothing_goes_by_today(replay):
    SheetSource.objects.update(last_version_at=None)

    assert timezone.now() - judged_at(replay) < timedelta(minutes=1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_needs_of_a_replay_are_as_fresh_as_they_were_and_the_page_says_by_which_clock(
    as_lin, replay, need, lin, crisis, mask, language
):
    old = make_need(lin, crisis, item=mask)
    head = {"accept-language": language}
    page = as_lin.get(reverse("intake:need_list", args=[replay.slug]), headers=head)
    own = as_lin.get(reverse("intake:need", args=[need.pk]), headers=head)
    today = as_lin.get(reverse("intake:need", args=[old.pk]), headers=head)

    assert [(one.is_late, one.fresh > 0.5) for one in page.context["page"]] == [(False, True)]
    assert not own.context["is_expired"]
    assert today.context["is_expired"]
    stamp = f"{timezone.localtime(judged_at(replay)):%Y-%m-%d %H:%M}"
    assert stamp in page.content.decode()
    assert today.context["clock"] is None


def test_the_worker_lets_no_need_of_a_replay_expire_before_its_time(lin, need, crisis, mask):
    old = make_need(lin, crisis, item=mask)

    expire_needs(lin, now=timezone.now())
    assert set(Alert.objects.filter(kind="EXPIRED").values_list("need", flat=True)) == {old.pk}

    SheetSource.objects.update(last_version_at=NOW + timedelta(days=300))
    expire_needs(lin, now=timezone.now())

    assert Need.objects.get(pk=need.pk).state == Need.State.EXPIRED


def test_goods_that_were_good_then_are_planned_and_confirmed(as_lin, lin, replay, need, mask, luotian):
    make_offer(lin, replay, item=mask, place=luotian, expires_at=NOW + timedelta(days=20))
    assert as_lin.get(reverse("relief:what_if", args=[replay.slug])).context["answer"].plan.shares

    as_lin.post(reverse("relief:plan_make", args=[replay.slug]))
    plan = Plan.objects.get()
    share = plan.shares.get()
    assert plan.made_at == judged_at(replay)
    as_lin.post(reverse("relief:share_confirm", args=[share.pk]), {"quantity": share.quantity})

    assert Match.objects.get().confirmed_at == judged_at(replay)
    assert Share.objects.get().state == Share.State.CONFIRMED


def test_by_hand_goods_are_judged_by_the_same_clock(as_lin, lin, replay, need, mask, luotian):
    offer = make_offer(lin, replay, item=mask, place=luotian, expires_at=NOW + timedelta(days=20))
    page = as_lin.get(reverse("relief:match_new", args=[need.pk]))
    assert [one.obstacle for one, _suggested in page.context["rows"]] == [""]

    as_lin.post(reverse("relief:match_new", args=[need.pk]), {"offer": offer.pk, "quantity": 10})

    assert Match.objects.get().quantity == 10
