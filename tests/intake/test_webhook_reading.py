"""What a delivery is: genuine or not, and what its JSON tells, whatever its shape."""

import hashlib
import hmac
import json

import pytest

from qiao.intake.sources.webhook import (
    UnreadableError,
    find,
    guess,
    is_signed,
    is_signed_as_github_does,
    leaves,
    read_body,
    read_delivery,
)
from qiao.trail.channels.webhook import signature

NOW = 1_580_544_000
SECRET = "an invented secret of the test"

KOBO = {
    "_id": 117,
    "formhub/uuid": "b0f2",
    "meta/instanceID": "uuid:6f1d3c3e-4df6-4c4e-9ac8-000000000001",
    "request/item": "医用外科口罩",
    "request/quantity": "2000",
    "where/county": "湖北省黄冈市英山县",
    "request/phone": "15400000001",
    "_submission_time": "2020-02-01T08:00:00",
    "_uuid": "6f1d3c3e-4df6-4c4e-9ac8-000000000001",
    "_attachments": [],
    "_geolocation": [None, None],
}
"""The shape of a KoboToolbox REST service: questions under their groups, parted by a slash. 示例数据."""

FORM_SERVICE = {
    "form": "x7Yz",
    "entry": {
        "serial_number": 12,
        "created_at": "2020-02-01T08:00:00Z",
        "fields": [{"物资": "防护服"}, {"数量": 30}],
    },
}
"""The shape of a form service: an entry with its fields in a list. 示例数据."""


def test_our_own_signature_is_known_again():
    body = b'{"a": 1}'

    assert is_signed(SECRET, body, signature(SECRET, body, at=NOW), now=NOW)


@pytest.mark.parametrize("age", [-301, 301, 86_400])
def test_a_signature_of_another_time_is_refused(age):
    assert not is_signed(SECRET, b"{}", signature(SECRET, b"{}", at=NOW - age), now=NOW)


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_signature_of_the_last_minutes_holds(age):
    assert is_signed(SECRET, b"{}", signature(SECRET, b"{}", at=NOW - age), now=NOW)


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "v1=00", "t=1580544000,v1=ÿ", f"t={'9' * 40},v1={'0' * 64}"]
)
def test_what_is_no_signature_is_refused(header):
    assert not is_signed(SECRET, b"{}", header, now=NOW)
    assert not is_signed_as_github_does(SECRET, b"{}", header)


def test_a_time_that_was_changed_breaks_the_signature():
    made = signature(SECRET, b"{}", at=NOW - 900)

    assert not is_signed(SECRET, b"{}", made.replace(f"t={NOW - 900}", f"t={NOW}"), now=NOW)


def test_a_signature_as_github_makes_it_is_known():
    """The example of GitHub's own page on validating deliveries."""
    header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    assert is_signed_as_github_does("It's a Secret to Everybody", b"Hello, World!", header)
    assert not is_signed_as_github_does("It's a Secret to Everybody", b"Hello, World?", header)


def test_signing_is_plain_hmac():
    mark = hmac.new(SECRET.encode(), f"{NOW}.".encode() + b"{}", hashlib.sha256).hexdigest()

    assert is_signed(SECRET, b"{}", f"t={NOW},v1={mark}", now=NOW)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/request~1item", "医用外科口罩"),
        ("request/item", "医用外科口罩"),
        ("/_geolocation/0", None),
        ("/nowhere/at/all", None),
        ("_id", 117),
    ],
)
def test_a_path_finds_keys_that_hold_slashes(path, found):
    assert find(KOBO, path) == found


@pytest.mark.parametrize("path", ["/entry/fields/0/物资", "entry.fields.0.物资"])
def test_a_path_walks_into_lists(path):
    assert find(FORM_SERVICE, path) == "防护服"


@pytest.mark.parametrize(
    "path", ["/entry/fields/-1", "/entry/fields/٣", "/entry/fields/99", "/entry/fields/1e1"]
)
def test_what_is_no_place_in_a_list_finds_nothing(path):
    assert find(FORM_SERVICE, path) is None


def test_a_key_with_dots_is_found_whole():
    assert find({"a.b": {"c": 1}, "a": {"x": 2}}, "a.b.c") == 1


def test_every_pointer_listed_leads_back_to_its_value():
    for value in (KOBO, FORM_SERVICE):
        assert all(str(find(value, path) or "") == text for path, text in leaves(value))


def test_names_of_a_form_are_guessed():
    assert guess(KOBO) == {
        "item": "/request~1item",
        "quantity": "/request~1quantity",
        "place": "/where~1county",
        "phone": "/request~1phone",
        "delivery": "/_uuid",
        "said_at": "/_submission_time",
    }


def test_chinese_names_of_a_form_are_guessed():
    found = guess(FORM_SERVICE)

    assert (found["item"], found["quantity"]) == ("/entry/fields/0/物资", "/entry/fields/1/数量")


def test_contact_and_telephone_stand_in_no_text():
    sent = read_delivery(KOBO, guess(KOBO))

    assert sent.contact == "15400000001"
    assert "15400000001" not in "".join(sent.told.values())


def test_a_list_of_plain_values_is_joined_and_an_object_is_nothing():
    sent = read_delivery(
        {"a": ["口罩", 2, True, None, {"b": 1}], "b": {"c": 1}}, {"item": "/a", "note": "/b"}
    )

    assert sent.words == {"item": "口罩、2、true"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"hello", "not_json"),
        (b"item=mask&n=1", "not_json"),
        (b"<a/>", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": -Infinity}', "not_json"),
        (b'{"a": 1e400}', "not_json"),
        (b'{"a": 1, "a": 2}', "not_json"),
        (b"[" * 200_000, "not_json"),
        (b"[" * 40 + b"]" * 40, "not_json"),
        (json.dumps({str(one): one for one in range(1001)}).encode(), "not_json"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "not_json"),
        ('{"a": "口罩"}'.encode("gbk"), "not_utf8"),
        ('{"a": "口罩"}'.encode("utf-16"), "not_utf8"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b"true", "not_an_object"),
    ],
)
def test_what_is_no_json_of_ours_is_told_apart(body, code):
    with pytest.raises(UnreadableError) as refused:
        read_body(body)

    assert refused.value.code == code


def test_a_byte_order_mark_is_no_obstacle():
    assert read_body(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("value", "mapping", "code"),
    [
        ({}, {"text": "/a"}, "nothing_found"),
        ({"a": "  "}, {"text": "/a"}, "nothing_found"),
        ({"a": 1}, {}, "nothing_found"),
        ({"a": "急\0需"}, {"text": "/a"}, "bad_characters"),
        ({"a": "急\ud800需"}, {"text": "/a"}, "bad_characters"),
        ({"a": "长" * 20_001}, {"text": "/a"}, "value_too_long"),
        ({"a": "口罩", "b": "长" * 5_001}, {"item": "/a", "note": "/b"}, "value_too_long"),
        ({"a": "长" * 19_000, "b": "长" * 4_000}, {"text": "/a", "note": "/b"}, "too_long"),
    ],
)
def test_what_cannot_be_a_report_says_why(value, mapping, code):
    with pytest.raises(UnreadableError) as refused:
        read_delivery(value, mapping)

    assert refused.value.code == code


def test_a_field_nobody_knows_is_never_read():
    assert read_delivery({"a": "口罩", "b": "OPEN"}, {"item": "/a", "state": "/b"}).words == {"item": "口罩"}
