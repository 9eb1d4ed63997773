"""The chain walked both ways."""

from datetime import date

import pytest
from django_scopes import scope

from qiao.advocacy import actions as advocacy
from qiao.casebook import actions as casebook
from qiao.chain import LINKS
from qiao.pages import trace, trace_views
from qiao.relief import actions as relief
from tests.conftest import NOW
from tests.makers import make_delivery, make_need, make_offer


@pytest.fixture
def whole(lin, crisis, mask, yingshan, association, health_commission, at_work):
    """One record of every link, made the way people make them."""
    delivery = make_delivery(lin, crisis, item=mask, place=yingshan)
    receipt = relief.sign_receipt(lin, delivery, quantity=98, signed_at=NOW)
    match = delivery.match
    evidence = advocacy.note_evidence(
        lin, crisis, statement="到货不足", records=[match.need, receipt], frozen_at=NOW
    )
    proposal = advocacy.draft_proposal(lin, crisis, title="纳入统一调配")
    advocacy.add_item(
        lin, proposal, problem="不在名单", ask="纳入", addressee=health_commission, evidence=[evidence]
    )
    advocacy.file_proposal(
        lin, proposal, departments=[health_commission], channel="OPINION", filed_on=date(2020, 2, 2)
    )
    outcome = advocacy.record_outcome(lin, proposal, step="ADOPTED")
    case = casebook.open_case_study(lin, crisis, subject=association, title="十天", frozen_at=NOW)
    return {
        "report": match.need.report,
        "need": match.need,
        "offer": match.offer,
        "match": match,
        "delivery": delivery,
        "receipt": receipt,
        "evidence": evidence,
        "proposal": proposal,
        "outcome": outcome,
        "case_study": case,
    }


@pytest.mark.parametrize("kind", [one.key for one in LINKS if one.key != "offer"])
def test_voice_and_case_are_reached_from_every_link(whole, kind):
    found = trace.walk(kind, whole[kind].pk)

    assert whole["report"].pk in found.ids("report")
    assert whole["case_study"].pk in found.ids("case_study")


def test_offer_leads_to_its_own_report_and_not_to_that_of_the_need(whole):
    found = trace.walk("offer", whole["offer"].pk)

    assert found.back["report"] == {whole["offer"].report_id}


def test_receipt_comes_from_both_the_need_and_the_offer(whole):
    found = trace.walk("receipt", whole["receipt"].pk)

    assert found.back["report"] == {whole["need"].report_id, whole["offer"].report_id}


def test_need_without_a_match_leads_nowhere_yet(lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)

    assert trace.walk("need", need.pk).ahead == {}


def test_walk_never_enters_another_organisation(whole, other_association):
    with scope(organization=other_association.pk):
        found = trace.walk("report", whole["report"].pk)

    assert found.ahead == {}


def test_strip_marks_the_record_it_stands_on(whole):
    knots = trace.knots_of(whole["match"])

    assert [knot.key for knot in knots if knot.is_current] == ["match"]


def test_strip_shows_the_missing_links_of_a_young_record(lin, crisis, mask, at_work):
    knots = trace.knots_of(make_need(lin, crisis, item=mask))

    assert [knot.key for knot in knots if knot.count] == ["report", "need"]


def test_every_pair_of_links_can_be_stepped_over(at_work):
    for later in LINKS:
        for earlier in later.made_from:
            assert trace.edge(earlier, later.key).down(set()) == set()


def test_a_link_of_many_records_is_read_on_page_by_page(as_lin, lin, crisis, mask, at_work, monkeypatch):
    monkeypatch.setattr(trace_views, "MOST_CARDS", 2)
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=1000)
    matches = [
        relief.make_match(lin, make_need(lin, crisis, item=mask), offer, quantity=10 + n, confirmed_at=NOW)
        for n in range(5)
    ]
    shown = []
    for page in (1, 2, 3):
        text = as_lin.get(f"/trace/offer/{offer.pk}/?match={page}").content.decode()
        link = text.partition('id="match"')[2].partition("</li>\n  <li")[0]
        shown.append([one.pk for one in matches if f"/matches/{one.pk}/" in link])

    assert shown == [[one.pk for one in matches[:2]], [one.pk for one in matches[2:4]], [matches[4].pk]]
