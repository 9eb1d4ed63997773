import uuid

from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Report
from qiao.intake.pasted.chat import id_of_part, split_messages, take_in_all, understand
from tests.conftest import NOW
from tests.makers import MESSAGE, make_report


def test_blank_lines_do_not_part_a_message():
    assert split_messages("急需口罩\n\n联系林女士") == ["急需口罩\n\n联系林女士"]


def test_a_line_of_dashes_parts_two_messages():
    assert split_messages("急需口罩\n---\n可捐酒精\n") == ["急需口罩", "可捐酒精"]


def test_dashes_inside_a_line_part_nothing():
    assert len(split_messages("口罩---200只")) == 1


def test_the_first_part_keeps_the_id_of_the_submission():
    submission = uuid.uuid4()

    assert id_of_part(submission, 0) == submission
    assert id_of_part(submission, 1) != submission


def test_a_submission_sent_twice_is_taken_in_once(lin, crisis, at_work):
    messages, submission = [Message("英山县急需口罩200只"), Message("英山县急需酒精")], uuid.uuid4()

    for _ in range(2):
        taken = take_in_all(lin, messages, submission=submission, crisis=crisis, received_at=NOW)

    assert Report.objects.count() == 2
    assert [one.is_new for one in taken] == [False, False]


def candidates_of(shown):
    return [candidate for group in shown.groups for candidate in group.candidates]


def test_understanding_shows_no_telephone_number(crisis, at_work):
    shown = understand(MESSAGE, crisis=crisis)

    assert "15400000001" not in "".join(one.text for one in shown.segments)


def test_understanding_names_the_thing_and_how_many(crisis, at_work, mask):
    [group] = understand("英山县人民医院急需医用外科口罩2000只", crisis=crisis).groups

    [candidate] = group.candidates
    assert (candidate.kind, candidate.voice.item, candidate.voice.quantity) == ("need", mask, 2000)


def test_what_is_understood_is_what_is_saved(lin, crisis, at_work):
    text = "英山县人民医院急需医用外科口罩2000只、防护服若干，酒精不限量"
    shown = [
        (one.voice.what, one.voice.quantity_text) for one in candidates_of(understand(text, crisis=crisis))
    ]

    take_in_all(lin, [Message(text)], submission=uuid.uuid4(), crisis=crisis, received_at=NOW)

    assert sorted(shown) == sorted((one.what, one.quantity_text) for one in Need.objects.all())


def test_an_unsure_place_far_away_is_understood_as_it_is_saved(lin, crisis, at_work):
    text = "柳林急需口罩200只"
    [group] = understand(text, crisis=crisis).groups

    take_in_all(lin, [Message(text)], submission=uuid.uuid4(), crisis=crisis, received_at=NOW)

    assert group.first.place == Need.objects.get().place


def test_a_message_with_a_known_telephone_number_is_told_as_a_repeat(lin, crisis, at_work):
    first = make_report(lin, crisis)

    assert understand("罗田县缺酒精，电话15400000001", crisis=crisis).repeats == [first]


def test_a_stranger_number_is_no_repeat(lin, crisis, at_work):
    make_report(lin, crisis)

    assert understand("罗田县缺酒精，电话15400000009", crisis=crisis).repeats == []


def test_bug_a_number_of_zero_does_not_refuse_the_message(lin, crisis, at_work):
    take_in_all(lin, [Message("急需口罩0只")], submission=uuid.uuid4(), crisis=crisis, received_at=NOW)

    need = Need.objects.get()
    assert need.quantity_kind == "UNKNOWN"
    assert need.notes.filter(code="quantity_unbelievable").exists()


def test_bug_a_number_beyond_belief_does_not_refuse_the_message(lin, crisis, at_work):
    text = "急需口罩50箱（每箱99999999只）"

    take_in_all(lin, [Message(text)], submission=uuid.uuid4(), crisis=crisis, received_at=NOW)

    assert Need.objects.get().quantity is None


def test_bug_a_need_without_a_thing_is_named_in_chinese(lin, crisis, at_work):
    take_in_all(
        lin,
        [Message("求助！孩子走失，英山县温泉镇")],
        submission=uuid.uuid4(),
        crisis=crisis,
        received_at=NOW,
    )

    assert Need.objects.get().item_text == "寻人"
