"""The engine proposes, a person confirms, the reasons are kept."""

from qiao.relief import actions
from tests.makers import make_need, make_offer


def test_a_verified_need_and_an_offer_make_a_line_with_its_reason(
    at_work, lin, crisis, mask, yingshan, luotian, now
):
    need = make_need(lin, crisis, item=mask, place=yingshan, quantity=200)
    make_offer(lin, crisis, item=mask, place=luotian, quantity=500)

    plan = actions.make_plan(lin, crisis, now=now)

    (line,) = plan.shares.all()
    assert (line.need, line.quantity) == (need, 200)
    assert line.reason_code


def test_a_confirmed_line_becomes_a_match_that_keeps_the_reason(at_work, lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan, quantity=200)
    make_offer(lin, crisis, item=mask, place=yingshan, quantity=200)
    (line,) = actions.make_plan(lin, crisis, now=now).shares.all()

    match = actions.make_match(
        lin, line.need, line.offer, quantity=line.quantity, confirmed_at=now, share=line
    )

    assert match.share == line
    assert "200" in match.reason


def test_who_gets_nothing_is_told_why(at_work, lin, crisis, mask, gown, yingshan, now):
    need = make_need(lin, crisis, item=gown, place=yingshan)
    make_offer(lin, crisis, item=mask, place=yingshan)

    plan = actions.make_plan(lin, crisis, now=now)

    (left_out,) = plan.unmet.all()
    assert (left_out.need, left_out.reason_code) == (need, "NO_STOCK_OF_ITEM")


def test_a_need_without_an_offer_stays_open(at_work, lin, crisis, mask, yingshan, now):
    need = make_need(lin, crisis, item=mask, place=yingshan)

    actions.make_plan(lin, crisis, now=now)

    need.refresh_from_db()
    assert need.state == "OPEN"
