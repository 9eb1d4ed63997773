"""The full text: in no public page, interface or index; given to who asked and was granted, until the day it ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.casebook import actions
from qiao.casebook.actions import takedown
from qiao.casebook.models import CaseStudy, TextRequest
from qiao.exceptions import TextDecidedError, TextLinkClosedError
from qiao.pages.search.sources import KINDS
from qiao.trail.kinds import in_words
from qiao.trail.models import Notice, TrailEntry

CANARY = "槐花镇渡口的第七只木箱"
"""A sentence that stands in the full text and nowhere else."""


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def case(at_work, lin, crisis, now):
    case = actions.open_case_study(lin, crisis, subject=at_work, title="示例县的应对", frozen_at=now)
    actions.write_case_study(lin, case, core="我们做了什么。", challenges="缺车。", full=f"{CANARY}。")
    CaseStudy.objects.filter(pk=case.pk).update(state=CaseStudy.State.PUBLISHED)
    case.refresh_from_db()
    return case


def asked(client, case) -> tuple[TextRequest, str]:
    told = {"applicant": "示例读者", "affiliation": "示例大学", "purpose": "教学"}
    answer = client.post(at("text_request", case.pk), told)
    return TextRequest.objects.latest("created_at"), answer.headers["Location"]


def test_the_canary_is_in_no_public_page_or_interface(client, case):
    _request, status = asked(client, case)
    pages = [
        at("case_list"),
        at("case", case.pk),
        at("matrix") + "?collection=all",
        at("text_request", case.pk),
        at("takedown", case.pk),
        status,
    ]

    shown = {path: client.get(path).content.decode() for path in pages}

    assert case.title in shown[at("case", case.pk)]
    assert [path for path, text in shown.items() if CANARY in text] == []


def test_the_canary_is_in_no_answer_of_the_interface_to_a_stranger_or_a_colleague(client, as_zhao, case):
    told = client.get("/api/openapi.json").json()
    values = {"slug": case.crisis.slug, "kind": "case_study"}
    asked = [
        re.sub(r"\{(\w+)\}", lambda one: values.get(one[1], str(case.pk)), path)
        for path, ways in told["paths"].items()
        if "get" in ways
    ]
    assert len(asked) > 10
    answers = []
    for path in (*asked, *(f"{one}?q={CANARY}" for one in asked)):
        answers += [as_zhao.get(path), Client().get(path)]

    assert {200} < {one.status_code for one in answers}
    assert not [one for one in answers if CANARY.encode() in (one.content or b"")]


def test_the_canary_is_not_what_search_keeps_of_a_case(case):
    (text,) = KINDS["case_study"].texts([case.pk])

    assert "我们做了什么" in text.whole
    assert CANARY not in text.whole


def test_an_applicant_is_granted_reads_and_every_opening_is_logged(client, case, lin, now):
    request, status = asked(client, case)
    assert "还没有答复" in client.get(status).content.decode()

    actions.grant_text(lin, request, now=timezone.now(), days=7, reason="欢迎引用")
    link = at("full_text", actions.token_of(request))
    page = client.get(status).content.decode()

    assert link in page
    assert CANARY in client.get(link).content.decode()
    assert CANARY in client.get(f"{link}txt/").content.decode()
    assert sorted(request.downloads.values_list("form", flat=True)) == ["html", "txt"]
    assert TrailEntry.objects.filter(verb="text.open").count() == 2


def test_another_is_refused_with_the_reason_and_finds_no_link(client, case, lin):
    request, status = asked(client, case)

    actions.refuse_text(lin, request, now=timezone.now(), reason="用途与约定不符")
    page = client.get(status).content.decode()

    assert "用途与约定不符" in page
    assert "/cases/full/" not in page
    assert client.get(at("full_text", actions.token_of(request))).status_code == 403


@pytest.mark.parametrize("end", ["expired", "withdrawn", "taken down", "forged"])
def test_a_link_that_ended_opens_nothing_and_logs_nothing(client, case, lin, end):
    request, _status = asked(client, case)
    now = timezone.now()
    actions.grant_text(lin, request, now=now - timedelta(days=8), days=7 if end == "expired" else 60)
    token = actions.token_of(request)
    if end == "withdrawn":
        actions.withdraw_text(lin, request, now=now)
    if end == "taken down":
        CaseStudy.objects.filter(pk=case.pk).update(hidden_at=now)
    if end == "forged":
        token = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")

    with pytest.raises(TextLinkClosedError):
        actions.open_text(token, now=now, form="html")

    assert not request.downloads.exists()


def test_a_decision_is_made_once(case, lin, client):
    request, _status = asked(client, case)
    actions.grant_text(lin, request, now=timezone.now())

    with pytest.raises(TextDecidedError):
        actions.refuse_text(lin, request, now=timezone.now(), reason="改主意了")


def test_the_owner_sees_figures_and_exports_without_names(client, as_lin, case, lin):
    request, _status = asked(client, case)
    actions.grant_text(lin, request, now=timezone.now())

    page = as_lin.get(at("request_list")).content.decode()
    table = as_lin.get(at("request_export", "csv")).content.decode()

    assert "示例大学" in page
    assert "示例大学" in table
    assert "示例读者" not in table


def test_what_was_taken_down_is_gone_from_the_public_and_can_come_back(client, case, lin):
    client.post(at("takedown", case.pk), {"asked_by": "示例读者", "reason": "用了我的照片"})
    (asked_for,) = case.takedowns.all()

    takedown.decide_takedown(lin, asked_for, state="HIDDEN", decision="照片确未授权", now=timezone.now())
    gone = client.get(at("case", case.pk)).status_code
    takedown.restore_text(lin, case)

    assert gone == 404
    assert client.get(at("case", case.pk)).status_code == 200


def test_a_request_left_unanswered_for_three_days_hides_the_text(client, case, lin):
    takedown.take_takedown(
        case, client="a", asked_by="示例读者", reason="侵权", now=timezone.now() - timedelta(hours=71)
    )
    assert client.get(at("case", case.pk)).status_code == 200

    case.takedowns.update(due_at=timezone.now() - timedelta(minutes=1))

    assert client.get(at("case", case.pk)).status_code == 404


def test_editors_are_told_at_once_of_a_request_and_when_it_lapses_and_hiding_is_undone_by_an_answer(
    client, as_lin, case, lin
):
    client.post(at("takedown", case.pk), {"asked_by": "示例读者", "reason": "用了我的照片"})
    (row,) = case.takedowns.all()
    told = Notice.objects.get(kind="takedown.asked", user_id=lin.user_id)
    shown = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"
    assert shown in in_words(told, "zh-hans")[1]
    assert case.title in as_lin.get(at("collection_list")).content.decode()

    after = row.due_at + timedelta(minutes=1)
    assert (takedown.lapse_everywhere(after), takedown.lapse_everywhere(after)) == (1, 0)
    case.refresh_from_db()
    assert case.hidden_at == after
    assert Notice.objects.filter(kind="takedown.lapsed", user_id=lin.user_id).count() == 1
    row.refresh_from_db()
    takedown.decide_takedown(lin, row, state="KEPT", decision="照片已获授权", now=after)

    assert client.get(at("case", case.pk)).status_code == 200
    verbs = TrailEntry.objects.filter(verb__startswith="takedown.").order_by("sequence")
    assert [one.verb for one in verbs] == ["takedown.ask", "takedown.lapse", "takedown.decide"]


def test_a_text_has_one_open_takedown_request_at_a_time(client, case, lin):
    told = {"asked_by": "示例读者", "reason": "用了我的照片"}
    client.post(at("takedown", case.pk), told)
    second = client.post(at("takedown", case.pk), told)
    (row,) = case.takedowns.all()
    takedown.decide_takedown(lin, row, state="KEPT", decision="照片已获授权", now=timezone.now())

    assert second.status_code == 409
    assert "已有一个下架请求" in second.content.decode()
    assert client.post(at("takedown", case.pk), told).status_code == 302


def test_who_asks_for_takedowns_without_end_is_slowed_down(client, lin, crisis, at_work, now):
    answers = []
    for number in range(8):
        one = actions.open_case_study(lin, crisis, subject=at_work, title=f"案例{number}", frozen_at=now)
        CaseStudy.objects.filter(pk=one.pk).update(state="PUBLISHED", challenges="缺车。")
        told = {"asked_by": "示例读者", "reason": "捣乱"}
        answers.append(client.post(at("takedown", one.pk), told).status_code)
        if answers[-1] == 429:
            break

    assert answers == [302] * 5 + [429]
