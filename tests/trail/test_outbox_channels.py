"""Each way out: what it sends, how it signs, what it makes of an answer; and where no request ever goes."""

import base64
import hashlib
import hmac
import json
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from qiao.trail.channels import Message, SendError, sender_of
from qiao.trail.channels.dingtalk import signed
from qiao.trail.channels.feishu import signature
from qiao.trail.channels.outgoing import post, target_of

MESSAGE = Message(
    uuid.UUID(int=7), "need.due", "abc", "桥 Qiao", "3 条需求", "/e/small/queue/", timezone.now()
)


@pytest.mark.parametrize("means", ["WECOM", "DINGTALK", "FEISHU"])
def test_robot_is_sent_the_text(taker, means):
    sender_of(means).send({"url": taker.url, "secret": ""}, MESSAGE)

    assert "3 条需求" in json.dumps(taker.bodies()[0], ensure_ascii=False)


@pytest.mark.parametrize(
    ("means", "answer", "code", "permanent"),
    [
        ("WECOM", b'{"errcode": 93000}', "robot_refused", True),
        ("WECOM", b'{"errcode": 45009}', "too_many", False),
        ("DINGTALK", b'{"errcode": 310000}', "robot_refused", True),
        ("DINGTALK", b'{"errcode": 130101}', "too_many", False),
        ("FEISHU", b'{"code": 19021}', "robot_refused", True),
        ("FEISHU", b'{"code": 11232}', "too_many", False),
        ("WECOM", b"<html>", "answer_unreadable", False),
        ("WECOM", b"[]", "robot_refused", True),
    ],
)
def test_answer_of_a_robot_says_whether_to_try_again(taker, means, answer, code, permanent):
    taker.usual = (200, answer, {})

    with pytest.raises(SendError) as error:
        sender_of(means).send({"url": taker.url, "secret": ""}, MESSAGE)
    assert (error.value.code, error.value.permanent) == (code, permanent)


def test_dingtalk_signature_is_that_of_its_manual():
    query = parse_qs(
        urlsplit(signed("https://oapi.dingtalk.com/robot/send?access_token=a", "SECx", at_ms=1)).query
    )

    expected = hmac.new(b"SECx", b"1\nSECx", hashlib.sha256).digest()
    assert base64.b64decode(query["sign"][0]) == expected


def test_feishu_signature_is_that_of_its_manual():
    expected = hmac.new(b"1\nsecret", b"", hashlib.sha256).digest()

    assert signature("secret", at=1) == base64.b64encode(expected).decode()


def test_feishu_robot_gets_time_and_signature_as_fields(taker):
    sender_of("FEISHU").send({"url": taker.url, "secret": "s"}, MESSAGE)

    body = taker.bodies()[0]
    assert body["sign"] == signature("s", at=int(body["timestamp"]))


def test_webhook_can_be_verified_with_the_secret(taker):
    sender_of("WEBHOOK").send({"url": taker.url, "secret": "0123456789abcdef"}, MESSAGE)

    _path, headers, body = taker.taken[0]
    at, mark = (part.partition("=")[2] for part in headers["X-Qiao-Signature"].split(","))
    assert mark == hmac.new(b"0123456789abcdef", f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def test_sms_gateway_gets_the_operators_own_body(taker, settings):
    settings.QIAO_SMS_URL, settings.QIAO_SMS_TOKEN = taker.url, "t"
    settings.QIAO_SMS_BODY = '{"phone": "{to}", "params": ["{text}"]}'
    sender_of("SMS").send({"to": "15400000001"}, MESSAGE)

    assert taker.bodies()[0]["phone"] == "15400000001"
    assert taker.taken[0][1]["Authorization"] == "Bearer t"


@pytest.mark.parametrize(("means", "code"), [("SMS", "no_sms_gateway"), ("EMAIL", "no_mail_server")])
def test_means_that_is_not_set_up_says_so(settings, means, code):
    settings.QIAO_SMS_URL = settings.EMAIL_HOST = ""

    with pytest.raises(SendError, match=code):
        sender_of(means).send({"to": "15400000001"}, MESSAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.org/",
        "http://oapi.dingtalk.com/robot",
        "https://oapi.dingtalk.com:8443/",
        "https://oapi.dingtalk.com@evil.example.org/",
        "https://oapi.dingtalk.com.evil.example.org/",
        "https://user:pass@oapi.dingtalk.com/",
        "https://oapi.dingtalk.com\\@evil.example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0x7f000001/",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://oapi.dingtalk.com/",
        "ftp://oapi.dingtalk.com/",
        "https://oapi.dingtalk.com/\r\nHost: evil",
        "https://oapi.dingtalk.com:99999/",
        "https://",
        "",
        "javascript:alert(1)",
    ],
)
def test_address_outside_of_the_operators_list_is_refused(url):
    with pytest.raises(SendError) as error:
        target_of(url)
    assert error.value.permanent


def test_robot_of_a_known_house_passes():
    assert target_of("https://oapi.dingtalk.com/robot/send?access_token=a").port == 443


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::ffff:127.0.0.1", "10.0.0.8", "169.254.169.254"]
)
def test_allowed_name_that_leads_inside_is_not_called(settings, taker, name):
    host = f"[{name}]" if ":" in name else name
    settings.QIAO_NOTICE_HOSTS = [name.lower(), f"{name.lower()}:{taker.server_port}"]
    settings.QIAO_NOTICE_INNER_HOSTS = []

    with pytest.raises(SendError, match="inner_address"):
        post(f"https://{host}:{taker.server_port}/", b"{}", {})
    assert taker.taken == []


def test_inner_host_is_allowed_at_its_own_port_alone(taker):
    with pytest.raises(SendError, match="host_not_allowed"):
        target_of(f"http://127.0.0.1:{taker.server_port + 1}/")


def test_endless_answer_is_cut_off(taker):
    taker.usual = (200, b'"' + b"x" * 1_000_000, {})

    assert len(post(taker.url, b"{}", {})) == 65_536
