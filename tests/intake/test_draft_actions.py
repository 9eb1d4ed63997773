"""A paste looked at before it is saved: read, judged, saved once, taken back, given back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from qiao.exceptions import (
    DraftConflictError,
    DraftGoneError,
    DraftNothingError,
    DraftRepeatError,
    DraftStateError,
)
from qiao.intake import queries
from qiao.intake.actions import (
    Pasted,
    discard_draft,
    erase_report,
    judge_line,
    make_draft,
    read_again,
    restore_draft,
    reveal_report,
    save_draft,
    undo_draft,
    verify_need,
)
from qiao.intake.actions.drafts import messages_of
from qiao.intake.models import (
    DraftLine,
    DraftText,
    MaskedCopy,
    Need,
    Note,
    Offer,
    PasteDraft,
    Report,
    Telling,
)
from qiao.intake.pasted.chat import pieces_of
from qiao.intake.pasted.job import sweep_drafts
from qiao.intake.pasted.plan import plan_of, sums_of
from qiao.trail.chain import verify
from qiao.trail.jobs import run_job
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")

ASK = "英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"
CHAT = f"""小林 2020/2/1 14:00:01
{ASK}

老赵 2020/2/1 14:01:00
收到，谢谢

阿竹 2020/2/1 14:02:00
转发：{ASK}

小禾 2020/2/1 14:03:00
网传县医院没有氧气了，有人知道吗？

阿溪 2020/2/1 14:04:00
我司可捐赠75%酒精50瓶，货在浦东新区，联系王先生 15400000002

