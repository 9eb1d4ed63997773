"""The checklist of each page with the cast: lin may, chen may some, zhao sees nothing, nobody else comes in."""

import pytest
from django.urls import reverse

IN_CRISIS = {
    "paste": (200, 200),
    "inbox": (200, 200),
    "need_list": (200, 200),
    "need_new": (200, 200),
    "queue": (200, 200),
    "offer_list": (200, 200),
    "offer_new": (200, 200),
    "sheet_list": (200, 403),
    "alert_list": (200, 200),
}
"""Page → what lin (coordinator) and chen (volunteer) get."""

OF_A_RECORD = {
    "report": ("report", 200, 200),
    "add_need": ("report", 200, 200),
    "need": ("need", 200, 200),
    "need_amend": ("need", 200, 200),
    "offer": ("offer", 200, 200),
}
DEEDS = {
    "reveal": ("report", {"purpose": "CALL"}, 403),
    "erase": ("report", {"reason": "本人要求", "confirm": "on"}, 403),
    "need_verify": ("need", {"method": "PHONE", "result": "CONFIRMED"}, 302),
    "need_close": ("need", {"state": "MET", "reason": "已收到"}, 403),
    "offer_verify": ("offer", {"method": "PHONE", "result": "CONFIRMED"}, 302),
    "alert_close": ("alert", {"note": "已打电话"}, 403),
}
"""Deed → the record, a valid form, and what chen gets."""


def address(name, request, kind):
    return reverse(f"intake:{name}", args=(request.getfixturevalue(kind).pk,))


@pytest.mark.parametrize("name", IN_CRISIS)
def test_page_of_a_crisis_opens_to_whoever_has_the_right(name, as_lin, as_chen, crisis):
    url = reverse(f"intake:{name}", args=(crisis.slug,))

    assert (as_lin.get(url).status_code, as_chen.get(url).status_code) == IN_CRISIS[name]


@pytest.mark.parametrize("name", IN_CRISIS)
def test_page_of_a_crisis_sends_strangers_to_sign_in(name, client, crisis):
    response = client.get(reverse(f"intake:{name}", args=(crisis.slug,)))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


@pytest.mark.parametrize("name", IN_CRISIS)
def test_page_of_an_unknown_crisis_is_not_found(name, as_lin, db):
    assert as_lin.get(reverse(f"intake:{name}", args=("nowhere",))).status_code == 404


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_page_of_a_record_opens_to_its_own_people(name, request, as_lin, as_chen):
    kind, for_lin, for_chen = OF_A_RECORD[name]
    url = address(name, request, kind)

    assert (as_lin.get(url).status_code, as_chen.get(url).status_code) == (for_lin, for_chen)


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_page_of_a_record_does_not_exist_for_another_organisation(name, request, as_zhao):
    assert as_zhao.get(address(name, request, OF_A_RECORD[name][0])).status_code == 404


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_page_of_a_record_sends_strangers_to_sign_in(name, request, client):
    response = client.get(address(name, request, OF_A_RECORD[name][0]))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


@pytest.mark.parametrize("name", DEEDS)
def test_deed_is_done_for_lin(name, request, as_lin):
    kind, form, _for_chen = DEEDS[name]

    assert as_lin.post(address(name, request, kind), form).status_code in {200, 302}


@pytest.mark.parametrize("name", DEEDS)
def test_deed_is_open_to_chen_only_with_the_right(name, request, as_chen):
    kind, form, for_chen = DEEDS[name]

    assert as_chen.post(address(name, request, kind), form).status_code == for_chen


@pytest.mark.parametrize("name", DEEDS)
def test_deed_on_a_foreign_record_is_not_found(name, request, as_zhao):
    kind, form, _for_chen = DEEDS[name]

    assert as_zhao.post(address(name, request, kind), form).status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_deed_asks_for_a_post(name, request, as_lin):
    assert as_lin.get(address(name, request, DEEDS[name][0])).status_code == 405


def test_list_shows_nothing_of_another_organisation(as_zhao, need, crisis):
    assert "共 0 条需求" in as_zhao.get(reverse("intake:need_list", args=(crisis.slug,))).content.decode()
