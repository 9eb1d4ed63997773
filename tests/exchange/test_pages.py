"""Two colleagues enter a platform, take its file, and say what its records are to them."""

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qiao.exchange.models import ForeignRecord, Passing, Platform
from qiao.intake.models import Need
from tests.exchange.conftest import KEY, KINDS
from tests.makers import make_need


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def own_keys(first, settings):
    settings.QIAO_KEYS = first.keys


def test_a_platform_is_entered_checked_by_a_second_person_and_its_file_taken(
    first, second, crisis, mask, yingshan, as_lin
):
    second.know(first, crisis)
    with second.at_work():
        make_need(second.actor, crisis, item=mask, place=yingshan, quantity=300)
        card = json.dumps(
            {"format": "qiao-card-1", "organization": str(second.organization.pk), "name": "示例另一平台",
             "public_key": second.introduced().public_key}
        )  # fmt: skip
    typed = {"card": card, "basis": "示例协议", "until": "2099-01-01", "gives": KINDS, "takes": KINDS}
    wrong = as_lin.post(reverse("exchange:platform_new"), typed | {"card": "{}"})
    as_lin.post(reverse("exchange:platform_new"), typed)
    with first.at_work():
        here = Platform.objects.get()
    page = reverse("exchange:platform", args=(here.pk,))
    own = as_lin.post(reverse("exchange:platform_check", args=(here.pk,)), {"how": "电话"}, follow=True)
    other = client_of(first.other_user)
    other.post(reverse("exchange:platform_check", args=(here.pk,)), {"how": "打登记的座机"})
    other.post(reverse("exchange:platform_share", args=(here.pk,)), {"crisis": crisis.pk, "key": KEY})
    sent = second.give()
    take = reverse("exchange:platform_take", args=(here.pk,))
    tried = as_lin.post(take, {"file": SimpleUploadedFile("a.json.gz", sent)})
    with first.at_work():
        assert ForeignRecord.objects.count() == 0
    as_lin.post(take, {"held": base64.b64encode(sent).decode()})
    refused = as_lin.post(take, {"held": base64.b64encode(sent[:-9]).decode()})
    shown = as_lin.get(page).content.decode()
    with first.at_work():
        foreign = ForeignRecord.objects.get(kind="need")
        faults = [one.fault for one in Passing.objects.order_by("at")]
    as_lin.post(reverse("exchange:foreign_take", args=(foreign.pk,)))
    beside = as_lin.get(reverse("exchange:foreign", args=(foreign.pk,))).content.decode()
    with first.at_work():
        need = Need.objects.get()
    panel = as_lin.get(reverse("intake:need", args=(need.pk,))).content.decode()

    assert (wrong.status_code, "不是名片文件" in wrong.content.decode()) == (422, True)
    assert "登记公钥和核对指纹要是两个人" in own.content.decode()
    assert "什么都没有写入" in tried.content.decode()
    assert (refused.status_code, faults) == (422, ["", "UNREADABLE"])
    assert "300" in shown
    assert "医用外科口罩" in beside
    assert "示例另一平台" in panel


def test_the_file_for_the_other_side_is_handed_out_and_noted(both, crisis, mask, as_lin):
    first, _second = both
    with first.at_work():
        make_need(first.actor, crisis, item=mask)
    answer = as_lin.post(reverse("exchange:platform_give", args=(first.platform.pk,)))

    assert answer["Content-Type"] == "application/gzip"
    with first.at_work():
        assert [(one.way, one.counts["need"]) for one in Passing.objects.all()] == [("GIVEN_FILE", 1)]


def test_the_list_tells_what_to_do_where_there_is_none(as_lin):
    assert "还没有对接的平台" in as_lin.get(reverse("exchange:platform_list")).content.decode()