小坪 2020/2/1 14:05:00
罗田县三里畈镇卫生院缺防护服，越多越好
"""


@pytest.fixture(autouse=True)
def immediate(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def pasted(text=CHAT):
    found = pieces_of(text, now=timezone.localtime(NOW))
    return Pasted([one.message() for one in found.pieces], is_chat=found.is_chat, notices=found.notices)


@pytest.fixture
def made(lin, crisis):
    """Return a maker of drafts that are read."""

    def make(text=CHAT, actor=lin, **more):
        draft = make_draft(actor, pasted(text), id=uuid.uuid4(), crisis=crisis, at=NOW, **more).draft
        draft.refresh_from_db()
        return draft

    return make


def line(draft, number):
    return DraftLine.objects.get(draft=draft, number=number)


def counted(draft):
    lines = list(queries.lines_of_draft(draft))
    return sums_of(plan_of(lines, {}))


def records():
    return Report.objects.count(), Need.objects.count(), Offer.objects.count(), Telling.objects.count()


def test_pasting_opens_nothing(made):
    draft = made()

    assert draft.state == "READ"
    assert records() == (0, 0, 0, 0)


def test_each_message_gets_its_kind(made):
    kinds = list(DraftLine.objects.filter(draft=made()).values_list("read_kind", flat=True))

    assert kinds == ["NEED", "CHATTER", "NEED", "RUMOUR", "OFFER", "NEED"]


def test_a_forward_is_folded_under_the_first_telling(made):
    forward = line(made(), 3)

    assert forward.repeat == {"line": 1}
    assert forward.likely[0]["reasons"]


def test_sums_name_what_will_be_saved(made):
    sums = counted(made())

    shown = ("messages", "NEED", "OFFER", "RUMOUR", "folded", "left_out", "needs", "offers")
    assert [sums[name] for name in shown] == [6, 2, 1, 1, 1, 1, 2, 1]


def test_saving_opens_what_was_confirmed(made, lin):
    save_draft(lin, made(), at=NOW)

    assert records() == (5, 2, 1, 1)
    assert Need.objects.filter(item__name="医用外科口罩").get().quantity == 2000
    assert Note.objects.filter(code="hearsay").count() == 1


def test_saving_twice_saves_once(made, lin):
    draft = made()
    save_draft(lin, draft, at=NOW)
    before = records()

    save_draft(lin, PasteDraft.objects.get(pk=draft.pk), at=NOW)

    assert records() == before


def test_a_saved_message_is_kept_word_for_word_with_its_sender(made, lin):
    draft = save_draft(lin, made(), at=NOW)

    text, sender = reveal_report(lin, line(draft, 1).report, reason="核对")
    assert (text, sender) == (ASK, "小林")


def test_spans_of_a_saved_need_point_at_its_words(made, lin):
    draft = save_draft(lin, made(), at=NOW)
    need = line(draft, 1).report.needs.get()

    start, end = need.spans["item"][0]
    assert need.report.masked.text[start:end] == "医用外科口罩"


def test_words_of_a_saved_draft_are_deleted(made, lin):
    draft = save_draft(lin, made(), at=NOW)

    assert not DraftText.objects.filter(draft=draft).exists()
    assert not DraftLine.objects.filter(draft=draft).exclude(masked="", phones=[], reading=[]).exists()


def test_erasing_a_report_leaves_no_word_in_its_draft(made, lin):
    draft = save_draft(lin, made(), at=NOW)

    erase_report(lin, line(draft, 1).report, reason="本人要求")

    assert "口罩" not in str(list(DraftLine.objects.filter(draft=draft, number=1).values()))


def test_senders_and_numbers_stand_in_no_readable_column(made):
    lines = str(list(DraftLine.objects.filter(draft=made()).values()))

    assert "小林" not in lines
    assert "15400000001" not in lines


def test_trail_of_a_saved_paste_holds(made, lin):
    save_draft(lin, made(), at=NOW)

    assert verify().breaks == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"said_kind": "INFO"}, (5, 2, 1, 0)),
        ({"is_dropped": True}, (4, 2, 1, 0)),
        ({"said_kind": "OFFER"}, (5, 2, 2, 0)),
    ],
)
def test_what_the_maker_says_of_the_first_message_is_what_is_saved(made, lin, said, expected):
    draft = made()
    judge_line(lin, line(draft, 1), said=said)

    save_draft(lin, draft, at=NOW)

    assert records() == expected


def test_a_repeat_that_is_none_becomes_a_need_of_its_own(made, lin):
    draft = made()
    judge_line(lin, line(draft, 3), said={"said_repeat": "NO"})

    save_draft(lin, draft, at=NOW)

    assert records() == (5, 3, 1, 0)


def test_two_messages_are_said_to_be_the_same(made, lin):
    draft = made()
    judge_line(lin, line(draft, 6), said={"said_repeat": "YES", "said_of": {"line": 1}})

    save_draft(lin, draft, at=NOW)

    assert Need.objects.count() == 1
    assert Telling.objects.count() == 2


def test_small_talk_is_kept_where_its_maker_wants_it(made, lin):
    draft = made()
    judge_line(lin, line(draft, 2), said={"is_dropped": False})

    save_draft(lin, draft, at=NOW)

    assert Report.objects.count() == 6


def test_a_rumour_can_be_said_to_be_a_need(made, lin):
    draft = made()
    judge_line(lin, line(draft, 4), said={"said_kind": "NEED"})

    save_draft(lin, draft, at=NOW)

    assert Need.objects.count() == 3
    assert not Note.objects.filter(code="hearsay").exists()


@pytest.mark.parametrize("of", [{"line": 6}, {"line": 99}, {"line": 2}, {"report": str(uuid.uuid4())}, {}])
def test_a_message_cannot_repeat_itself_nor_what_is_none(made, lin, of):
    draft = made()

    with pytest.raises(DraftRepeatError):
        judge_line(lin, line(draft, 6), said={"said_repeat": "YES", "said_of": of})


def test_two_messages_that_repeat_each_other_are_saved_as_one(made, lin):
    draft = made()
    judge_line(lin, line(draft, 1), said={"said_repeat": "YES", "said_of": {"line": 3}})

    save_draft(lin, draft, at=NOW)

    assert records() == (5, 2, 1, 1)


def test_everything_left_out_is_refused_and_the_draft_stays(made, lin):
    draft = made()
    for one in DraftLine.objects.filter(draft=draft):
        judge_line(lin, one, said={"is_dropped": True})

    with pytest.raises(DraftNothingError):
        save_draft(lin, draft, at=NOW)

    draft.refresh_from_db()
    assert (draft.state, DraftText.objects.filter(draft=draft).exists()) == ("READ", True)


def test_a_saved_draft_is_judged_no_more(made, lin):
    draft = made()
    first = line(draft, 1)
    save_draft(lin, draft, at=NOW)

    with pytest.raises(DraftStateError):
        judge_line(lin, first, said={"is_dropped": True})


def test_the_same_paste_leads_to_its_draft(made, lin, crisis):
    draft = made()

    again = make_draft(lin, pasted(), id=uuid.uuid4(), crisis=crisis, at=NOW)

    assert (again.draft, again.is_new) == (draft, False)


def test_an_id_used_for_another_paste_is_refused(made, lin, crisis):
    draft = made()

    with pytest.raises(DraftConflictError):
        make_draft(
            lin,
            pasted("小林 2020/2/1 14:00:01\n缺酒精\n\n老赵 2020/2/1 14:01:00\n缺口罩"),
            id=draft.pk,
            crisis=crisis,
            at=NOW,
        )


def test_a_saved_chat_pasted_again_with_more_brings_only_what_is_new(made, lin):
    save_draft(lin, made(), at=NOW)
    more = CHAT + "\n小岭 2020/2/1 14:09:00\n英山县石头咀镇缺降压药，老人急用\n"

    draft = made(more)

    assert [one.known_id is not None for one in queries.lines_of_draft(draft)] == [
        True,
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert line(draft, 7).likely == []
    save_draft(lin, draft, at=NOW)
    assert Report.objects.count() == 6


def test_a_chat_read_again_after_a_broken_job_sees_no_repeat_of_itself(made, lin):
    draft = made()
    likely = [one.likely for one in queries.lines_of_draft(draft)]
    PasteDraft.objects.filter(pk=draft.pk).update(state="READING")

    read_again(lin, draft)
    draft.refresh_from_db()
    run_job.func(str(draft.job_id))

    assert [one.likely for one in queries.lines_of_draft(draft)] == likely


def test_what_the_crisis_knows_is_folded_into_what_stands(made, lin):
    save_draft(lin, made(), at=NOW)
    other = "老何 2020/2/1 15:00:00\n扩散：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001\n\n小杏 2020/2/1 15:01:00\n收到"

    draft = made(other)
    known = line(draft, 1)

    assert "report" in known.repeat
    save_draft(lin, draft, at=NOW)
    assert Need.objects.filter(item__name="医用外科口罩").count() == 1
    assert Telling.objects.filter(need__item__name="医用外科口罩").count() == 2


def test_what_another_organisation_knows_is_no_repeat(made, zhao, lin, crisis, other_association):
    with scope(organization=other_association.pk):
        theirs = make_draft(zhao, pasted(), id=uuid.uuid4(), crisis=crisis, at=NOW).draft
        theirs.refresh_from_db()
        save_draft(zhao, theirs, at=NOW)

    ours = made()

    assert not [one for one in queries.lines_of_draft(ours) if one.known_id or "report" in one.repeat]


def test_undoing_withdraws_needs_and_keeps_reports(made, lin):
    draft = save_draft(lin, made(), at=NOW)

    undone = undo_draft(lin, draft, at=NOW)

    assert (undone.withdrawn, undone.held) == (3, ())
    assert not Need.objects.exclude(state="WITHDRAWN").exists()
    assert not Telling.objects.filter(undone_at__isnull=True).exists()
    assert MaskedCopy.objects.count() == 5


def test_what_was_verified_since_stays_and_is_named(made, lin):
    draft = save_draft(lin, made(), at=NOW)
    need = line(draft, 1).report.needs.get()
    verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=NOW)

    undone = undo_draft(lin, draft, at=NOW)

    need.refresh_from_db()
    assert (need.state, undone.held) == ("OPEN", (need,))


def test_what_another_paste_told_again_stays(made, lin):
    draft = save_draft(lin, made(), at=NOW)
    other = "老何 2020/2/1 15:00:00\n扩散：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001\n\n小杏 2020/2/1 15:01:00\n收到"
    save_draft(lin, made(other), at=NOW)

    undone = undo_draft(lin, draft, at=NOW)

    assert [one.what for one in undone.held] == ["医用外科口罩"]


def test_undone_and_given_back_it_is_as_before(made, lin):
    draft = save_draft(lin, made(), at=NOW)
    undo_draft(lin, draft, at=NOW)

    left = restore_draft(lin, draft)

    assert left == 0
    assert Need.objects.filter(state="NEW").count() == 2
    assert Telling.objects.filter(undone_at__isnull=True).count() == 1


def test_a_chat_taken_back_can_be_pasted_anew_and_is_then_not_given_back_twice(made, lin):
    first = save_draft(lin, made(), at=NOW)
    undo_draft(lin, first, at=NOW)
    second = made()
    assert not [one for one in queries.lines_of_draft(second) if one.known_id]
    save_draft(lin, second, at=NOW)

    assert restore_draft(lin, first) == 5
    assert Need.objects.filter(state="NEW").count() == 2


def test_two_people_who_paste_the_same_chat_save_it_once(made, lin, chen):
    ours, theirs = made(), made(actor=chen)
    save_draft(lin, ours, at=NOW)

    with pytest.raises(DraftNothingError):
        save_draft(chen, theirs, at=NOW)

    assert Report.objects.count() == 5


def test_a_draft_put_aside_leaves_nothing(made, lin):
    draft = discard_draft(lin, made())

    assert (draft.state, DraftLine.objects.count(), DraftText.objects.count()) == ("DISCARDED", 0, 0)


def test_a_draft_nobody_saved_is_deleted_in_time(made, lin):
    draft = made()

    assert sweep_drafts(NOW + timedelta(days=2)) == 0
    assert sweep_drafts(NOW + timedelta(days=4)) == 1
    draft.refresh_from_db()
    assert (draft.state, DraftText.objects.count()) == ("DISCARDED", 0)
    with pytest.raises(DraftStateError):
        save_draft(lin, draft, at=NOW)
    with pytest.raises(DraftGoneError):
        messages_of(draft)
