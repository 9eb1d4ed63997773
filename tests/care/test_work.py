"""Risk, safety plan, goals, advice, closing by two people, requests by right: sealed, and read by whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.care import actions
from qiao.care.models import CareClosing, CareEntry, CareFile, CareGoal, RightsRequest
from qiao.exceptions import CareFileStateError, LineAlreadyDecidedError, RightMissingError
from qiao.trail.models import TrailEntry
from tests.care.conftest import code_of

pytestmark = pytest.mark.usefixtures("at_work")

SIGNS = "示例数据：说活着没有意思"
PLAN = "示例数据：去江边坐坐"
GOAL = "示例数据：能一觉睡到天亮"
ADVICE = "示例数据：下次先谈丧事怎么办的"
SUMMARY = "示例数据：当事人说可以自己走下去了"
ASKS = "示例数据：儿子郝某，出示户口簿"


def assess(zhou, file, level="HIGH"):
    return actions.write_entry(
        zhou,
        file,
        kind="RISK",
        content={"level": level, "signs": SIGNS, "steps": "示例"},
        made_at=timezone.now(),
        review_on=timezone.localdate() + timedelta(days=1),
    )


def ask_closing(zhou, file):
    return actions.ask_closing(zhou, file, reason="REACHED", summary=SUMMARY, asked_at=timezone.now())


# Pages and goals


def test_risk_and_plan_are_read_by_the_team(as_zhou, zhou, file):
    assess(zhou, file)
    plan = {"warning": "示例", "coping": PLAN, "professionals": "12356"}
    actions.write_entry(zhou, file, kind="SAFETY", content=plan, made_at=timezone.now())

    text = as_zhou.get(reverse("care:file", args=[file.pk])).content.decode()

    assert all(word in text for word in (SIGNS, PLAN, "12356"))


def test_the_supervisor_reads_risk_only_while_the_notes_are_open(he, he_user, zhou, file):
    assess(zhou, file)
    now = timezone.now()
    closed = actions.read_file(he, file, now=now)
    actions.open_notes(
        he,
        file,
        reason="示例数据：复核一份高风险评估的处置是否妥当，以便安排支持",
        code=code_of(he_user),
        now=now,
    )

    assert closed.risk.content is None
    assert actions.read_file(he, file, now=now).risk.content["signs"] == SIGNS


def test_the_degree_of_risk_stands_nowhere_in_the_open(zhou, file):
    assess(zhou, file, level="IMMINENT")

    rows = repr(list(CareEntry.objects.values())) + repr(list(CareFile.objects.values()))
    told = repr([one.details for one in TrailEntry.objects.all()])
    assert "IMMINENT" not in rows + told


def test_the_list_shows_what_is_due_first(zhou, he_user, as_zhou, crisis, file):
    later = actions.open_file(zhou, crisis, kind="STRESS", identity="示例", supervisor=he_user)
    assess(zhou, file)
    CareFile.objects.filter(pk=file.pk).update(review_on=timezone.localdate())

    answer = as_zhou.get(reverse("care:file_list", args=[crisis.slug]))

    assert [one.pk for one in answer.context["files"]] == [file.pk, later.pk]
    assert "今天要看" in answer.content.decode()


def test_a_goal_is_reached_and_set_back(zhou, file):
    goal = actions.set_goal(zhou, file, text=GOAL, set_at=timezone.now())
    actions.end_goal(zhou, goal, state="REACHED", ended_at=timezone.now())
    actions.end_goal(zhou, goal, state="OPEN", ended_at=timezone.now())

    assert actions.read_file(zhou, file, now=timezone.now()).goals[0].text == GOAL
    assert CareGoal.objects.get().ended_at is None


def test_advice_is_written_by_the_supervisor_and_read_by_both(zhou, he, file):
    actions.write_supervision(he, file, content={"advice": ADVICE}, made_at=timezone.now())

    for reader in (zhou, he):
        read = actions.read_file(reader, file, now=timezone.now())
        assert [page.content["advice"] for page in read.advice] == [ADVICE]


@pytest.mark.parametrize("who", ["zhou", "sun"])
def test_nobody_else_writes_as_supervisor(request, file, who):
    with pytest.raises(RightMissingError):
        actions.write_supervision(
            request.getfixturevalue(who), file, content={"advice": ADVICE}, made_at=timezone.now()
        )


def test_a_page_of_advice_is_not_slipped_in_by_the_team(zhou, file):
    with pytest.raises(RightMissingError):
        actions.write_entry(
            zhou, file, kind="SUPERVISION", content={"advice": ADVICE}, made_at=timezone.now()
        )


# Closing by two people


def test_a_file_is_closed_by_two(zhou, he, file):
    closing = ask_closing(zhou, file)
    file.refresh_from_db()
    waiting = file.state
    actions.decide_closing(he, closing, is_confirmed=True, decided_at=timezone.now())

    file.refresh_from_db()
    assert (waiting, file.state, file.closed_at is not None) == ("CLOSING", "CLOSED", True)


def test_who_asks_does_not_confirm(zhou, zhou_user, file):
    closing = ask_closing(zhou, file)

    with pytest.raises(RightMissingError):
        actions.decide_closing(zhou, closing, is_confirmed=True, decided_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CareClosing.objects.update(state="CONFIRMED", decided_by=zhou_user, decided_at=timezone.now())


def test_sent_back_the_service_goes_on(zhou, he, file):
    actions.decide_closing(
        he, ask_closing(zhou, file), is_confirmed=False, remark=ADVICE, decided_at=timezone.now()
    )

    file.refresh_from_db()
    assert file.state == CareFile.State.OPEN
    assert actions.read_file(zhou, file, now=timezone.now()).closings[0].answer == ADVICE
    ask_closing(zhou, file)


def test_a_closing_is_decided_once(zhou, he, file):
    closing = ask_closing(zhou, file)
    actions.decide_closing(he, closing, is_confirmed=True, decided_at=timezone.now())

    with pytest.raises(LineAlreadyDecidedError):
        actions.decide_closing(he, closing, is_confirmed=False, decided_at=timezone.now())


def test_a_closed_file_takes_nothing_more(zhou, he, file):
    actions.decide_closing(he, ask_closing(zhou, file), is_confirmed=True, decided_at=timezone.now())

    with pytest.raises(CareFileStateError):
        actions.add_session(zhou, file, held_at=timezone.now(), minutes=5, notes="示例")
    with pytest.raises(CareFileStateError):
        assess(zhou, file)
    with pytest.raises(CareFileStateError):
        ask_closing(zhou, file)


def test_a_file_is_not_closed_while_a_referral_waits(zhou, file):
    actions.record_consent(zhou, file, purpose="SHARING", receiver="示例中心", given_at=timezone.now())
    actions.ask_referral(zhou, file, to=None, to_name="示例中心", summary="示例", asked_at=timezone.now())

    with pytest.raises(CareFileStateError):
        ask_closing(zhou, file)


# By right


def test_a_relative_asks_and_is_answered_in_time(zhou, file):
    asked = actions.note_request(
        zhou, file, kind="COPY", made_by="RELATIVE", requester=ASKS, asked_at=timezone.now()
    )
    actions.answer_request(
        zhou, asked, is_granted=False, answer="示例数据：生前另有安排", answered_at=timezone.now()
    )

    held = RightsRequest.objects.get()
    assert (held.due_on - timezone.localdate(held.asked_at)).days == 15
    assert held.state == RightsRequest.State.REFUSED
    assert ASKS.encode() not in bytes(held.sealed_requester)
    with pytest.raises(LineAlreadyDecidedError):
        actions.answer_request(zhou, asked, is_granted=True, answer="示例", answered_at=timezone.now())


def test_the_person_is_shown_every_reading(as_zhou, as_he, file):
    page = reverse("care:file", args=[file.pk])
    as_zhou.get(page)
    as_he.get(page)

    text = as_zhou.get(reverse("care:reads", args=[file.pk])).content.decode()

    assert text.count("打开档案和会谈记录") == 2  # the page just opened, and this one itself
    assert text.count("打开档案，没有看会谈记录") == 1
    assert "没有看会谈记录" in text


# The doors


@pytest.mark.parametrize(
    "door",
    ["risk_new", "safety_new", "advice_new", "goal_new", "closing_new", "rights_new", "reads"],
)
@pytest.mark.parametrize("who", ["as_lin", "as_chen", "as_zhao", "as_sun", "as_gao", "as_tao"])
def test_no_door_opens_to_others(request, file, who, door):
    client, address = request.getfixturevalue(who), reverse(f"care:{door}", args=[file.pk])

    answer = client.get(address) if door == "reads" else client.post(address, {})

    assert answer.status_code in {403, 404}


def test_a_social_worker_does_it_all_by_the_pages(as_zhou, as_he, file):
    def send(client, door, facts, *parts):
        return client.post(reverse(f"care:{door}", args=[file.pk, *parts]), facts).status_code

    day = timezone.localdate().isoformat()
    sent = [
        send(as_zhou, "risk_new", {"risk-level": "LOW", "risk-review_on": day, "risk-steps": "示例"}),
        send(
            as_zhou,
            "safety_new",
            {"safety-warning": "示例", "safety-coping": "示例", "safety-professionals": "12356"},
        ),
        send(as_zhou, "goal_new", {"goal-text": GOAL}),
        send(as_he, "advice_new", {"advice-advice": ADVICE}),
        send(
            as_zhou,
            "rights_new",
            {"request-kind": "ACCESS", "request-made_by": "SELF", "request-requester": "示例"},
        ),
        send(as_zhou, "closing_new", {"closing-reason": "REACHED", "closing-summary": SUMMARY}),
    ]
    asked, closing = RightsRequest.objects.get(), CareClosing.objects.get()
    sent += [
        send(as_zhou, "rights_answer", {"answered-answer": "GRANTED", "answered-words": "示例"}, asked.pk),
        send(as_he, "closing_decide", {"decide-answer": "CONFIRMED"}, closing.pk),
    ]
    shown = [client.get(reverse("care:file", args=[file.pk])) for client in (as_zhou, as_he)]

    assert sent == [302] * 8
    assert [(one.status_code, SUMMARY in one.content.decode()) for one in shown] == [(200, True)] * 2


def test_sending_back_without_a_word_is_refused(as_he, zhou, file):
    closing = ask_closing(zhou, file)

    answer = as_he.post(
        reverse("care:closing_decide", args=[file.pk, closing.pk]), {"decide-answer": "SENT_BACK"}
    )

    assert answer.status_code == 422
    closing.refresh_from_db()
    assert closing.state == "ASKED"
