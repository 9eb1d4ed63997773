"""Styles and scripts go packed to whoever takes them so, and are the same."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from qiao.project import assets

STYLE = "/static/qiao/qiao.css"


def sent(client: Client, url: str, **headers: str):
    answer = client.get(url, headers=headers)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def style() -> bytes:
    return Path(finders.find("qiao/qiao.css")).read_bytes()


def test_whoever_takes_gzip_is_sent_the_same_style_packed(client, style) -> None:
    answer, body = sent(client, STYLE, accept_encoding="gzip, deflate, br")

    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'
    assert answer["Vary"] == "Accept-Encoding"
    assert int(answer["Content-Length"]) == len(body) < len(style) / 2
    assert gzip.decompress(body) == style


def test_whoever_does_not_is_sent_the_style_as_it_is(client, style) -> None:
    answer, body = sent(client, STYLE)

    assert "Content-Encoding" not in answer
    assert body == style
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_it_already_is_sent_nothing(client, accepted) -> None:
    first, _body = sent(client, STYLE, accept_encoding=accepted)

    again, body = sent(client, STYLE, accept_encoding=accepted, if_none_match=first["ETag"])

    assert again.status_code == 304
    assert body == b""


def test_fonts_pictures_and_pages_are_sent_as_they_are(client, db) -> None:
    page, _body = sent(client, "/accounts/login/", accept_encoding="gzip")
    icon, _body = sent(client, "/static/intake/share.png", accept_encoding="gzip")

    assert page.status_code == icon.status_code == 200
    assert "Content-Encoding" not in page
    assert "Content-Encoding" not in icon


def test_a_file_that_changed_has_another_packed_copy(tmp_path, settings) -> None:
    settings.DATA = tmp_path
    file = tmp_path / "one.css"
    file.write_text("a" * 2000)
    before = assets.packed(file)
    assert assets.packed(file) == before

    file.write_text("b" * 2000)

    assert gzip.decompress(assets.packed(file).read_bytes()) == b"b" * 2000
    assert gzip.decompress(before.read_bytes()) == b"a" * 2000
