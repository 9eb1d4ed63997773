"""A CAP message is read strictly; its areas become places, and what is not sure is not taken."""

import pytest

from qiao.exceptions import CapElementError, XmlRefusedError
from qiao.intake.sources.cap import read_cap
from qiao.intake.sources.cap_feed import read_index
from qiao.intake.sources.cap_places import places_of
from tests.intake.cap_made import BY_CODE, SPACE, ZH, cap, reference

ENGLISH_ONLY = "<area><areaDesc>somewhere wet</areaDesc>{}</area>"


def shape(inner):
    return ENGLISH_ONLY.format(inner)


def found(content):
    return {one.code: one.how for one in places_of(read_cap(content)).found}


def test_both_languages_are_read():
    message = read_cap(cap())

    assert [(one.language, one.event) for one in message.infos] == [("zh-CN", "暴雨"), ("en-US", "Rainstorm")]
    assert (message.severity, message.urgency, message.certainty) == ("Extreme", "Expected", "Likely")
    assert message.infos[0].texts["instruction"] == "低洼处人员请转移。"
    assert message.expires.isoformat() == "2020-02-01T20:00:00+08:00"


def test_an_info_without_a_language_is_english_as_the_standard_says():
    assert read_cap(cap(infos=(ZH.replace("<language>zh-CN</language>", ""),))).infos[0].language == "en-US"


def test_an_end_that_one_info_does_not_state_is_not_known():
    assert read_cap(cap(infos=(ZH, ZH.replace("{expires}", "")))).expires is None


def test_version_one_point_one_is_read_too():
    assert (
        read_cap(cap().replace(SPACE.encode(), SPACE.replace("1.2", "1.1").encode())).identifier == "示例-1"
    )


def test_a_signature_is_noted():
    signed = cap(more='<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>')

    assert (read_cap(signed).is_signed, read_cap(cap()).is_signed) == (True, False)


def test_references_name_sender_identifier_and_time():
    (one,) = read_cap(cap(message_type="Update", references=reference())).references

    assert (one.sender, one.identifier, one.sent.isoformat()) == (
        "warning@example.org",
        "示例-1",
        "2020-02-01T08:00:00+08:00",
    )


@pytest.mark.parametrize(
    ("changed", "element"),
    [
        ({"status": "Live"}, "status"),
        ({"message_type": "Alarm"}, "msgType"),
        ({"message_type": "Cancel"}, "references"),
        ({"message_type": "Update", "references": "only-one-part"}, "references"),
        ({"message_type": "Update", "references": "a,b,yesterday"}, "references"),
        ({"severity": "Huge"}, "severity"),
        ({"severity": ""}, "severity"),
        ({"sent": "2020-02-01T08:00:00"}, "sent"),
        ({"sent": "2020-02-31T08:00:00+08:00"}, "sent"),
        ({"sent": ""}, "sent"),
        ({"identifier": "a b"}, "identifier"),
        ({"identifier": "a,b"}, "identifier"),
        ({"identifier": "x" * 201}, "identifier"),
        ({"sender": ""}, "sender"),
        ({"expires": "<expires>soon</expires>"}, "expires"),
        ({"area": "<area></area>"}, "areaDesc"),
        ({"area": shape("<polygon>1,2 3,4 1,2</polygon>")}, "polygon"),
        ({"area": shape("<polygon>1,2 3,4 5,6 7,8</polygon>")}, "polygon"),
        ({"area": shape("<polygon>91,0 3,4 5,6 91,0</polygon>")}, "polygon"),
        ({"area": shape("<polygon>nan,0 3,4 5,6 nan,0</polygon>")}, "polygon"),
        ({"area": shape("<circle>30,115 -1</circle>")}, "circle"),
        ({"area": shape("<circle>30,115 inf</circle>")}, "circle"),
        ({"area": shape("<circle>30,115</circle>")}, "circle"),
        ({"infos": (ZH,) * 21}, "info"),
    ],
)
def test_what_is_wrong_is_named_by_its_element(changed, element):
    with pytest.raises(CapElementError) as refused:
        read_cap(cap(**changed))

    assert refused.value.details["element"] == element


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"\x00\x01",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "x"><!ENTITY y "&x;&x;">]><alert>&y;</alert>',
        b'<?xml version="1.0"?><!DOCTYPE alert SYSTEM "http://127.0.0.1/x.dtd"><alert/>',
        b"<a>" * 50_000,
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"x" * (2 * 2**20 + 1),
    ],
)
def test_harmful_xml_is_refused(content):
    with pytest.raises(XmlRefusedError):
        read_cap(content)


