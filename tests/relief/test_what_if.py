"""Trying a rule, one more lot, one more lorry; two plans side by side."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from qiao.engines.allocation import Rule
from qiao.relief import actions
from qiao.relief.models import Lot, Plan, StockMovement
from qiao.relief.what_if import ExtraLot, Question, answer, frontier, input_now
from tests.conftest import NOW
from tests.makers import make_need, make_offer


@pytest.fixture
def short(at_work, lin, crisis, mask, yingshan, luotian):
    """100 masks for two needs of 100: the hospital of tier 1 and a village of tier 3."""
    first = make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100, tier=1)
    last = make_need(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100, tier=3)
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    return first, last, offer


def told(crisis, question):
    return answer(input_now(crisis, now=NOW), question, now=NOW)


def test_trying_writes_nothing(short, crisis):
    found = told(crisis, Question(Rule()))

    assert found.cases[0].outcome.units == 100
    assert not Plan.objects.exists()
    assert not Lot.objects.exists()
    assert not StockMovement.objects.exists()


def test_what_is_tried_is_what_a_plan_of_that_rule_gives(short, crisis, lin):
    first, last, _offer = short
    for rule in (Rule(), Rule("tiers-then-distance"), Rule("max-min"), Rule(floor=0.5)):
        found = told(crisis, Question(rule)).cases[0].outcome

        plan = actions.make_plan(lin, crisis, now=NOW, rule=rule)

        assert {str(one.need_id): one.quantity for one in plan.shares.all()} == dict(found.given)
    assert {str(first.pk): 50, str(last.pk): 50} == dict(found.given)


def test_one_more_lot_is_told_with_who_gains(short, crisis, mask, luotian):
    first, last, _offer = short

    found = told(crisis, Question(Rule(), lot=ExtraLot(mask, 60, luotian)))

    assert [case.code for case in found.cases] == ["RULE", "LOT"]
    assert [case.outcome.units for case in found.cases] == [100, 160]
    assert found.gains == {str(first.pk): 30, str(last.pk): 30}


def test_one_more_lorry_goes_where_it_serves_most_by_weight(short, crisis, lin, mask, yingshan):
    _first, _last, near = short
    make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=500, tier=3)
    small = make_offer(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=40)

    found = told(crisis, Question(Rule("tiers-then-distance"), send_limit=30, lorry=50))

    assert [case.code for case in found.cases] == ["RULE", "LIMIT", "LORRY"]
    assert [case.outcome.units for case in found.cases] == [140, 60, 110]
    assert found.cases[-1].offer == str(near.pk) != str(small.pk)


def test_the_frontier_holds_every_rule_and_a_higher_floor_never_lowers_the_least(short, crisis):
    found = frontier(input_now(crisis, now=NOW), now=NOW)

    floors = [one for one in found if one.rule.name == "floor-then-tiers"]
    least = [one.minimum_fill for one in floors]
    assert least == sorted(least)
    assert least[0] == 0
    assert least[-1] == 0.5
    assert {one.rule.name for one in found} >= {"max-min", "alpha-1", "coverage", "first-come"}


def test_the_page_answers_in_figures_and_offers_to_make_the_plan(short, crisis, as_lin):
    page = as_lin.get(reverse("relief:what_if", args=[crisis.slug]), {"rule": "max-min"}).content.decode()

    assert "50.0%" in page
    assert 'name="rule" value="max-min"' in page

    as_lin.post(reverse("relief:plan_make", args=[crisis.slug]), {"rule": "max-min", "floor": "30"})

    assert Plan.objects.get().rule == "max-min"


@pytest.mark.parametrize(
    "asked",
    [
        {"rule": "by-lot"},
        {"floor": "130"},
        {"lot_quantity": "5"},
        {"lorry": "5"},
        {"lot_place": "没有这个地方"},
        {"send_limit": "-1"},
        {"send_limit": "9" * 5000},
    ],
)
def test_what_is_not_understood_is_said_beside_the_field(short, crisis, as_lin, asked):
    answered = as_lin.get(reverse("relief:what_if", args=[crisis.slug]), asked)

    assert answered.status_code == 422
    assert "errorlist" in answered.content.decode()


def test_without_needs_the_page_says_what_to_do(at_work, crisis, as_lin):
    page = as_lin.get(reverse("relief:what_if", args=[crisis.slug])).content.decode()

    assert "还没有可以试算的需求" in page


def test_a_rule_that_is_not_known_makes_no_plan(short, crisis, as_lin):
    answered = as_lin.post(reverse("relief:plan_make", args=[crisis.slug]), {"rule": "by-lot"})

    assert answered.status_code == 302
    assert not Plan.objects.exists()


def test_the_command_plans_by_the_rule_asked_for_and_refuses_a_floor_that_is_none(short, crisis):
    said = io.StringIO()

    call_command("plan", crisis=crisis.slug, rule="max-min", stdout=said)

    assert Plan.objects.get().rule == "max-min"
    assert "gap 0.0000%" in said.getvalue()
    with pytest.raises(CommandError, match="floor"):
        call_command("plan", crisis=crisis.slug, floor=2.0)


def test_two_plans_stand_side_by_side_with_who_gets_more(short, crisis, lin, as_lin):
    first, second = (
        actions.make_plan(lin, crisis, now=NOW, rule=Rule(name))
        for name in ("tiers-then-distance", "max-min")
    )

    page = as_lin.get(reverse("relief:plan_compare", args=[first.pk, second.pk])).content.decode()

    assert "同样的需求和资源" in page
    assert "+50" in page
    assert "-50" in page


def test_another_organisations_plan_is_not_compared(short, crisis, lin, as_lin, as_zhao):
    plan = actions.make_plan(lin, crisis, now=NOW)

    assert as_zhao.get(reverse("relief:plan_compare", args=[plan.pk, plan.pk])).status_code == 404
