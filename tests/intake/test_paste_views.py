import re
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import Need, Offer, Report, Telling
from tests.intake.conftest import PHONE, TEXT

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def url(crisis):
    return reverse("intake:paste", args=(crisis.slug,))


def sent(text=TEXT, submission=None):
    return {"text": text, "submission": str(submission or uuid.uuid4()), "channel": ""}


def counted(model):
    with scopes_disabled():
        return model.objects.count()


def test_pasted_message_becomes_a_report_and_its_need(as_lin, url):
    response = as_lin.post(url, sent(), follow=True)

    assert (counted(Report), counted(Need)) == (1, 1)
    assert "需求 1 条：医用外科口罩 2,000只" in response.content.decode()


def test_two_messages_parted_by_dashes_become_two_reports(as_lin, url):
    as_lin.post(url, sent("英山县急需口罩200只\n---\n我司可捐酒精50瓶"))

    assert (counted(Report), counted(Need), counted(Offer)) == (2, 1, 1)


def test_the_same_page_sent_twice_makes_one_report(as_lin, url):
    form = sent()

    first, second = as_lin.post(url, form), as_lin.post(url, form)

    assert (counted(Report), counted(Need)) == (1, 1)
    assert first.url == second.url


def test_text_changed_after_going_back_is_asked_again_under_a_new_id(as_lin, url):
    submission = uuid.uuid4()
    as_lin.post(url, sent(submission=submission))

    response = as_lin.post(url, sent("另一件事：缺酒精", submission=submission))

    page = response.content.decode()
    assert response.status_code == 422
    assert str(submission) not in page
    assert "另一件事" in page


def test_the_page_brings_its_own_id(as_lin, url):
    page = as_lin.get(url).content.decode()

    assert re.search(r'name="submission" value="[0-9a-f-]{36}"', page)


@pytest.mark.parametrize("text", ["", "   \n ", "---\n---"])
def test_empty_text_is_refused_with_what_to_do(as_lin, url, text):
    response = as_lin.post(url, sent(text))

    assert response.status_code == 422
    assert "内容是空的" in response.content.decode()


def test_errors_come_to_htmx_as_the_form_alone(as_lin, url):
    response = as_lin.post(url, sent(""), **FRAGMENT)

    assert response.status_code == 422
    assert "<html" not in response.content.decode()


def test_preview_saves_nothing(as_lin, crisis):
    as_lin.post(reverse("intake:preview", args=(crisis.slug,)), {"text": TEXT}, **FRAGMENT)

    assert (counted(Report), counted(Need)) == (0, 0)


def test_preview_lights_the_thing_and_hides_the_telephone(as_lin, crisis):
    page = as_lin.post(reverse("intake:preview", args=(crisis.slug,)), {"text": TEXT}).content.decode()

    assert '<mark class="span span-item" title="物资或事项">医用外科口罩</mark>' in page
    assert PHONE not in page


def test_preview_names_the_township_with_its_reason(as_lin, crisis):
    page = as_lin.post(
        reverse("intake:preview", args=(crisis.slug,)), {"text": "英山县红山镇急需口罩500只"}
    ).content.decode()

    assert "红山镇 <span" in page
    assert "全称“红山镇”在英山县之内" in page


def test_preview_warns_of_a_repeat(as_lin, crisis, url):
    as_lin.post(url, sent())

    page = as_lin.post(reverse("intake:preview", args=(crisis.slug,)), {"text": TEXT}).content.decode()

    assert "可能已经有人报过" in page


def test_preview_tells_nothing_of_another_organisation(as_lin, as_zhao, crisis, url):
    as_lin.post(url, sent())

    page = as_zhao.post(reverse("intake:preview", args=(crisis.slug,)), {"text": TEXT}).content.decode()

    assert "可能已经有人报过" not in page


@pytest.mark.parametrize("sample", ["need", "offer", "several"])
def test_sample_message_is_marked_as_invented(as_lin, url, sample):
    assert "【示例数据】" in as_lin.get(url, {"sample": sample}).content.decode()


def test_markup_in_a_message_stays_text(as_lin, crisis):
    text = "<script>alert(1)</script>急需口罩200只"

    page = as_lin.post(reverse("intake:preview", args=(crisis.slug,)), {"text": text}).content.decode()

    assert "<script>" not in page


def previewed(client, crisis, text=TEXT):
    return client.post(
        reverse("intake:preview", args=(crisis.slug,)), {"text": text}, **FRAGMENT
    ).content.decode()


AGAIN = f"扩散：{TEXT}，谢谢"


def test_preview_offers_to_add_a_repeat_to_what_is_registered(as_lin, crisis, url):
    as_lin.post(url, sent())

    page = previewed(as_lin, crisis, AGAIN)

    assert "可能已经有人报过" in page
    assert re.search(r'name="fold" value="[0-9a-f-]{36}"[^>]* checked', page)


def test_a_repeat_that_is_added_opens_nothing(as_lin, crisis, url):
    as_lin.post(url, sent())
    fold = re.search(r'name="fold" value="([0-9a-f-]{36})"', previewed(as_lin, crisis, AGAIN))[1]
    form = sent(AGAIN) | {"fold": fold}

    pages = [as_lin.post(url, form, follow=True).content.decode() for _ in range(2)]

    assert (counted(Report), counted(Need), counted(Telling)) == (2, 1, 1)
    assert "并入已登记的 1 条：医用外科口罩" in pages[0]


def test_a_repeat_may_be_saved_as_a_new_one(as_lin, url):
    as_lin.post(url, sent())
    as_lin.post(url, sent(AGAIN) | {"fold": ""})

    assert (counted(Report), counted(Need)) == (2, 2)


def test_what_another_organisation_registered_is_nothing_to_add_to(as_lin, as_zhao, crisis, url):
    as_lin.post(url, sent())
    with scopes_disabled():
        theirs = Report.objects.get().pk

    assert "可能已经有人报过" not in previewed(as_zhao, crisis, AGAIN)
    as_zhao.post(url, sent(AGAIN) | {"fold": str(theirs)})

    assert (counted(Need), counted(Telling)) == (2, 0)
