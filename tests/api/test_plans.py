"""Programs read plans: in pages, each line with its reason, who goes without, the bound and how fair it is."""

import pytest

from qiao.relief import actions as relief
from tests.makers import make_need, make_offer


def exact(count: int) -> dict:
    return {"quantity_kind": "EXACT", "quantity": count}


@pytest.fixture
def plan(at_work, lin, crisis, mask, yingshan, luotian, now):
    """A plan of four needs over one offer that suffices for some."""
    for count in (100, 200, 300):
        make_need(lin, crisis, item=mask, place=yingshan, **exact(count))
    make_need(lin, crisis, item=mask, place=luotian, quantity_kind="OPEN")
    make_offer(lin, crisis, item=mask, place=luotian, **exact(300))
    made = relief.make_plan(lin, crisis, now=now)
    made.refresh_from_db()
    return made


def walked(client, address: str, limit: int) -> list[dict]:
    """Return everything behind an address, page after page."""
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(address, {"limit": limit, "cursor": cursor}).json()
        assert len(answer["items"]) <= limit
        seen += answer["items"]
        cursor = answer["next"]
    return seen


def test_plans_are_listed_with_what_was_proved_and_how_fair_they_are(plan, lin, crisis, now, as_lin):
    later = relief.make_plan(lin, crisis, now=now)

    listed = as_lin.get("/api/plans", {"crisis": "small"}).json()["items"]

    assert [one["number"] for one in listed] == [later.number, plan.number]
    told = listed[1]
    assert (told["objective"], told["bound"], told["gap"]) == (plan.objective, plan.bound, 0)
    assert told["fairness"] == plan.fairness
    assert (told["lines"], told["left_out"]) == (plan.shares.count(), plan.unmet.count())
    assert told["lines"] > 1
    assert told["left_out"] > 1  # so that counts which multiply each other would be seen
    assert "shares" not in told


@pytest.mark.parametrize("limit", [1, 2, 200])
@pytest.mark.parametrize("kind", ["shares", "unmet"])
def test_pages_hold_every_line_once_and_are_those_of_the_whole_plan(plan, as_lin, kind, limit):
    whole = as_lin.get(f"/api/plans/{plan.pk}").json()[kind]

    seen = walked(as_lin, f"/api/plans/{plan.pk}/{kind}", limit)

    assert sorted(seen, key=lambda one: one["id"]) == sorted(whole, key=lambda one: one["id"])
    assert len({one["id"] for one in seen}) == len(seen) == getattr(plan, kind).count()


def test_each_line_carries_its_reason_for_programs_and_for_people(plan, as_lin):
    shares = walked(as_lin, f"/api/plans/{plan.pk}/shares", 50)
    unmet = walked(as_lin, f"/api/plans/{plan.pk}/unmet", 50)

    assert sum(one["quantity"] for one in shares) == 300
    assert all(one["reason_code"] and one["reason"] and one["reason_facts"] for one in shares + unmet)
    assert {one["unit"] for one in shares} == {"只"}


def test_a_line_confirmed_names_its_match_and_no_other_does(plan, lin, now, as_lin):
    chosen = plan.shares.first()
    match = relief.make_match(
        lin, chosen.need, chosen.offer, quantity=chosen.quantity, confirmed_at=now, share=chosen
    )

    told = {
        one["id"]: (one["state"], one["match"]) for one in walked(as_lin, f"/api/plans/{plan.pk}/shares", 50)
    }

    assert told.pop(str(chosen.pk)) == ("CONFIRMED", str(match.pk))
    assert set(told.values()) == {("PROPOSED", None)}


@pytest.mark.parametrize("end", ["", "/shares", "/unmet"])
def test_who_may_not_see_the_page_may_not_read_it_here(plan, as_chen, as_zhao, end):
    assert as_chen.get(f"/api/plans/{plan.pk}{end}").json()["code"] == "right_missing"
    assert as_zhao.get(f"/api/plans/{plan.pk}{end}").status_code == 404


def test_a_stranger_to_the_organisation_finds_no_plan_in_the_list(plan, as_chen, as_zhao):
    assert as_chen.get("/api/plans").status_code == 403
    assert as_zhao.get("/api/plans").json() == {"items": [], "next": None}


def test_pages_cost_the_same_queries_for_one_line_and_for_many(plan, as_lin, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        as_lin.get(f"/api/plans/{plan.pk}/shares")


def test_an_unknown_crisis_is_refused_with_its_field(plan, as_lin):
    answer = as_lin.get("/api/plans", {"crisis": "unheard-of"})

    assert (answer.status_code, answer.json()["details"]["fields"][0]["field"]) == (404, "query.crisis")


def test_a_reader_without_a_session_is_turned_away(plan, client):
    assert client.get("/api/plans").status_code == 401
