"""Who asks for a takedown comes back with a code, reads what was decided, and is told where they left an address."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.casebook import actions
from qiao.casebook.actions import takedown
from qiao.casebook.editions import taken_out_since
from qiao.casebook.models import CaseStudy, Takedown
from qiao.trail.guests import guest_of
from qiao.trail.kinds import in_words
from qiao.trail.models import Notice

MAIL = "asker@example.org"


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def case(at_work, lin, crisis, now):
    one = actions.open_case_study(lin, crisis, subject=at_work, title="示例县的应对", frozen_at=now)
    CaseStudy.objects.filter(pk=one.pk).update(state="PUBLISHED", challenges="缺车。", core="我们做了什么。")
    one.refresh_from_db()
    return one


@pytest.fixture
def status(client, case, settings) -> str:
    """The page of a request that was made without an account, by somebody who left an address."""
    settings.EMAIL_HOST = "mail.example.org"
    answer = client.post(at("takedown", case.pk), {"asked_by": "示例读者", "reason": "用了我的照片"})
    page = answer.headers["Location"]
    client.post(f"{page}hear/", {"means": "EMAIL", "to": MAIL, "has_agreed": "on"})
    return page


def words(notice: Notice) -> str:
    return in_words(notice, "zh-hans")[1]


def test_a_code_opens_where_the_request_stands_and_nothing_of_the_house(client, case, status):
    page = client.get(status)
    told = page.content.decode()

    assert re.search(r"\d{4}-\d{4}-\d{4}-\d{4}", told)
    assert "用了我的照片" in told
    assert "正在处理" in told
    assert "a***@example.org" in told
    assert MAIL not in told
    assert page["X-Robots-Tag"].startswith("noindex")
    assert client.get(at("takedown_status", "1234-5678-9012-3456")).status_code == 404
    assert client.get(at("takedown_ask"), {"code": "1"}, follow=True).status_code == 404


@pytest.mark.parametrize(
    ("state", "said"), [("HIDDEN", "文字已下架"), ("MENDED", "已改正"), ("KEPT", "没有下架")]
)
def test_the_decision_is_read_by_the_code_and_told_once_without_its_words(
    client, case, lin, status, state, said
):
    (row,) = case.takedowns.all()
    takedown.decide_takedown(lin, row, state=state, decision="核对过，照片已获授权", now=timezone.now())
    page = client.get(status).content.decode()
    (notice,) = Notice.objects.filter(guest__isnull=False)

    assert said in page
    assert "核对过，照片已获授权" in page
    assert said.removeprefix("文字") in words(notice)
    assert "授权" not in words(notice)
    assert "示例县" not in words(notice)


def test_lapse_is_told_too_and_the_decision_after_it(client, case, lin, status):
    (row,) = case.takedowns.all()
    after = row.due_at + timedelta(minutes=1)
    takedown.lapse_everywhere(after)
    assert "文字已先隐藏" in client.get(status).content.decode()
    row.refresh_from_db()
    takedown.decide_takedown(lin, row, state="MENDED", decision="照片已换", now=after)

    told = Notice.objects.filter(guest__isnull=False).order_by("created_at")
    assert [one.kind for one in told] == ["takedown.lapsed_told", "takedown.mended"]
    assert client.get(at("case", case.pk)).status_code == 200


def test_the_address_is_destroyed_by_its_owner_or_two_days_after_the_answer(client, case, lin, status):
    (row,) = case.takedowns.all()
    now = timezone.now()
    takedown.decide_takedown(lin, row, state="KEPT", decision="已获授权", now=now)
    assert takedown.forget_askers(now + timedelta(days=1)) == 0
    assert takedown.forget_askers(now + timedelta(days=3)) == 1
    assert guest_of(row.pk) is None

    Takedown.objects.update(state="ASKED", decided_at=None)
    client.post(f"{status}hear/", {"means": "EMAIL", "to": MAIL, "has_agreed": "on"})
    assert guest_of(row.pk) is not None
    client.post(f"{status}unhear/")
    assert guest_of(row.pk) is None


def test_what_was_mended_at_somebody_s_request_stops_what_was_made_before(case, lin, now):
    row = takedown.ask_takedown(lin, case, asked_by="示例读者", reason="照片", now=now)
    before = timezone.now()
    takedown.decide_takedown(lin, row, state="MENDED", decision="照片已换", now=timezone.now())

    assert taken_out_since(case, before)
    assert not taken_out_since(case, timezone.now())
