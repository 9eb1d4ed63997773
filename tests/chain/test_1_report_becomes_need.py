"""A message of the phone group becomes a need that points at the characters it came from."""

import uuid

from qiao.intake import actions
from qiao.intake.actions.receive import Message
from qiao.intake.models import Report

TEXT = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


def take_in(actor, crisis, now, text=TEXT, *, id=None):  # noqa: A002
    return actions.take_in(
        actor, Message(text), id=id or uuid.uuid4(), crisis=crisis, source="PASTE", received_at=now
    )


def test_a_pasted_message_becomes_a_need(at_work, lin, crisis, mask, yingshan, now):
    understood = take_in(lin, crisis, now)

    (need,) = understood.needs
    assert (need.item, need.quantity_kind, need.quantity, need.place) == (mask, "EXACT", 2000, yingshan)


def test_the_need_points_at_the_characters_it_came_from(at_work, lin, crisis, now):
    (need,) = take_in(lin, crisis, now).needs

    start, end = need.spans["quantity"][0]
    assert "2000" in TEXT[start:end]


def test_the_report_is_kept_word_for_word_and_sealed(at_work, lin, crisis, now):
    report = take_in(lin, crisis, now).report

    assert actions.reveal_report(lin, report, reason="电话核实") == (TEXT, "")
    assert TEXT.encode() not in bytes(Report.objects.get(pk=report.pk).sealed_text)


def test_pages_get_a_masked_copy_of_the_same_length(at_work, lin, crisis, now):
    report = take_in(lin, crisis, now).report

    assert len(report.masked.text) == len(TEXT)
    assert "15400000001" not in report.masked.text


def test_sending_again_returns_the_first_answer(at_work, lin, crisis, now):
    first = take_in(lin, crisis, now)
    again = take_in(lin, crisis, now, id=first.report.pk)

    assert (again.report, again.needs, again.is_new) == (first.report, first.needs, False)


def test_any_amount_is_neither_one_nor_zero(at_work, lin, crisis, now):
    (need,) = take_in(lin, crisis, now, "示例数据：英山县人民医院急需医用外科口罩，数量不限").needs

    assert (need.quantity_kind, need.quantity) == ("OPEN", None)


def test_a_doubtful_place_far_from_the_crisis_is_not_believed(at_work, lin, crisis, now):
    (need,) = take_in(lin, crisis, now, "示例数据：柳林急需帐篷10顶").needs

    assert need.place is None
    assert "place_far" in set(need.notes.values_list("code", flat=True))
