"""A department opens its link, sees what was verified in its area without a person in it, and answers."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.advocacy import actions
from qiao.advocacy.actions.door import answer_item, close_link, find_link, items_for, make_link, new_secret
from qiao.advocacy.door_facts import door_page
from qiao.advocacy.models import DepartmentAnswer, DepartmentLink, Outcome, Proposal
from qiao.engines.bulletin import AtLeast
from qiao.exceptions import DoorClosedError, DoorTooManyError, RightMissingError
from qiao.gaps.models import Gap
from qiao.intake.models import Need
from qiao.registry.models import Department
from qiao.trail.models import Notice, TrailEntry
from tests.gaps.test_beside import record
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")
CANARY = "张桂兰15400007777"


@pytest.fixture
def secret():
    return new_secret()


@pytest.fixture
def link(lin, crisis, health_commission, yingshan, now, secret):
    return make_link(
        lin, crisis, department=health_commission, place=yingshan, note="应急处", now=now, secret=secret
    )


@pytest.fixture
def filed(lin, ready, health_commission):
    actions.file_proposal(
        lin, ready, departments=[health_commission], channel="DIRECT", filed_on=date(2020, 2, 1)
    )
    return ready


@pytest.fixture
def page(link, secret, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return reverse("advocacy:department", args=[secret])


# The link


def test_only_a_mark_of_the_secret_is_kept(link, secret):
    assert secret not in str(DepartmentLink.objects.values().get())
    assert find_link(secret, now=link.made_at).pk == link.pk


@pytest.mark.parametrize("how", ["wrong", "expired", "closed"])
def test_a_wrong_an_expired_and_a_closed_link_look_alike(lin, link, secret, now, how):
    moment = now + timedelta(days=91) if how == "expired" else now
    if how == "closed":
        close_link(lin, link, now=now)

    with pytest.raises(DoorClosedError):
        find_link(new_secret() if how == "wrong" else secret, now=moment)


def test_a_volunteer_opens_no_door(chen, crisis, health_commission, yingshan, now):
    with pytest.raises(RightMissingError):
        make_link(
            chen, crisis, department=health_commission, place=yingshan, note="", now=now, secret=new_secret()
        )


def test_a_coordinator_gets_the_address_once(as_lin, crisis, health_commission):
    address = reverse("advocacy:links", args=[crisis.slug])

    shown = as_lin.post(
        address, {"department": str(health_commission.pk), "place": "421124", "note": "应急处"}
    ).content.decode()

    assert "/dept/" in shown
    assert "/dept/" not in as_lin.get(address).content.decode()
    assert DepartmentLink.objects.count() == 1


# What it shows


@pytest.fixture
def verified(lin, association, crisis, mask, gown, yingshan, now):
    for _ in range(7):
        need = make_need(lin, crisis, item=mask, place=yingshan, party_text=CANARY, specification=CANARY)
    make_need(lin, crisis, item=gown, place=yingshan, party_text=CANARY)
    record(lin, crisis, yingshan, mask, 50)
    return Gap.objects.create(
        organization=association, crisis=crisis, kind="EXCESS", place=yingshan, item=mask, state="CONFIRMED",
        key="x", found_at=now, reason=f"{CANARY} {need.pk}", observed=7,
    )  # fmt: skip


def test_the_page_opens_without_an_account_and_shows_both_sides(client, filed, verified, page):
    shown = client.get(page).content.decode()

    assert "每周配发到村" in shown
    assert "不少于 5 条" in shown
    assert "2020-01-30" in shown


def test_no_name_telephone_or_small_cell_is_on_the_page(client, filed, verified, page, crisis):
    for language in ("zh-hans", "en"):
        shown = client.get(page, headers={"accept-language": language}).content.decode()
        assert CANARY not in shown
        assert "张桂兰" not in shown
        assert "15400007777" not in shown
        assert "防护服" not in shown  # a single need, and no official line


def test_the_sick_and_the_bereaved_are_counted_in_tens(link, verified, now):
    Need.objects.all().update(who_groups=["BEREAVED"])

    (found,) = door_page(link, now=now).found

    assert found.needs == AtLeast(0, 10)


def test_what_nobody_verified_is_not_shown(client, verified, page):
    Gap.objects.update(state="OPEN")

    assert "还没有核实过的发现" in client.get(page).content.decode()


def test_another_area_and_another_department_see_nothing_of_it(lin, crisis, luotian, filed, verified, now):
    other = Department.objects.create(name="示例县民政局")
    secret = new_secret()
    link = make_link(lin, crisis, department=other, place=luotian, note="", now=now, secret=secret)

    page = door_page(link, now=now)

    assert (page.found, page.asked, page.beside) == ((), (), ())


def test_the_page_is_kept_from_caches_and_search_engines(client, page):
    answer = client.get(page)

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_draft_is_not_shown(client, ready, page):
    assert "每周配发到村" not in client.get(page).content.decode()


# The answer


@pytest.mark.parametrize("answer", DepartmentAnswer.Answer.values)
def test_an_answer_becomes_an_outcome_of_the_item(client, filed, page, answer, lin):
    item = filed.items.get()

    sent = client.post(
        page, {"item": str(item.pk), "answer": answer, "text": "下周办理", "reference": "英卫〔2020〕3号"}
    )

    outcome = Outcome.objects.get()
    assert sent.status_code == 302
    assert (outcome.item_id, outcome.text, outcome.attribution) == (
        item.pk,
        "下周办理",
        Outcome.Attribution.CITED,
    )
    assert outcome.step == answer
    assert Proposal.objects.get().state == ("FILED" if answer == "RECEIVED" else "ANSWERED")
    assert "下周办理" in client.get(page).content.decode()


def test_coordinators_are_told_of_an_answer_and_the_trail_names_the_door(client, filed, page, lin):
    client.post(page, {"item": str(filed.items.get().pk), "answer": "ADOPTED", "text": CANARY})

    notice = Notice.objects.get(kind="proposal.answered", user=lin.user_id)
    assert CANARY not in str(notice.details)
    assert TrailEntry.objects.get(verb="department_link.answer").details["answer"] == "ADOPTED"


def test_an_item_of_somebody_else_cannot_be_answered(client, lin, filed, ready, page, crisis):
    other = Department.objects.create(name="示例县民政局")
    item = actions.draft_proposal(lin, crisis, title="别的").items.create(
        number=1, problem="别的", ask="别的", addressee=other
    )

    sent = client.post(page, {"item": str(item.pk), "answer": "ADOPTED"})

    assert sent.status_code == 422
    assert not Outcome.objects.exists()


def test_an_answer_without_a_choice_is_asked_for_again(client, filed, page):
    sent = client.post(page, {"item": str(filed.items.get().pk), "text": "好"})

    assert sent.status_code == 422
    assert not Outcome.objects.exists()


def test_a_link_answers_twenty_times_an_hour(link, filed, now):
    item = items_for(link, filed.items.get().pk)
    with scopes_disabled():
        for _ in range(20):
            answer_item(link, item, answer="RECEIVED", now=now)

        with pytest.raises(DoorTooManyError):
            answer_item(link, item, answer="RECEIVED", now=now)
        answer_item(link, item, answer="RECEIVED", now=now + timedelta(hours=2))