@pytest.mark.parametrize("content", [b"<rss/>", b"<alert/>", b'<alert xmlns="urn:other"/>'])
def test_other_xml_is_no_warning(content):
    with pytest.raises(CapElementError):
        read_cap(content)


def test_a_code_of_twelve_digits_is_the_county(db):
    assert found(cap()) == {"421124": "CODE"}


@pytest.mark.parametrize("value", ["421124", "421124000", "421124101201"])
def test_codes_of_townships_and_villages_are_their_county(db, value):
    assert found(cap(area=BY_CODE.replace("421124000000", value))) == {"421124": "CODE"}


@pytest.mark.parametrize("value", ["006037", "999999", "４２１１２４", "42112", "42", ""])
def test_codes_of_other_systems_are_left(db, value):
    area = shape(f"<geocode><valueName>FIPS</valueName><value>{value}</value></geocode>")
    message = read_cap(cap(area=area))

    assert (places_of(message).found, places_of(message).unplaced) == ((), ("somewhere wet",))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("湖北省黄冈市英山县", {"421124"}),
        ("湖北省黄冈市英山县、罗田县", {"421124", "421123"}),
        ("英山县，罗田县", {"421124", "421123"}),
        ("黄冈市", {"421100"}),
        ("湖北省", {"420000"}),
    ],
)
def test_names_are_places(db, words, codes):
    assert set(found(cap(area=f"<area><areaDesc>{words}</areaDesc></area>"))) == codes


@pytest.mark.parametrize("words", ["鼓楼区", "英山县和不知道哪里", "上游沿岸"])
def test_a_name_that_may_mean_several_places_is_not_guessed(db, words):
    placed = places_of(read_cap(cap(area=f"<area><areaDesc>{words}</areaDesc></area>")))

    assert (placed.found, placed.unplaced) == ((), (words,))


def test_a_polygon_holds_the_counties_whose_points_lie_in_it(db, yingshan, luotian, shanghai):
    at = yingshan.latitude, yingshan.longitude
    south, north, west, east = at[0] - 0.1, at[0] + 0.1, at[1] - 0.1, at[1] + 0.1
    ring = f"{south},{west} {south},{east} {north},{east} {north},{west} {south},{west}"

    assert found(cap(area=shape(f"<polygon>{ring}</polygon>"))) == {"421124": "POLYGON"}


def test_a_polygon_too_small_for_any_point_takes_the_nearest_county(db, yingshan):
    south, west = yingshan.latitude + 0.02, yingshan.longitude + 0.02
    ring = f"{south},{west} {south},{west + 0.01} {south + 0.01},{west} {south},{west}"

    assert found(cap(area=shape(f"<polygon>{ring}</polygon>"))) == {"421124": "NEAREST"}


def test_a_polygon_in_the_sea_is_nowhere(db):
    placed = places_of(read_cap(cap(area=shape("<polygon>0,150 0,151 1,151 0,150</polygon>"))))

    assert placed.found == ()


def test_a_circle_holds_what_lies_within_its_radius(db, yingshan, luotian):
    area = shape(f"<circle>{yingshan.latitude},{yingshan.longitude} 60</circle>")

    assert {"421124", "421123"} <= set(found(cap(area=area)))
    assert "310115" not in found(cap(area=area))


def test_a_broken_link_in_a_feed_costs_only_its_entry():
    feed = "<feed><entry><link href='http://[x'/></entry><entry><link href='/a.xml'/></entry></feed>"

    (entry,) = read_index(feed.encode(), at="https://example.org/feed") or ()

    assert entry.url == "https://example.org/a.xml"


def test_only_what_xml_calls_blank_parts_references():
    named = "示例\x85甲,1,2020-02-01T08:00:00+08:00"

    message = read_cap(cap(references=named))

    assert [one.sender for one in message.references] == ["示例\x85甲"]


@pytest.mark.parametrize(
    "doubled", ["<sender>b@example.org</sender>", "<identifier>2</identifier>", "<scope>Private</scope>"]
)
def test_what_names_a_message_stands_in_it_once(doubled):
    with pytest.raises(CapElementError):
        read_cap(cap(more=doubled))
