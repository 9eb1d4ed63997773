"""Pages of the outbox: who may see and do what, and what they say."""

import pytest
from django.urls import reverse

from qiao.trail.models import Channel, Notice, Subscription
from qiao.trail.outbox import notify

pytestmark = pytest.mark.django_db
FORM = {
    "means": "DINGTALK", "name": "值班群", "to": "https://oapi.dingtalk.com/robot/send?access_token=verysecret",
    "secret": "SECabc", "kinds": ["need.urgent"], "language": "zh-hans", "hourly_cap": "20", "quiet_from": "22", "quiet_until": "7",
}  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def notice(lin, robot, crisis) -> Notice:
    notify(lin, kind="need.due", subject=crisis, crisis=crisis.name, slug=crisis.slug)
    return Notice.objects.get()


def test_administrator_adds_a_channel(as_lin):
    as_lin.post(reverse("trail:channel_add"), FORM)

    assert Channel.objects.get().host == "oapi.dingtalk.com"


def test_address_and_secret_are_never_shown(as_lin):
    page = text(as_lin.post(reverse("trail:channel_add"), FORM, follow=True))

    assert "值班群" in page
    assert "verysecret" not in page
    assert "SECabc" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": "https://evil.example.org/"}, "QIAO_NOTICE_HOSTS"),
        ({"to": "不是网址"}, "地址不对"),
        ({"means": "SMS", "to": "123"}, "请填 11 位手机号"),
        ({"means": "SMS", "to": "15400000001"}, "请先征得收件人同意"),
        ({"means": "EMAIL", "to": "nobody"}, "errorlist"),
        ({"means": "WEBHOOK", "secret": "short"}, "至少 16 个字符"),
        ({"quiet_from": "24"}, "errorlist"),
        ({"kinds": ["nothing"]}, "errorlist"),
    ],
)
def test_wrong_field_is_named_and_what_was_typed_stays(as_lin, change, said):
    answer = as_lin.post(reverse("trail:channel_add"), FORM | change)

    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="值班群"' in text(answer)
    assert not Channel.objects.exists()


def test_group_cannot_ask_for_what_only_followers_hear(as_lin):
    assert as_lin.post(reverse("trail:channel_add"), FORM | {"kinds": ["need.checked"]}).status_code == 422


def test_means_are_named_in_english_on_the_english_page(as_lin, client):
    as_lin.cookies["language"] = "en"

    assert "DingTalk group robot" in text(as_lin.get(reverse("trail:channel_list")))


def test_second_channel_of_a_name_is_refused(as_lin):
    as_lin.post(reverse("trail:channel_add"), FORM)

    assert "已有同名的渠道" in text(as_lin.post(reverse("trail:channel_add"), FORM))


def test_volunteer_sees_no_notices(as_chen):
    assert as_chen.get(reverse("trail:notice_list")).status_code == 403


def test_volunteer_adds_no_channel(as_chen):
    assert as_chen.post(reverse("trail:channel_add"), FORM).status_code == 403


@pytest.mark.parametrize("name", ["notice_retry", "notice_cancel"])
def test_notice_of_another_organisation_is_missing(as_zhao, notice, name):
    assert as_zhao.post(reverse(f"trail:{name}", args=(notice.pk,))).status_code == 404


@pytest.mark.parametrize("name", ["channel_pause", "channel_test"])
def test_channel_of_another_organisation_is_missing(as_zhao, robot, name):
    assert as_zhao.post(reverse(f"trail:{name}", args=(robot.pk,))).status_code == 404


def test_list_shows_nothing_of_another_organisation(as_zhao, notice, robot):
    assert robot.name not in text(as_zhao.get(reverse("trail:notice_list")))
    assert robot.name not in text(as_zhao.get(reverse("trail:channel_list")))


def test_failed_notice_says_why_and_can_be_sent_again(as_lin, notice):
    Notice.objects.update(state="FAILED", error="refused")
    page = text(as_lin.get(reverse("trail:notice_list"), {"state": "FAILED"}))

    assert "对方拒收" in page
    as_lin.post(reverse("trail:notice_retry", args=(notice.pk,)))
    assert Notice.objects.get().state == "WAITING"


def test_waiting_notice_can_be_cancelled(as_lin, notice):
    as_lin.post(reverse("trail:notice_cancel", args=(notice.pk,)))

    assert Notice.objects.get().state == "CANCELLED"


def test_test_button_sends_and_says_so(as_lin, robot, taker):
    page = text(as_lin.post(reverse("trail:channel_test", args=(robot.pk,)), follow=True))

    assert "测试已发出" in page
    assert taker.bodies()[0]["kind"] == "notice.test"


def test_test_button_says_what_is_wrong(as_lin, robot, taker):
    taker.usual = (404, b"", {})

    assert "请核对网址和密钥" in text(
        as_lin.post(reverse("trail:channel_test", args=(robot.pk,)), follow=True)
    )


def test_paused_channel_says_so(as_lin, robot):
    assert "已暂停使用" in text(
        as_lin.post(reverse("trail:channel_pause", args=(robot.pk,)), {"on": "0"}, follow=True)
    )


def test_volunteer_chooses_what_to_be_told(as_chen):
    as_chen.post(reverse("trail:my_notices"), {"kinds": ["need.checked"], "quiet_from": 21, "quiet_until": 8})

    assert Subscription.objects.get().kind == "need.checked"
    assert 'value="21"' in text(as_chen.get(reverse("trail:my_notices")))


def test_somebody_without_a_mailbox_is_told_that_nothing_can_arrive(as_chen):
    assert "还没有邮箱" in text(as_chen.get(reverse("trail:my_notices")))


def test_nothing_yet_invites_the_first_channel(as_lin):
    assert "先接上一个群机器人" in text(as_lin.get(reverse("trail:notice_list")))
